"""The report as one HTML file: for reading on a screen, with where every figure comes from beside it."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from helpers.publish.reading import read_report
from helpers.publish.report import Report
from helpers.publish.titles import title_lines
from helpers.publish.typefaces import sans_subset

FOLDER = Path(__file__).parent


class HtmlExporter(Exporter):
    """nbconvert's exporter ``yuebao-html``: an executed section as a page of its own."""

    export_from_notebook = "月报 HTML"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override] # it returns a file, as all exporters do
        self, nb: NotebookNode, resources: Any = None, **kwargs: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page of one executed notebook."""
        node, resources = super().from_notebook_node(nb, resources, **kwargs)
        return render_html(read_report([node])), resources


def render_html(report: Report) -> str:
    """Return the report as one page that loads nothing and runs no script but its own."""
    script = (FOLDER / "report.js").read_text(encoding="utf-8")
    style = (FOLDER / "report.css").read_text(encoding="utf-8")
    content = {
        "report": report,
        "title": title_lines(report.title),
        "tips": {name: place for place, name in enumerate(report.figures, start=1)},
        "sources": {fact: place for place, fact in enumerate(report.facts, start=1)},
        "script": Markup(script),
    }
    # Which characters the font needs is known when the page is written: so it is written twice.
    style += _font_face(_template().render(content, style="", policy=""))
    return str(_template().render(content, style=Markup(style), policy=_policy(style, script)))


def _policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy that allows this style, this script, this font, and no more."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def _font_face(page: str) -> str:
    """Return a font with the characters of a page, for readers whose devices have no Chinese font."""
    font = base64.b64encode(sans_subset(frozenset(page) - {"\n"})).decode()
    source = f'url("data:font/otf;base64,{font}") format("opentype")'
    return f'\n@font-face {{ font-family: "Yuebao Sans"; src: {source}; }}\n'


@cache
def _template() -> Any:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    environment.filters["day"] = lambda day: f"{day.year}年{day.month}月{day.day}日"
    return environment.get_template("report.html.j2")
