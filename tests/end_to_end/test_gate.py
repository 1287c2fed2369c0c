"""The gate over a whole published month, its people called as people are: short names that are parts of many words."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from helpers.gate import Gate
from helpers.gate.everyday import EVERYDAY
from helpers.ledgers import Ledgers, TableSchema, open_ledgers
from helpers.offices import Office
from helpers.params import load_settings
from tests.end_to_end.mutations import OCTOBER

pytestmark = pytest.mark.slow

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗梁宋郑谢韩唐冯于董萧程曹袁邓许安方常文明成平全金余水易管和项时"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇杰涛明平刚桂英华玉萍红梅建国志文海山春秀云飞鹏辉龙成林全度金实安业产力民镇村农合作发展"


@pytest.fixture
def common_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Call everybody by an invented name of two or three characters, the same in all ledgers."""
    frame_of, dice, names = Ledgers._frame, random.Random(1), {}

    def called(name: object) -> object:
        if not isinstance(name, str):
            return name
        if name not in names:
            names[name] = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.randint(1, 2)))
        return names[name]

    def frame(self: Ledgers, schema: TableSchema) -> pd.DataFrame:
        table = frame_of(self, schema)
        for name, column in schema.columns.items():
            if column.kind == "name":
                table[name] = pd.Series(
                    [called(cell) for cell in table[name]], index=table.index, dtype="str"
                )
        return table

    monkeypatch.setattr(Ledgers, "_frame", frame)


def test_no_word_of_the_month_is_taken_for_one_of_its_people(published: Path, common_names: None) -> None:
    office = Office(published)
    assert Gate.of(office, load_settings(office, OCTOBER)).search(office.output(OCTOBER)) == []


@pytest.mark.promise("nothing personal leaves the house")
def test_each_of_many_people_is_found_when_named_with_the_village(
    published: Path, common_names: None, tmp_path: Path
) -> None:
    office = Office(published)
    settings = load_settings(office, OCTOBER)
    some = open_ledgers(office, OCTOBER, settings)["户籍人口"].iloc[::997]
    # A name that is a word of every day as well is only one where it cannot be the word.
    some = some[~some["姓名"].isin(EVERYDAY)]
    assert len(some) > 20
    lines = [f"{row['村']}村民{row['姓名']}因病住院。" for _, row in some.iterrows()]
    for number, line in enumerate(lines):
        (tmp_path / f"{number}.txt").write_text(line, encoding="utf-8")
    found = Gate.of(office, settings).search(tmp_path)
    assert {finding.file for finding in found} == {f"{n}.txt" for n in range(len(lines))}
