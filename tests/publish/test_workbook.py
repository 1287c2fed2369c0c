"""The tables as an Excel workbook, read back by another library than the one that writes it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook

from helpers.publish import render_workbook
from helpers.publish.report import Report


@pytest.fixture(scope="session")
def workbook(report: Report) -> bytes:
    return render_workbook(report)


@pytest.fixture(scope="session")
def book(workbook: bytes) -> Workbook:
    return opened(workbook)


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def test_the_sheets_are_the_contents_each_table_the_checks_the_figures_and_the_facts(book: Workbook) -> None:
    assert book.sheetnames == [
        "目录",
        "表1 各村兜底保障分项情况",
        "表2 各村小额信贷情况",
        "表3 产业路项目实施情况",
        "勾稽关系校验表",
        "指标",
        "事实",
    ]


def test_the_same_report_gives_the_same_bytes(report: Report, workbook: bytes) -> None:
    assert render_workbook(report) == workbook


def test_a_report_without_anything_to_tabulate_still_opens(report: Report) -> None:
    nothing = replace(report, sections=(), lead=(), figures={}, checks=None)
    assert opened(render_workbook(nothing)).sheetnames == ["目录"]
