"""Notebooks, params and prose are held against each other before anything runs."""

import shutil

import nbformat
import pytest
import yaml

from helpers.errors import ParamsError, SectionError, UsageError
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import load_settings
from helpers.runs.inspection import (
    _READ,
    declared_figures,
    dynamic_prefixes,
    inspect_notebooks,
    section_names,
    verbs,
)
from tests.small_office import NOTEBOOKS, write_notebook, write_small_office

PARAMETERS = 'month = "latest"\noffice = "."'
OPEN = 'from helpers import open_section\ns = open_section("06_microcredit", month, office)'


def notebook(*cells, parameters=PARAMETERS):
    book = nbformat.v4.new_notebook()
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    book.cells = [first, *(nbformat.v4.new_code_cell(source) for source in cells)]
    return book


@pytest.fixture
def office(tmp_path):
    """An office with one section, whose only facts and limits are these."""
    (tmp_path / "params").mkdir()
    (tmp_path / "notebooks").mkdir()
    report = yaml.safe_load((suite_folder() / "params" / "report.yaml").read_text(encoding="utf-8"))
    report["outline"] = [{"heading": "小额信贷政策落实情况", "name": "小额信贷", "section": "06_microcredit"}]
    report["facts"] = {}
    report["key_figures"] = []
    (tmp_path / "params" / "report.yaml").write_text(
        yaml.safe_dump(report, allow_unicode=True), encoding="utf-8"
    )
    shutil.copy(suite_folder() / "params" / "2021-10.yaml", tmp_path / "params" / "2021-10.yaml")
    month = tmp_path / "params" / "2021-10.yaml"
    content = yaml.safe_load(month.read_text(encoding="utf-8"))
    content["facts"] = {}
    month.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return Office(tmp_path)


def inspect(office, *cells, **options):
    nbformat.write(notebook(*cells, **options), office.folder / "notebooks" / "06_microcredit.ipynb")
    inspect_notebooks(office, load_settings(office, Month(2021, 10)))


def give_fact(office, name):
    path = office.folder / "params" / "2021-10.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["facts"][name] = {"text": "会议已开", "source": "会议纪要"}
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


COUNT = 's.count("存量户数", rows, unit="户", definition="有余额的户")'


def test_accepts_what_fits(office):
    give_fact(office, "会议")
    inspect(
        office,
        OPEN,
        COUNT,
        's["存量户数"] and s.paragraph("{镇}现有{存量户数}，{事实.会议}。", s["存量户数"] > 1 and "多于一户。")',
    )


def test_declares_figures_by_full_name(office):
    inspect(office, OPEN, COUNT, 's.limit("公示天数")')
    settings = load_settings(office, Month(2021, 10))
    declared = declared_figures(office, settings)
    assert declared["小额信贷.存量户数"] == ("存量户数", "06_microcredit", 3)
    assert set(declared) == {"小额信贷.存量户数", "小额信贷.公示天数"}
    assert dynamic_prefixes(office, settings) == set()


def test_knows_which_sections_name_figures_at_run_time(office):
    inspect(
        office, OPEN, 's.count(f"{crop}户数", rows, unit="户", definition="")', 's.paragraph("{蓝莓户数}")'
    )
    assert dynamic_prefixes(office, load_settings(office, Month(2021, 10))) == {"小额信贷"}


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('s.paragraph("现有5户")', "第 4 格：文字里直接写了数字“5”"),
        ('s.paragraph("现有" + "三万元")', "直接写了数字“三万元”"),
        ('s.paragraph(s["存量户数"] == 0 and "无2笔")', "直接写了数字“2”"),
        ('s.paragraph("甲" if s["存量户数"] else "乙7")', "直接写了数字“7”"),
        ('s.lead("{存量户}")', "没有“存量户”这个指标（是不是“存量户数”？）"),
        ('s.paragraph("{事实.会仪}")', "params 里没有“会仪”这个事实"),
        ('s.limit("公式天数")', "没有“公式天数”这个限值（是不是“公示天数”？）"),
        (COUNT, "“存量户数”定义了两次"),
        ('s.bar_chart("现有5户", "村", "存量户数")', "第 4 格：文字里直接写了数字“5”"),
        ('s.trend_chart("{存量户:走势}", "存量户数")', "没有“存量户”这个指标（是不是“存量户数”？）"),
        ('s.paragraph("{存量户数")', "花括号不成对"),
        ("s.paragraph(", "第 4 格第 1 行：不是合格的 Python"),
    ],
)
def test_names_notebook_cell_and_fault(office, cell, said):
    with pytest.raises(SectionError) as caught:
        inspect(office, OPEN, COUNT, cell)
    assert "notebooks/06_microcredit.ipynb" in str(caught.value)
    assert said in str(caught.value)


def test_names_all_faults_at_once(office):
    with pytest.raises(SectionError) as caught:
        inspect(
            office,
            OPEN,
            's.paragraph("1", "{甲}")',
            's.paragraph("{事实.乙}")',
            parameters='monht = "latest"\noffice = "."',
        )
    assert caught.value.where == "4 处"
    assert "缺少 month" in str(caught.value)


@pytest.mark.parametrize("verb", ["clause", "clauses"])
def test_a_clause_does_without_a_fact_and_not_without_a_figure(office, verb):
    inspect(office, OPEN, COUNT, f's.paragraph(s.{verb}("{{事实.定位}}，共{{存量户数}}"))')
    with pytest.raises(SectionError, match="没有“存量户”这个指标"):
        inspect(office, OPEN, COUNT, f's.paragraph(s.{verb}("共{{存量户}}"))')
    with pytest.raises(SectionError, match="直接写了数字“5”"):
        inspect(office, OPEN, COUNT, f's.paragraph(s.{verb}("共5户"))')


def test_refuses_a_notebook_that_opens_another_section(office):
    with pytest.raises(SectionError, match="打开的是“07_monitoring”"):
        inspect(office, OPEN.replace("06_microcredit", "07_monitoring"))


def test_refuses_a_fact_that_nothing_uses(office):
    give_fact(office, "会义")
    give_fact(office, "会议")
    with pytest.raises(ParamsError, match="“会义”（是不是“会议”？）"):
        inspect(office, OPEN, 's.paragraph("{事实.会议}")')


def test_knows_facts_whose_names_are_made_at_run_time(office):
    give_fact(office, "蓝莓打算")
    inspect(office, OPEN, 's.has_fact(f"{crop}打算") and s.paragraph(f"{{事实.{crop}打算}}")')
    inspect(office, OPEN, 's.paragraph(s.clause(f"{{事实.{crop}打算}}"))')
    give_fact(office, "蓝莓打祘")
    with pytest.raises(ParamsError, match="“蓝莓打祘”"):
        inspect(office, OPEN, 's.has_fact(f"{crop}打算") and s.paragraph(f"{{事实.{crop}打算}}")')


def give_key_figures(office, *names):
    path = office.folder / "params" / "report.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(
        yaml.safe_dump(content | {"key_figures": list(names)}, allow_unicode=True), encoding="utf-8"
    )


def test_refuses_key_figures_that_no_section_makes(office):
    give_key_figures(office, "小额信贷.存量户数")
    inspect(office, OPEN, COUNT)
    give_key_figures(office, "小额信贷.存量户", "存量户数", "小额信贷.存量户数")
    with pytest.raises(ParamsError) as caught:
        inspect(office, OPEN, COUNT)
    for said in (
        "的 key_figures 第 1 项：没有哪一节算出来的关键指标“小额信贷.存量户”（是不是“小额信贷.存量户数”？）",
        "的 key_figures 第 2 项：没有哪一节算出来的关键指标“存量户数”",
    ):
        assert said in str(caught.value)


def test_believes_a_key_figure_whose_section_names_figures_at_run_time(office):
    give_key_figures(office, "小额信贷.蓝莓户数")
    inspect(office, OPEN, COUNT.replace('"存量户数"', 'f"{crop}户数"'))


@pytest.mark.parametrize("content", [None, "no json", "{}"])
def test_says_that_a_notebook_is_missing_or_broken(office, content):
    if content is not None:
        (office.folder / "notebooks" / "06_microcredit.ipynb").write_text(content)
    else:
        path = office.folder / "params" / "report.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("06_microcredit", "66_nothing"), encoding="utf-8"
        )
    with pytest.raises(SectionError, match=r"没有这个笔记本|不是合格的笔记本"):
        inspect_notebooks(office, load_settings(office, Month(2021, 10)))


def test_chooses_sections_by_name_number_or_title(tmp_path):
    settings = load_settings(Office(suite_folder()), Month(2021, 10))
    assert section_names(settings, ["小额信贷", "01"]) == ["01_overview", "06_microcredit"]
    assert section_names(settings, ["06_microcredit"]) == ["06_microcredit"]
    with pytest.raises(UsageError, match="是不是“06_microcredit”"):
        section_names(settings, ["06_microcedit"])


def test_the_figure_of_a_change_must_be_there(tmp_path):
    office = write_small_office(tmp_path)
    write_notebook(office.folder, "02_villages", *NOTEBOOKS["02_villages"], 's.paragraph(s.change("村户数"))')
    with pytest.raises(SectionError, match="没有“村户数”这个指标"):
        inspect_notebooks(office, load_settings(office, Month(2021, 10)))


@pytest.mark.parametrize(
    "cell",
    [
        's.table("各村{}", by="村", figures=["存量户数"])',
        's.table("各村", by="村", figures=["存量户数"], notes=[True and "{}"])',
        's.bar_chart("各村{}", by="村", figures="存量户数")',
        's.bar_chart("各村", by="村", figures={{"{}": "存量户数"}})',
        's.steps_chart("各村", {{"{}": "存量户数"}}, notes=["{}"])',
        's.grid("各村", ["{}"], {{"户": ["存量户数"]}})',
        's.grid("各村", ["户数"], {{"{}": ["存量户数"]}})',
        's.grid("各村", ["户数"], {{"户": ["存量户数"]}}, head="{}")',
        's.row_table("明细{}", rows, ["村"])',
        's.frame_table("明细{}", rows, {{}}, total={{}})',
        's.text_table("问题", ["{}"], [["词"]])',
        's.text_table("问题", ["问题"], [["{}"]])',
        's.paragraph(f"{{name}}{}")',
        's.paragraph(s.joined("甲", "{}"))',
        'said = "{}"\ns.paragraph(said)',
        'if s["存量户数"]:\n    said = "甲"\nelse:\n    said = "{}"\nsaid = said + "乙"\ns.paragraph(said)',
        's.paragraph("甲" + "{}" * True)',
    ],
)
@pytest.mark.parametrize("number", ["3户", "三个村"])
def test_a_typed_number_is_found_wherever_it_would_be_printed(office, cell, number):
    with pytest.raises(SectionError, match=f"直接写了数字“{number[0]}.*”"):
        inspect(office, OPEN, COUNT, cell.format(number, number))


@pytest.mark.parametrize(
    "cell",
    [
        's.table("各村", by="村", figures=["存量户", "存量户数"])',
        's.comparison("增减", ["存量户"])',
        's.bar_chart("各村", by="村", figures={"户": "存量户"})',
        's.bridge_chart("桥", {"期初": "存量户数", "新增": "+存量户"})',
        's.grid("各村", ["户数"], {"户": ["存量户"]})',
        's.reach_chart("各村", "村", part="存量户", whole="存量户数")',
        's.row_table("明细", rows, ["村"], total={"村": "存量户"})',
        's.table(f"{name}", by="村", figures=[f"{name}户", "存量户"])',
    ],
)
def test_a_table_or_chart_of_a_figure_that_is_not_there_is_named_before_the_run(office, cell):
    with pytest.raises(SectionError, match=r"没有“存量户”这个指标（是不是“存量户数”？）"):
        inspect(office, OPEN, COUNT, cell)


def test_a_kind_that_there_is_not_is_refused_before_the_run(office):
    with pytest.raises(
        SectionError, match="kind 写的是“foo”，可用：stock（期末数）、ytd（本年累计）、flow（本月发生）"
    ):
        inspect(office, OPEN, COUNT.replace("unit=", 'kind="foo", unit='))


def test_two_cells_with_one_name_are_named_with_both_places(office):
    with pytest.raises(SectionError, match="第 4 格：“存量户数”定义了两次，第一次在第 3 格"):
        inspect(office, OPEN, COUNT, COUNT.replace("有余额的户", "别的口径"))
    with pytest.raises(SectionError, match="第 4 格和第 3 格一模一样"):
        inspect(office, OPEN, COUNT, COUNT)


def test_the_verbs_are_those_that_a_section_has():
    assert {"count", "limit", "paragraph", "quoted", "grid", "progress_chart"} < set(verbs())
    assert not {"add", "begin", "announce", "figure"} & set(verbs())
    # Each annotation by which arguments are read is known, so that none is passed over silently.
    known = {*_READ, "str", "bool", "int", "int | None", "float | int", "object", "Rows", "pd.DataFrame"}
    known |= {"str | Sequence[str]", "str | None", "MadeFigure", "Sequence[MadeFigure]", "Sequence[str]"}
    known |= {"Mapping[str, str]", "Mapping[str, str] | None", "Mapping[str, Name] | None", "Gaps | None"}
    assert {str(one.annotation) for parameters in verbs().values() for one in parameters} <= known
