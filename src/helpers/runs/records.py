"""The record of a month: its executed notebooks with all their rows, which stay in the office.

It lies in ``data/records/MONTH``, for its own user alone; what is distributed is made from it by one decision.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary

from helpers.errors import RunError
from helpers.gate.decision import Decision, read_told
from helpers.gate.telling import Told
from helpers.ledgers import Ledgers
from helpers.months import Month, months_in
from helpers.offices import Office
from helpers.private import private_folder, write_private
from helpers.record import FigureRecord, Record, RecordError, read_record
from helpers.runs.manifest import MANIFEST, file_hash, read_manifest, require_manifest

SECTIONS = "sections"
#: What a month tells, for the months that are published with it.
TOLD = "told.json"


def read_notebooks(folder: Path) -> dict[str, NotebookNode]:
    """Return the executed notebooks of a month's folder by section."""
    return {
        path.stem: nbformat.read(path, as_version=4) for path in sorted((folder / SECTIONS).glob("*.ipynb"))
    }


def read_figures(folder: Path, leaving_out: Collection[str] = ()) -> dict[str, FigureRecord]:
    """Return the figures of a month's folder by their full names.

    Parameters
    ----------
    leaving_out : collection of str
        Notebooks that are not read, by their paths in the folder.

    Raises
    ------
    RecordError
        If a notebook is no section that was run, or was run by another version.
    """
    return {
        figure.name: figure
        for name, node in read_notebooks(folder).items()
        if f"{SECTIONS}/{name}.ipynb" not in leaving_out
        for figure in read_record(node, name).figures()
    }


def read_sections(folder: Path, sections: Iterable[str]) -> list[Record]:
    """Return what executed notebooks hold, in the order of the sections.

    Raises
    ------
    RecordError
        If a notebook is no section that was run, or was run by another version.
    """
    nodes = read_notebooks(folder)
    return [read_record(nodes[name], name) for name in sections]


def told_elsewhere(
    office: Office, month: Month, only: Collection[str] | None = None
) -> dict[str, list[Told]]:
    """Return what the other published months of a year tell, as far as this month could be taken from it.

    Parameters
    ----------
    only : collection of str, optional
        Of these months alone, as when a month is made again.

    Raises
    ------
    RunError
        If nobody knows any more what one of `only`, or one before this month, tells. Later ones are passed over: they
        are published anew after this one, or two lost months would wait for each other.
    """
    found, lost = {}, []
    for one in (month.plus(number - month.number) for number in range(1, 13) if number != month.number):
        if only is not None and str(one) not in only:
            continue
        try:
            told = _told_by(office, one)
        except RunError:
            told = None
            if one < month:
                lost.append(str(one))
        if told is not None:
            found[str(one)] = told
    lost = sorted({*lost, *(only or ())} - found.keys())
    if lost:
        commands = "，".join(f"yuebao run {one}" for one in lost)
        raise RunError(
            f"{'、'.join(lost)} 发布过，但按村公开了什么已经无从知道（{TOLD} 不见了、改动过，或是别的版本写的），"
            "本月哪些数不能公开就定不下来",
            where=f"data/records/{lost[0]}/{TOLD}",
            do=f"先重新发布：{commands}；已经收回的月份，把 outputs 里它的文件夹移走",
        )
    return found


def _told_by(office: Office, month: Month) -> list[Told] | None:
    """Return what a published month tells; None where it is not published, or an older version kept nothing of it.

    Raises
    ------
    RunError
        If that is lost: it is not as its manifest has it, or another version wrote it.
    """
    named = read_manifest(office.output(month)).get("record")
    if named is None:
        return None
    path = office.record(month) / TOLD
    what = "不见了或改动过"
    if path.is_file() and file_hash(path) == named.get(TOLD):
        try:
            return read_told(path.read_text(encoding="utf-8"))
        except RecordError as error:
            what = error.what
    raise RunError(what, where=f"data/records/{month}/{TOLD}", do=f"用 yuebao run {month} 重新发布")


def not_to_hand_on(office: Office) -> list[str]:
    """Say which published months should not be handed on.

    An older version made them, so that their files hold the numbers of rows, their manifest is damaged, or nobody
    knows any more what they tell, so that this month could not be decided with them.
    """
    said = []
    for month in months_in(office.outputs):
        if (office.output(month) / MANIFEST).is_file():
            try:
                require_manifest(office.output(month), month)
                _told_by(office, month)
            except RunError as error:
                said.append(f"{error.where}：{error.what}；{error.do}")
    return said


def keep_decision(folder: Path, decision: Decision) -> None:
    """Keep with the record of a month what it tells."""
    write_private(folder / TOLD, decision.to_json())


def distribute(record: Path, decision: Decision, ledgers: Ledgers, folder: Path) -> None:
    """Write the executed notebooks of a record into the folder of a month as they may leave."""
    hashes = {schema.name: ledgers.source(schema.name).sha256 for schema in ledgers.schemas()}
    from helpers.publish.notebooks import (
        distributed,  # With it come the charts, which a start need not wait for.
    )

    (folder / SECTIONS).mkdir(exist_ok=True)
    signed: list[NotebookNode] = []
    for name, node in read_notebooks(record).items():
        told = distributed(node, decision, hashes)
        text = nbformat.writes(told)
        signed += (node, told)
        (folder / SECTIONS / f"{name}.ipynb").write_text(text, encoding="utf-8", newline="\n")
    sign(signed)


def keep_notebook(folder: Path, section: str, text: str) -> None:
    """Keep an executed notebook with the record."""
    write_private(private_folder(folder / SECTIONS) / f"{section}.ipynb", text)


def sign(nodes: Iterable[NotebookNode]) -> None:
    """Let JupyterLab show the charts of notebooks to the user who ran them, as if he had run them there.

    JupyterLab keeps what is trusted with the user's own data; where it cannot, the notebook is as untrusted as before.
    """
    with suppress(OSError, sqlite3.Error):
        notary = NotebookNotary()
        for node in nodes:
            notary.sign(node)
