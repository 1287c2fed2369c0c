"""The report as one HTML file: for reading on a screen, with where every figure comes from beside it."""

from __future__ import annotations

from pathlib import Path

from helpers.publish.exporting import ReportExporter
from helpers.publish.key_figures import months_shown
from helpers.publish.report import Chart, Report
from helpers.publish.setting.titles import title_lines
from helpers.publish.web.night import night_rules
from helpers.publish.web.page import render_page
from helpers.publish.web.sparkline import sparkline


class HtmlExporter(ReportExporter):
    """nbconvert's exporter ``yuebao-html``: an executed section as a page of its own."""

    export_from_notebook = "月报 HTML"
    output_mimetype = "text/html"
    extension = ".html"

    def render(self, report: Report, fonts: Path) -> str:
        """Return the page of a report."""
        return render_html(report)


def render_html(report: Report) -> str:
    """Return the report as one page that loads nothing and runs no script but its own."""
    content = {
        "report": report,
        "title": title_lines(report.title),
        "sparkline": sparkline,
        "months_shown": months_shown(report.key_figures),
        "tips": {name: place for place, name in enumerate(report.figures, start=1)},
        "sources": {fact: place for place, fact in enumerate(report.facts, start=1)},
    }
    drawings = [block.svg for block in report.blocks() if isinstance(block, Chart)]
    styles, scripts = ("page.css", "report.css"), ("tips.js", "sort.js")
    return render_page("report.html.j2", content, styles, scripts, night_rules(drawings))
