"""The data dictionary is what the definitions say, and the committed one is the generated one."""

from typing import get_args

from helpers.ledgers.columns import ColumnSchema, Kind
from helpers.ledgers.dictionary import KINDS, PERSONAL, ledger_dictionary
from helpers.ledgers.masking import Personal
from helpers.ledgers.schemas import LedgerSchema, TableSchema, load_schemas
from helpers.offices import Office, suite_folder


def test_the_committed_dictionary_is_the_generated_one():
    committed = (suite_folder() / "docs" / "ledgers.md").read_text(encoding="utf-8")
    generated = ledger_dictionary(load_schemas(Office(suite_folder())))
    assert committed == generated, "重新生成：python -m helpers.ledgers.dictionary"


def test_every_column_of_every_table_is_in_it(tiny):
    text = ledger_dictionary(tiny.schemas)
    for table in tiny.schemas:
        part = text.partition(f"### {table.name}\n")[2].partition("\n#")[0]
        rows = [line.split(" | ") for line in part.splitlines() if line.startswith("| ")]
        assert len(rows) == 2 + len(table.columns), table.name
        assert {len(row) for row in rows} == {10}


def test_it_says_what_a_column_must_satisfy(tiny):
    text = ledger_dictionary(tiny.schemas)
    for line in (
        "| 借款金额 | 金额 | 元 | 是 | 不小于 100、不大于 50000 |  |  |  |  | 每笔合同不超过五万元",
        "| 借据号 | 编号 |  | 是 |  | 合同号 | 主键 |  |  |  |",
        "| 资金来源：中央衔接资金 | 金额 | 万元 | 是 | 不小于 0 |  |  |  |  |  |",
        "- 借款日不晚于到期日",
        "- 借款日晚于截止日的行不计入本月",
        "- L11-1（错误）：余额大于借款金额；核对两列",
        "A类（A、一类）、B类（B、二类）、C类（C、三类）",
    ):
        assert line in text


def test_every_kind_and_option_is_explained(tiny):
    text = ledger_dictionary(tiny.schemas)
    assert set(KINDS) == set(get_args(Kind))
    assert all(f"| `{kind}` |" in text for kind in KINDS)
    assert set(PERSONAL) == set(get_args(Personal))
    explained = text.partition("## 自己定义台账")[2]
    for model in (ColumnSchema, TableSchema, LedgerSchema):
        given = {field.alias or name for name, field in model.model_fields.items()}
        assert all(option in explained for option in given - {"name", "ledger_code", "ledger_name"})
