"""Numbers, comparisons and trends as official Chinese, and the templates of sentences."""
