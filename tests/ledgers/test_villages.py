"""A village is found by its name, a former name or its code; what two villages claim belongs to none."""

import pandas as pd
import pytest

from helpers.ledgers.villages import Villages
from tests.ledgers.tiny import TinyOffice


@pytest.fixture
def villages(tiny: TinyOffice) -> Villages:
    frame = pd.DataFrame(
        {
            "村编码": ["990001100201", "990001100202", None, "990001100204"],
            "村": ["示例一村", "示例二村", "东头村", None],
            "曾用名": ["老一村、东头", "老村，老庄", "老村", None],
        }
    )
    return Villages.of(frame, tiny.schemas.table("村组"))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("示例一村", "示例一村"),
        ("示例一", "示例一村"),
        ("示例 一村", "示例一村"),
        ("示例一村村委会", "示例一村"),
        ("老一村", "示例一村"),
        ("老一", "示例一村"),
        ("老庄", "示例二村"),
        ("990001100202", "示例二村"),
        ("９９０００１１００２０２", "示例二村"),
        ("东头村", "东头村"),
        ("东头", None),
        ("老村", None),
        ("示例三村", None),
        ("村", None),
    ],
)
def test_finds_a_village(villages, written, name):
    assert villages.find(written) == name


def test_knows_who_claims_a_disputed_name(villages):
    assert villages.disputed["老村"] == ["示例二村", "东头村"]


def test_suggests_the_village_that_looks_most_alike(villages):
    assert villages.nearest("示倒一村") == "示例一村"
    assert villages.nearest("完全不同") is None
