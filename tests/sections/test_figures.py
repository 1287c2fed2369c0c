"""What a figure remembers, says and shows of itself."""

import pytest
import yaml

from helpers.errors import SectionError
from helpers.sections import open_section
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
