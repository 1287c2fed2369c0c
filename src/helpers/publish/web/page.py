"""A page of HTML in one file: it loads nothing, and runs no script and takes no style but its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from helpers.publish.setting.typefaces import sans_subset

FOLDER = Path(__file__).parent


def render_page(
    template: str, content: Mapping[str, Any], styles: Sequence[str], scripts: Sequence[str], more: str = ""
) -> str:
    """Return a page with its styles, its scripts and a font of its own characters in it.

    Parameters
    ----------
    styles, scripts : sequence of str
        Names of files beside this one.
    more : str
        Rules of style that depend on the content.
    """
    style, script = _joined(styles) + more, _joined(scripts)
    page = _templates().get_template(template)
    # Which characters the font needs is known when the page is written: so it is written twice.
    style += _font_face(page.render(content, style="", script=script, policy=""))
    policy = _policy(style, script)
    return str(page.render(content, style=Markup(style), script=Markup(script), policy=policy))


def _joined(names: Sequence[str]) -> str:
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


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
def _templates() -> Environment:
    environment = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    environment.filters["day"] = lambda day: f"{day.year}年{day.month}月{day.day}日"
    # As they are, so that the font gets them; what could end the script is escaped all the same.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment
