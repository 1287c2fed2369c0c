"""The report as a page, and the page that lists all months."""

from helpers.publish.web.html import HtmlExporter, render_html
from helpers.publish.web.index import write_index

__all__ = ["HtmlExporter", "render_html", "write_index"]
