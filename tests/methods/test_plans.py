"""The plans of the month before are reported on, and one that is passed over is named."""

import datetime as dt
import shutil

import pytest
import yaml

from helpers.errors import ParamsError
from helpers.methods.plans import UNREPORTED, review
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import load_settings

OCTOBER = Month(2021, 10)
DAY = dt.date(2021, 10, 31)


def plan(name):
    return {"id": name, "task": f"做好{name}", "owner": "岗位", "due": DAY, "source": "会议纪要"}


def progress(name, state="已完成"):
    return {"plan": name, "state": state, "note": "说明", "source": "工作记录"}


@pytest.fixture
def office(tmp_path):
    (tmp_path / "params").mkdir()
    shutil.copy(suite_folder() / "params" / "report.yaml", tmp_path / "params")
    return Office(tmp_path)


def write(office, month, **content):
    settings = {"as_of": month.last_day, "issue_date": month.last_day, **content}
    text = yaml.safe_dump(settings, allow_unicode=True)
    (office.folder / "params" / f"{month}.yaml").write_text(text, encoding="utf-8")


def reviewed(office):
    return review(office, load_settings(office, OCTOBER))


def test_every_plan_has_its_progress_or_is_named(office):
    write(office, OCTOBER.previous, plans=[plan("甲"), plan("乙"), plan("丙")])
    write(office, OCTOBER, progress=[progress("丙", "推进中"), progress("甲")])
    found = {item.plan.id: (item.state, item.note, item.source) for item in reviewed(office)}
    assert found == {
        "甲": ("已完成", "说明", "工作记录"),
        "乙": (UNREPORTED, "", "会议纪要"),
        "丙": ("推进中", "说明", "工作记录"),
    }


def test_there_is_nothing_to_review_without_plans(office):
    write(office, OCTOBER)
    assert reviewed(office) == []
    write(office, OCTOBER.previous)
    assert reviewed(office) == []


def test_refuses_progress_on_a_plan_that_was_not_made(office):
    write(office, OCTOBER.previous, plans=[plan("甲")])
    write(office, OCTOBER, progress=[progress("乙")])
    with pytest.raises(ParamsError, match="上月没有“乙”这项打算"):
        reviewed(office)


def test_refuses_two_reports_on_one_plan(office):
    write(office, OCTOBER.previous, plans=[plan("甲")])
    write(office, OCTOBER, progress=[progress("甲"), progress("甲", "未完成")])
    with pytest.raises(ParamsError, match="报了两次"):
        reviewed(office)
