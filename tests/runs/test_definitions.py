"""Before the run: one name, one definition."""

from __future__ import annotations

import ast
import shutil

import nbformat
import pytest

from helpers.errors import SectionError
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import load_settings
from helpers.runs.definitions import definition, two_definitions, unknown_shared
from helpers.runs.inspection import inspect_notebooks
from tests.small_office import NOTEBOOKS, write_notebook, write_small_office


def defined(source: str, cell: int = 3):
    call = ast.parse(source, mode="eval").body
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return definition(ast.literal_eval(call.args[0]), call.func.attr, call, cell)


OWN = 's.total("存量贷款", loans.outstanding, "余额", unit="万元", definition="余额大于零的")'
OTHER = 's.total("存量贷款", mine, "余额", unit="万元", definition="余额大于五千的")'
TAKEN = 's.shared("存量贷款")'
LIMIT = 's.limit("公示天数")'


@pytest.mark.parametrize("pair", [(OWN, OTHER), (OWN, OWN), (OWN, TAKEN), (TAKEN, OTHER)])
def test_a_name_that_two_notebooks_define_is_refused(pair):
    (fault,) = two_definitions({"06": [defined(pair[0])], "13": [defined(pair[1], 9)]})
    assert "“存量贷款”" in fault
    assert "06 第 3 格" in fault
    assert "13 第 9 格" in fault
    assert "s.shared" in fault


@pytest.mark.parametrize("one", [TAKEN, LIMIT])
def test_what_both_take_from_one_place_is_one_definition(one):
    assert list(two_definitions({"06": [defined(one)], "13": [defined(one)]})) == []


def test_a_limit_that_another_notebook_counts_has_two_definitions():
    counted = 's.count("公示天数", rows, unit="天", definition="公示的天数")'
    assert len(list(two_definitions({"06": [defined(LIMIT)], "13": [defined(counted)]}))) == 1


def test_the_definition_is_told_as_it_is_written():
    said = 's.count("户数", rows, unit="户", definition=f"户数（{SCOPE}）")'
    (fault,) = two_definitions({"06": [defined(said)], "13": [defined('s.count("户数", rows, unit="户")')]})
    assert "SCOPE" in fault
    assert "没有写定义" in fault


def test_a_shared_figure_that_is_not_there_is_named_with_the_nearest():
    (fault,) = unknown_shared([defined('s.shared("存量贷歀")')])
    assert "第 3 格" in fault
    assert "是不是“存量贷款”" in fault


def test_the_inspection_refuses_it_with_all_other_faults(tmp_path):
    office = write_small_office(tmp_path)
    again = 's.total("余额", lambda ledgers: ledgers["借款"], "余额", unit="元", definition="大于五百的余额")'
    write_notebook(office.folder, "02_villages", again, *NOTEBOOKS["02_villages"], 's.shared("存量贷")')
    with pytest.raises(SectionError) as caught:
        inspect_notebooks(office, load_settings(office, Month(2021, 10)))
    said = str(caught.value)
    assert "“余额”在几节里各有定义" in said
    assert "大于五百的余额" in said
    assert "没有“存量贷”这个各节共用的指标" in said


@pytest.mark.parametrize(
    "own",
    [
        's.total("存量贷款", lambda of: of["小额信贷"][of["小额信贷"]["余额"] > 5000], "余额",'
        ' unit="万元", definition="余额大于五千的借据余额之和")',
        's.total("存量贷款", loans.outstanding, "余额", unit="万元", definition="期末余额大于零的借据余额之和")',
    ],
)
def test_the_suites_loans_cannot_be_counted_otherwise_in_one_notebook_alone(tmp_path, own):
    for folder in ("params", "notebooks"):
        shutil.copytree(suite_folder() / folder, tmp_path / folder)
    office = Office(tmp_path)
    settings = load_settings(office, Month(2021, 10))
    inspect_notebooks(office, settings)
    path = office.notebook("06_microcredit")
    book = nbformat.read(path, as_version=4)
    (cell,) = [cell for cell in book.cells if 's.shared("存量贷款", ' in cell.source]
    cell.source = cell.source.replace('s.shared("存量贷款", ', f"{own}\ns.shared(")
    nbformat.write(book, path)
    with pytest.raises(SectionError, match="“存量贷款”在几节里各有定义") as caught:
        inspect_notebooks(office, settings)
    assert "13_next_steps" in str(caught.value)
