"""The MIME types under which notebooks hold their bundles."""

from __future__ import annotations

from typing import Any

import nbformat

from helpers.record import Record, read_record


def mime(kind: str) -> str:
    """Return the MIME type of a kind of bundle."""
    return f"application/vnd.yuebao.{kind}+json"


def said(text: list[dict[str, str]]) -> str:
    """Return what a text of a bundle says."""
    return "".join(span["text"] for span in text)


def readable(content: dict[str, Any]) -> dict[str, Any]:
    """Return a bundle's content with titles and notes as strings, and spans without what is empty in them."""
    read = {key: value for key, value in content.items() if key != "version"}
    if "title" in read:
        read["title"], read["notes"] = said(read["title"]), [said(note) for note in read["notes"]]
    if "spans" in read:
        read["spans"] = [{key: value for key, value in span.items() if value} for span in read["spans"]]
    return read


def last(shown: list[tuple[str, Any, dict[str, Any]]], kind: str) -> dict[str, Any]:
    """Return the content of the last bundle of a kind that a section has displayed."""
    return [content for of, content, _ in shown if of == kind][-1]


def record_of(bundles: list[dict[str, Any]]) -> Record:
    """Return what bundles hold, as if a notebook had displayed them."""
    outputs = [nbformat.v4.new_output("display_data", data=bundle) for bundle in bundles]
    cell = nbformat.v4.new_code_cell("", outputs=outputs)
    return read_record(nbformat.v4.new_notebook(cells=[cell]))
