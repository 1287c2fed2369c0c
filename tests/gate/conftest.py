"""The gate of a tiny office: five invented people, one of whom is called as everyday words are."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.gate import Gate
from helpers.gate.people import People
from helpers.ledgers.villages import Villages
from tests.ledgers.tiny import PEOPLE, TinyOffice
from tests.publish.conftest import checks, notebooks, plain_report, report, settings

__all__ = ["checks", "notebooks", "plain_report", "report", "settings"]

NAMES = {"甲": "欧阳某甲", "乙": "安全", "丙": "东头", "丁": "王试", "戊": "阿试·丁"}
PHONE, ACCOUNT = "13800001234", "00000000199012345"


#: Ordinary names, and everyday words that are names, too.
ORDINARY = {"甲": "欧建国", "乙": "平安", "丙": "高兴", "丁": "王试", "戊": "阿试·丁"}


def people_called(names: dict[str, str], folder: Path) -> People:
    """The people of the tiny office under other names."""
    tiny = TinyOffice.make(folder / "office")
    for table in ("户籍人口", "监测对象"):
        for row in tiny.rows[table]:
            row["姓名"] = next(names[key] for key, number in PEOPLE.items() if number == row["证件号码"])
    tiny.rows["户籍人口"][0]["联系电话"] = PHONE
    tiny.rows["监测对象"][0]["健康状况"] = "患有大病"
    for row in tiny.rows["产业奖补"]:
        row["一卡通账号"] = ACCOUNT
        row["户主姓名"] = names["甲"]
    for table in ("户籍人口", "监测对象", "产业奖补"):
        tiny.write(table)
    ledgers = tiny.open()
    villages = Villages.of(ledgers["村组"], tiny.schemas.table("村组"))
    return People(ledgers, tiny.schemas, [*villages.names, *villages.names.values()])


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    return people_called(NAMES, tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(people_called(ORDINARY, tmp_path_factory.mktemp("ordinary")), ("99",), own=["/offices/ours"])


@pytest.fixture
def tiny(tmp_path: Path) -> TinyOffice:
    return TinyOffice.make(tmp_path / "office")


@pytest.fixture(scope="session")
def gate(people: People) -> Gate:
    return Gate(people, ("99",), public=["0710-3000000"], own=["/offices/ours"])
