"""What a notebook opens: the section of a month, as its record says."""

import pytest

from helpers.errors import SectionError, UsageError
from helpers.sections import load_month, open_section
from tests.bundles import last
from tests.small_office import (
    balance,
    write_loans,
    write_small_office,
)


def test_opens_with_what_the_notebook_is_the_record_of(section, shown):
    assert last(shown, "section") == {
        "section": "01_loans",
        "prefix": "借款",
        "month": "2021-10",
        "as_of": "2021-10-28",
        "empty": False,
        "clause": "无借款",
    }


def test_takes_the_latest_month_that_has_ledgers_and_params(office, shown):
    assert str(open_section("01_loans", office=str(office.folder)).month) == "2021-10"
    assert str(load_month(office=str(office.folder)).month) == "2021-10"


def test_refuses_a_section_that_the_report_lacks(office, shown):
    with pytest.raises(UsageError, match="没有“09_nothing”这一节"):
        open_section("09_nothing", "2021-10", str(office.folder))


def test_says_that_its_subject_is_empty(tmp_path, shown):
    office = write_small_office(tmp_path)
    write_loans(office.folder, "2021-10", [])
    open_section("01_loans", "2021-10", str(office.folder), subject="借款", clause="无借款")
    assert last(shown, "section")["empty"] is True


def test_refuses_a_name_twice_and_names_what_is_known(section):
    balance(section)
    with pytest.raises(SectionError, match="定义了两次"):
        balance(section)
    with pytest.raises(SectionError) as caught:
        section["存量"]
    assert "余额" in caught.value.do
