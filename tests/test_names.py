"""A name that becomes that of a file is legal on every system and leads nowhere else."""

from pathlib import Path

import pytest

from helpers.errors import ParamsError
from helpers.ledgers.schemas import load_schemas
from helpers.months import Month
from helpers.names import LONGEST, fault_of
from helpers.params import load_settings
from tests.small_office import LOANS, REPORT, write_small_office, write_yaml

BAD = [
    *("", " ", ".", "..", "../x", "a/b", "a\\b", "/etc/passwd", "C:x", "a*", "a?", 'a"', "a<b", "a|b"),
    *("a\0", "a\nb", "a\x7f", "a\u202eb", "a\u2028b", "\ud800", ".a", "a.", " a", "a "),
    *("CON", "con", "nul.txt", "COM1", "lpt9", "COM¹", "aux .x", "conout$", "甲" * 51),
]


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_a_file_is_told(name: str) -> None:
    assert fault_of(name)


@pytest.mark.parametrize(
    "name", ["借款", "06_microcredit", "甲" * 50, "con1", "COM", "ＣＯＮ．甲", "a.b", "村（组）"]
)
def test_ordinary_names_pass(name: str) -> None:
    assert fault_of(name) == ""


def test_the_longest_name_is_counted_in_bytes() -> None:
    assert fault_of("a" * LONGEST) == ""
    assert fault_of("a" * (LONGEST + 1))


@pytest.mark.parametrize("name", ["../../x", "CON", "a/b"])
def test_no_name_in_yaml_leads_out_of_the_office(tmp_path: Path, name: str) -> None:
    office = write_small_office(tmp_path, months=["2021-10"])
    write_yaml(tmp_path, "report.yaml", {**REPORT, "outline": [{"heading": "甲", "section": name}]})
    with pytest.raises(ParamsError, match=r"文件的名字|设备名"):
        load_settings(office, Month(2021, 10))
    for schema in (
        {**LOANS, "sheets": [{**LOANS["sheets"][0], "table": name}]},
        {**LOANS, "code": name},
        {**LOANS, "name": name},
        {**LOANS, "files": [name]},
    ):
        write_yaml(tmp_path, "ledgers/L90.yaml", schema)
        with pytest.raises(ParamsError, match=r"文件的名字|设备名"):
            load_schemas(office)


def test_a_pattern_may_have_wildcards(tmp_path: Path) -> None:
    assert fault_of("L90_*.xls?", pattern=True) == ""
    assert fault_of("../L90_*.xlsx", pattern=True)
