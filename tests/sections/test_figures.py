"""What a figure remembers, says and shows of itself."""

from typing import Any

import pandas as pd
import pytest
import yaml

from helpers.errors import SectionError
from helpers.sections import figures, open_section
from helpers.sections.figures import MadeFigure, checked_rows
from helpers.sections.measures import Measure, counting, extreme
from tests.bundles import last
from tests.small_office import (
    balance,
    loans,
    write_small_office,
    write_yaml,
)


def read_yaml(folder, name):
    return yaml.safe_load((folder / "params" / name).read_text(encoding="utf-8"))


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
def test_a_figure_remembers_its_rows_definition_and_the_month_before(section, shown):
    balance(section)
    content = last(shown, "figure")
    assert content["value"] == 1000.25
    assert content["text"] == "1000.25元"
    assert content["sources"] == [{"table": "借款", "rows": "2-4", "sha256": ""}]
    assert content["row_count"] == 3
    assert content["ledger"] == "L90 借款台账"
    assert content["by_village"] == {"东村": 700, "西村": 300.25}
    assert content["previous"] == 800
    assert content["year_ago"] is None


def test_leaves_out_rows_after_the_as_of_date(section):
    assert section.count("笔数", loans, unit="笔", definition="全部").value == 3


def test_figures_compare_by_value(section):
    whole, number = balance(section), section.count("笔数", loans, unit="笔", definition="全部")
    assert number == 3
    assert number != 4
    assert 2 < number <= 3
    assert whole > number
    assert number == section.count("再数", loans, unit="笔", definition="全部")
    with pytest.raises(SectionError, match="是文字，不是数"):
        _ = section.listing("村名", loans, "村", definition="") == 3


def test_shows_nothing_of_its_rows_when_printed(section, shown, capsys):
    figure = balance(section)
    assert repr(figure) == "借款.余额 = 1000.25元"
    before = len(shown)
    figure._ipython_display_()
    assert (len(shown), capsys.readouterr().out) == (before, "")


def test_the_history_of_key_figures_alone_is_kept(tmp_path, shown):
    office = write_small_office(tmp_path, ("2021-08", "2021-09", "2021-10"))
    write_yaml(tmp_path, "report.yaml", {**read_yaml(tmp_path, "report.yaml"), "key_figures": ["借款.余额"]})
    section = open_section("01_loans", "2021-10", str(office.folder))
    balance(section)
    assert last(shown, "figure")["history"] == {"2021-08": 800, "2021-09": 800, "2021-10": 800}
    section.count("笔数", loans, unit="笔", definition="全部借款")
    assert last(shown, "figure")["history"] == {}


def test_a_figure_says_whether_it_is_sensitive_and_for_how_many_its_villages_stand(sensitive, shown):
    sensitive.count("全部", loans, unit="笔", definition="全部")
    assert (last(shown, "figure")["sensitive"], last(shown, "figure")["units"]) == (
        False,
        {"东村": 40, "西村": 40},
    )
    sensitive.count("治病", lambda of: loans(of)[loans(of)["用途"] == "治病"], unit="笔", definition="治病的")
    assert last(shown, "figure")["sensitive"]
    assert last(shown, "figure")["by_village"] == last(shown, "figure")["units"] == {"东村": 12, "西村": 3}


# --- a figure by itself -----------------------------------------------------------------------------------


def rows_of(*villages: str, table: str = "借款") -> pd.DataFrame:
    rows = pd.DataFrame({"村": villages, "户": ["H1"] * len(villages)}, index=range(2, len(villages) + 2))
    rows.index.name = "行"
    rows.attrs["table"] = table
    return rows


def made(value: Any = 3, measure: Measure | None = None, *parts: pd.DataFrame, **more: Any) -> MadeFigure:
    usual: dict[str, Any] = {"unit": "户", "decimals": 0, "definition": "", "kind": "stock"}
    return MadeFigure("节.数", value, measure=measure, parts=parts, **usual | more)


ROWS = rows_of("西村", "东村", "西村")


def test_figures_are_ordered_by_value_and_a_text_is_no_number():
    assert made(3) < made(4)
    assert not made(3) < made(3)
    assert not made(3) < 3
    assert made(3) <= 3
    assert made(None) == 0
    assert not made(None)
    assert made("东村") != "东村"


def test_what_is_asked_for_again_is_shown_again(monkeypatch):
    seen = []
    monkeypatch.setattr(figures, "display", lambda bundle, raw: seen.append((bundle["text/plain"], raw)))
    made(fresh=True)._ipython_display_()
    assert seen == []
    made(fresh=False)._ipython_display_()
    assert seen == [("节.数 = 3户", True)]


def test_each_kind_of_figure_has_its_forms():
    assert made(38006, unit="人").text("万") == "3.8万人"
    assert made("甲、乙", kind="listing").text("和") == "甲和乙"
    assert made(None).text() == "无"
    assert made(3, counting(), ROWS).text("村最多") == "西村最多（2户）"
    for figure, form in ((made(3), "和"), (made("甲、乙", kind="listing"), "万")):
        with pytest.raises(SectionError, match=f"没有“{form}”这种写法"):
            figure.text(form)


def test_a_sum_since_january_has_the_months_of_its_year_only():
    history: dict[str, Any] = {"2020-12": 9, "2021-01": 1, "2021-02": None, "2021-10": 3}
    known = {"2020-12": 9, "2021-01": 1, "2021-10": 3}
    assert made(history=lambda: history).months() == known
    assert made(kind="ytd", history=lambda: history).months() == {"2021-01": 1, "2021-10": 3}
    assert made(kind="ytd", history=dict).months() == {}


def test_the_comparison_is_with_the_month_or_the_year_it_names():
    figure = made(5, previous=4, year_ago=2)
    assert (figure.text("环比"), figure.text("同比")) == ("比上月增加1户", "是上年同期的2.5倍")


def test_is_measured_by_village_in_the_order_of_the_rows():
    figure = made(3, counting(), ROWS)
    assert list(figure.by("村").items()) == [("西村", 2), ("东村", 1)]
    assert list((figure.by_village() or {}).items()) == [("西村", 2), ("东村", 1)]
    assert list(figure.units().items()) == [("西村", 2), ("东村", 1)]
    assert made(1, counting("户"), ROWS).units() == {"西村": 1, "东村": 1}


@pytest.mark.parametrize(
    ("measure", "parts"), [(None, [ROWS]), (None, []), (counting(), []), (counting(), [ROWS, ROWS])]
)
def test_what_is_made_of_no_or_of_several_tables_has_no_villages(measure, parts):
    figure = made(3, measure, *parts)
    with pytest.raises(SectionError, match="不能再分组"):
        figure.by("村")
    assert figure.by_village() is None
    assert figure.units() == {}


def test_what_does_not_add_up_or_lies_in_no_village_is_not_told_by_village():
    assert made(1, counting("户", identifies=False), ROWS).by_village() is None
    assert made("H1", extreme("户", True), ROWS).by_village() is None
    nowhere = rows_of("西村").drop(columns="村")
    nowhere.attrs["table"] = "借款"
    figure = made(1, counting(), nowhere)
    assert (figure.by_village(), figure.units()) == (None, {})
    with pytest.raises(SectionError, match="没有“村”这一列"):
        figure.by("村")


def test_a_record_says_how_it_was_measured_and_has_a_history_only_when_asked():
    figure = made(1, counting("户"), ROWS, history=lambda: {"2021-09": 2})
    measured = figure.record().measured
    assert measured is not None
    assert (measured.counted, measured.additive, figure.record().history) == ("户", True, {})
    assert figure.record(with_history=True).history == {"2021-09": 2}
    assert made(1).record().measured is None


def test_rows_must_know_both_their_table_and_their_place():
    unnamed, nameless = rows_of("西村"), rows_of("西村")
    unnamed.index.name = None
    del nameless.attrs["table"]
    for rows in (unnamed, nameless):
        with pytest.raises(SectionError, match="认不出台账的行号"):
            checked_rows(rows, "数")
    assert checked_rows(ROWS, "数") is ROWS
