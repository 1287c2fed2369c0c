"""The definitions of the ledgers are checked themselves, and all their faults are said at once."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from helpers.errors import ParamsError
from helpers.ledgers import LedgerSchema, Schemas, load_schemas
from tests.ledgers.tiny import TinyOffice

SHEET: dict[str, Any] = {
    "table": "用水",
    "sheet": "用水",
    "header": 3,
    "grain": "户",
    "key": ["户编号"],
    "columns": {
        "户编号": {"kind": "code", "refers": "监测对象.户编号"},
        "村": {"kind": "village"},
        "起": {"kind": "date"},
        "止": {"kind": "date"},
        "水费": {"kind": "money", "unit": "元", "min": 0, "aliases": "水费合计"},
    },
}


def define(tiny: TinyOffice, code: str = "L90", **changed: Any) -> Path:
    """Add a ledger to the office; `changed` replaces options of its one sheet."""
    folder = tiny.office.folder / "params" / "ledgers"
    folder.mkdir(exist_ok=True)
    ledger = {"code": code, "name": "用水台账", "files": f"{code}_*.xlsx", "sheets": [{**SHEET, **changed}]}
    path = folder / f"{code}.yaml"
    path.write_text(yaml.safe_dump(ledger, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def faults(tiny: TinyOffice) -> str:
    with pytest.raises(ParamsError) as caught:
        load_schemas(tiny.office)
    return str(caught.value)


def columns(**changed: Any) -> dict[str, Any]:
    return {**SHEET["columns"], **changed}


def rule(expression: str, level: str = "error") -> dict[str, Any]:
    return {"rules": [{"id": "L90-1", "rule": expression, "level": level, "says": "不对", "do": "核对"}]}


def test_the_suites_definitions_are_sound(tiny):
    schemas = tiny.schemas
    assert len(schemas.ledgers) >= 20
    loans = schemas.table("小额信贷")
    assert (loans.ledger, loans.grain, loans.as_of) == ("L11 脱贫人口小额信贷台账", "笔", "借款日")
    assert loans.header == (3, 3)
    assert schemas.table("项目").header == (3, 4)
    assert loans.columns["借款金额"].max == 50_000
    assert loans.columns["证件号码"].personal == "id"
    assert schemas.table("低保特困").columns["低保类别"].allowed == ["A类", "B类", "C类"]
    defining = [schemas.defining(what) for what in ("villages", "persons", "households")]
    assert [table.name for table in defining if table] == ["村组", "户籍人口", "监测对象"]


def test_every_key_column_is_required(tiny):
    for table in tiny.schemas:
        assert all(table.columns[name].required for name in table.key), table.name


@pytest.mark.promise("an office is a folder, its ledgers are data")
def test_an_office_adds_a_ledger_without_python(tiny):
    define(tiny)
    table = load_schemas(tiny.office).table("用水")
    assert table.columns["户编号"].required
    assert table.columns["户编号"].reference == ("监测对象", "户编号")
    assert table.columns["水费"].aliases == ("水费合计",)
    assert list(table.columns) == ["户编号", "村", "起", "止", "水费"]


@pytest.mark.promise("an office is a folder, its ledgers are data")
def test_an_office_overrides_a_ledger_of_the_suite(tiny):
    define(tiny, "L11", table="小额信贷")
    assert list(load_schemas(tiny.office).table("小额信贷").columns)[-1] == "水费"


def test_a_changed_definition_is_seen(tiny):
    define(tiny)
    load_schemas(tiny.office)
    define(tiny, grain="户次")
    assert load_schemas(tiny.office).table("用水").grain == "户次"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"columns": columns(备注={"kind": "memo"})}, "“memo”不认识"),
        ({"columns": columns(备注={"kind": "note", "requird": True})}, "requird：没有这个参数（是不是“required”？）"),
        ({"columns": columns(备注={})}, "kind：缺少这一项"),
        ({"columns": columns(类={"kind": "choice"})}, "values 只能也必须写在 choice 列"),
        ({"columns": columns(类={"kind": "text", "values": ["甲"]})}, "values 只能也必须写在 choice 列"),
        ({"columns": columns(类={"kind": "text", "min": 1})}, "不能写 unit、min、max"),
        ({"columns": columns(数={"kind": "integer", "min": 2, "max": 1})}, "min 大于 max"),
        ({"columns": columns(数={"kind": "integer", "unit": "万员"})}, "不认识的单位“万员”"),
        ({"columns": columns(号={"kind": "code", "refers": "监测对象"})}, "表.列"),
        ({"columns": columns(号={"kind": "code", "refers": "没有.户编号"})}, "没有“没有”这个表"),
        ({"columns": columns(号={"kind": "code", "refers": "监测对象.没有"})}, "“监测对象”没有“没有”这一列"),
        ({"columns": columns(号={"kind": "code", "birth": "起"})}, "只能写在 id_number 列"),
        ({"columns": columns(证={"kind": "id_number", "sex": "性别"})}, "没有“性别”这一列"),
        ({"columns": columns(费={"kind": "money", "aliases": ["水费"]})}, "的表头都可以是“水费”"),
        ({"key": ["户号"]}, "key：没有“户号”这一列"),
        ({"unique": [["户号"]]}, "unique：没有“户号”这一列"),
        ({"order": [["起", "终"]]}, "order：没有“终”这一列"),
        ({"order": [["起", "水费"]]}, "“水费”不是日期列"),
        ({"as_of": "水费"}, "“水费”不是日期列"),
        ({"agree": {"by": "户号", "columns": ["村"]}}, "agree：没有“户号”这一列"),
        (rule("水费 <= 总价"), "没有“总价”这一列"),
        (rule("水费 <="), "不是规则"),
        (rule("1 < 2"), "没有列名"),
        (rule("水费 > '五'"), "不能比较：左边是数，右边是文字"),
        (rule("村 + 1 > 2"), "“村”是文字，这里要的是数"),
        (rule("水费 > 1", "fatal"), "“fatal”不认识"),
        ({"header": [4, 3]}, "header"),
        ({"table": "小额信贷"}, "表名重复：小额信贷"),
        ({"defines": "households"}, "不止一个表写了 defines: households"),
        ({"columns": [1]}, "columns"),
        ({"columns": columns(类={"kind": "choice", "values": [["甲"]]})}, "values 的每一项要写成文字"),
        ({"columns": columns(类={"kind": ["text"]})}, "columns.类.kind："),
        ({"header": True}, "header"),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused(tiny, changed, says):
    define(tiny, **changed)
    assert says in faults(tiny)


def test_rule_numbers_are_unique(tiny):
    define(tiny, rules=[*rule("水费 > 1")["rules"], *rule("水费 > 1")["rules"]])
    assert "规则编号重复：L90-1" in faults(tiny)


def test_all_faults_of_all_files_are_said_at_once(tiny):
    define(tiny, "L90", columns=columns(备注={"kind": "memo"}, 类={"kind": "choice"}))
    define(tiny, "L91", header="三")
    (tiny.office.folder / "params" / "ledgers" / "L92.yaml").write_text("code: [", encoding="utf-8")
    said = faults(tiny)
    for part in ("L90.yaml", "memo", "values", "L91.yaml", "header", "L92.yaml"):
        assert part in said


def test_all_contradictions_are_said_at_once(tiny):
    define(tiny, "L90", key=["户号"], as_of="水费")
    define(tiny, "L91", table="用电", order=[["起", "终"]])
    said = faults(tiny)
    for part in (
        "L90.yaml 第 9 行的 sheets 第 1 项的 key",
        "“水费”不是日期列",
        "L91.yaml 第 26 行的 sheets 第 1 项的 order",
    ):
        assert part in said


def test_villages_must_be_defined_somewhere():
    water = {**SHEET, "columns": {"村": {"kind": "village"}}, "key": ["村"]}
    assert any("没有一个表写 defines: villages" in fault for _, _, fault in _schemas(water).faults())
    defining = {**water, "defines": "villages"}
    assert any("要有“村”列和一个 village_code 列" in fault for _, _, fault in _schemas(defining).faults())


def _schemas(sheet: dict[str, Any]) -> Schemas:
    return Schemas(
        [LedgerSchema.model_validate({"code": "L90", "name": "台账", "files": "*.xlsx", "sheets": [sheet]})]
    )


def test_an_unknown_table_is_refused_with_the_known_ones(tiny):
    with pytest.raises(ParamsError, match="没有名叫“小额贷款”的台账表") as caught:
        tiny.schemas.table("小额贷款")
    assert "小额信贷" in caught.value.do
