"""What every printed format sets by: fonts, glyphs, widths of columns, breaks of titles."""
