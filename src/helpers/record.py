"""The MIME bundles by which an executed notebook is the record of its section."""

from __future__ import annotations

import re
from typing import Any, Literal

from IPython.display import display

_MARKUP = re.compile(r"[\\`*_\[\]<>&$~|#]")

Kind = Literal["section", "figure", "paragraph", "table", "chart"]


def mime(kind: Kind) -> str:
    """Return the MIME type of a kind of bundle."""
    return f"application/vnd.yuebao.{kind}+json"


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, without taking any of it for markup, HTML or mathematics."""
    return _MARKUP.sub(r"\\\g<0>", text.replace("\n", " "))


def show(kind: Kind, content: dict[str, Any], **rich: str) -> None:
    """Display a bundle: the structured content beside rich forms, whose keys are ``markdown``, ``html``, ``svg``.

    Markdown is written by the caller, who escapes what is not his own words.

    JupyterLab shows the rich form; whoever reads the executed notebook takes the structured one.
    """
    types = {"markdown": "text/markdown", "html": "text/html", "svg": "image/svg+xml", "plain": "text/plain"}
    bundle: dict[str, Any] = {types[key]: value for key, value in rich.items()}
    bundle[mime(kind)] = content
    display(bundle, raw=True)
