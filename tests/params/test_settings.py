"""Params are typed: unknown, missing, repeated and wrong keys are named, all of them at once."""

import shutil

import pytest

from helpers.errors import ParamsError
from helpers.months import Month
from helpers.offices import Office, suite_folder
from helpers.params import load_month_settings, load_settings

OCTOBER = Month(2021, 10)


@pytest.fixture
def office(tmp_path):
    (tmp_path / "params").mkdir()
    for name in ("report.yaml", "2021-10.yaml"):
        shutil.copy(suite_folder() / "params" / name, tmp_path / "params" / name)
    return Office(tmp_path)


def edit(office, name, old, new):
    path = office.folder / "params" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_reads_the_demo_office(office):
    settings = load_settings(office, OCTOBER)
    assert settings.report.office.town == "示例镇"
    assert [part.section for part in settings.report.sections()][:2] == ["01_overview", "02_guarantees"]
    assert settings.report.limits["公示天数"].value == 5


def test_facts_of_the_month_come_before_standing_ones(office):
    edit(office, "2021-10.yaml", "facts:\n", "facts:\n  产业理念: {text: 本月理念, source: 试}\n")
    assert load_settings(office, OCTOBER).facts["产业理念"].text == "本月理念"


def test_names_all_faults_at_once(office):
    edit(office, "report.yaml", "trend_months:", "trend_month:")
    edit(office, "report.yaml", "  town: 示例镇\n", "")
    with pytest.raises(ParamsError) as caught:
        load_settings(office, OCTOBER)
    assert "trend_month：没有这个参数" in str(caught.value)
    assert "office.town：缺少这一项" in str(caught.value)
    assert str(caught.value).count("params/report.yaml 第 ") == 2


def test_refuses_a_key_written_twice(office):
    edit(office, "report.yaml", "empty_sections: drop", "empty_sections: clause\nempty_sections: drop")
    with pytest.raises(ParamsError, match="写了两次"):
        load_settings(office, OCTOBER)


def test_names_the_line_of_broken_yaml(office):
    edit(office, "2021-10.yaml", "as_of: 2021-10-31", "as_of: [2021-10-31")
    with pytest.raises(ParamsError) as caught:
        load_settings(office, OCTOBER)
    assert "第" in caught.value.where


def test_says_that_a_month_has_no_params(office):
    with pytest.raises(ParamsError, match="没有这个文件"):
        load_settings(office, Month(2022, 1))
    assert load_month_settings(office, Month(2022, 1)) is None


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("2021-10.yaml", "as_of: 2021-10-31", "as_of: 2021-11-01", "不在 2021年10月"),
        ("report.yaml", "section: 02_guarantees", "section: 01_overview", "重复"),
        (
            "report.yaml",
            "  - 基本情况.帮扶对象户\n",
            "  - 基本情况.总人口\n",
            r"key_figures 里重复：基本情况\.总人口",
        ),
        (
            "report.yaml",
            "{heading: 基本情况, section: 01_overview}",
            "{heading: 基本情况}",
            "必须且只能写一个",
        ),
    ],
    ids=["as_of outside the month", "a section twice", "a key figure twice", "neither section nor group"],
)
def test_refuses_what_contradicts_itself(office, name, old, new, said):
    edit(office, name, old, new)
    with pytest.raises(ParamsError, match=said):
        load_settings(office, OCTOBER)


def test_looks_at_a_month_without_params_by_its_last_day(office):
    other = load_settings(office, OCTOBER).of(office, Month(2021, 2))
    assert str(other.this_month.as_of) == "2021-02-28"
    assert other.report.office.town == "示例镇"


HEAD = "letterhead: {issuer: 示例镇人民政府, code: 示政, signers: [李某]}\noutline:"


def test_a_letterhead_and_the_number_of_the_month_come_together(office):
    assert load_settings(office, OCTOBER).report.letterhead is None
    edit(office, "report.yaml", "outline:", HEAD)
    with pytest.raises(ParamsError, match="没有发文字号的顺序号") as caught:
        load_settings(office, OCTOBER)
    assert caught.value.where == "params/2021-10.yaml 的 document_number"
    edit(office, "2021-10.yaml", "facts:", "document_number: 5\nfacts:")
    settings = load_settings(office, OCTOBER)
    assert settings.report.letterhead
    assert settings.report.letterhead.signers == ["李某"]
    assert settings.this_month.document_number == 5


def test_a_document_number_without_a_letterhead_is_refused(office):
    edit(office, "2021-10.yaml", "facts:", "document_number: 5\nfacts:")
    with pytest.raises(ParamsError, match="报告却没有红头"):
        load_settings(office, OCTOBER)


@pytest.mark.parametrize(
    ("number", "said"),
    [("0", "不能小于 1"), ("-1", "不能小于 1"), ("五", "要写整数"), ("1.5", "要写整数")],
)
def test_a_document_number_counts_from_one(office, number, said):
    edit(office, "report.yaml", "outline:", HEAD)
    edit(office, "2021-10.yaml", "facts:", f"document_number: {number}\nfacts:")
    with pytest.raises(ParamsError, match=f"document_number：{said}"):
        load_settings(office, OCTOBER)


def test_an_issuer_without_a_name_is_refused(office):
    edit(office, "report.yaml", "outline:", HEAD.replace("示例镇人民政府", '""'))
    with pytest.raises(ParamsError, match=r"letterhead\.issuer：不能空着"):
        load_settings(office, OCTOBER)


def test_what_goes_to_a_superior_names_who_signs_it(office):
    edit(office, "report.yaml", "outline:", HEAD.replace(", signers: [李某]", ""))
    with pytest.raises(ParamsError, match="signers"):
        load_settings(office, OCTOBER)
    edit(office, "report.yaml", 'addressee: "{上级}："', 'addressee: "各村委会："')
    edit(office, "2021-10.yaml", "facts:", "document_number: 5\nfacts:")
    letterhead = load_settings(office, OCTOBER).report.letterhead
    assert letterhead
    assert letterhead.signers == []


def test_a_letterhead_has_no_unknown_keys(office):
    edit(office, "report.yaml", "outline:", HEAD.replace("code", "kode"))
    with pytest.raises(ParamsError) as caught:
        load_settings(office, OCTOBER)
    assert "letterhead.kode：没有这个参数" in str(caught.value)
    assert "letterhead.code：缺少这一项" in str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("report.yaml", "town: 示例镇", "town: 机密★1年", "office.town"),
        ("report.yaml", "产业理念: {text: ", "产业理念: {text: 秘密　", "facts.产业理念.text"),
        ("2021-10.yaml", "facts:\n", "facts:\n  甲: {text: 乙, source: 密级：绝密}\n", "facts.甲.source"),
        ("2021-10.yaml", "facts:\n", "# 机密★长期\nfacts:\n", "行"),
    ],
)
def test_params_that_bear_a_marking_of_secrecy_are_refused_by_file_and_key(office, file, old, new, place):
    edit(office, file, old, new)
    with pytest.raises(ParamsError, match="不能在这里处理") as caught:
        load_settings(office, OCTOBER)
    assert caught.value.where == f"params/{file}"
    assert place in caught.value.what


def test_an_office_refuses_marks_of_its_own_in_all_its_params(office):
    edit(office, "report.yaml", "marks: []", "marks: [内部资料]")
    load_settings(office, OCTOBER)
    (office.folder / "params" / "checks.yaml").write_text("# 内部资料\n", encoding="utf-8")
    with pytest.raises(ParamsError, match="第 1 行：标有“内部资料”") as caught:
        load_settings(office, OCTOBER)
    assert caught.value.where == "params/checks.yaml"
