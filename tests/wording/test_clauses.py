"""A clause owns its punctuation and falls away when there is nothing to say."""

import pytest

from helpers.wording.clauses import clause, joined, stands

KNOWN = {"户数": 3, "金额": 0, "名称": "", "没有": None}


def empty(field):
    return not KNOWN[field]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("共{户数}", True),
        ("，金额{金额}", False),
        ("{户数}、{金额}", False),
        ("{名称}", False),
        ("{没有}", False),
        ("。", True),
        ("", False),
        (False, False),
        (None, False),
        (0, False),
        # A zero has come from somewhere.
        ("{金额:环比}", True),
        ("{金额:同比}", True),
        ("{金额:万}", False),
    ],
)
def test_a_part_is_said_when_nothing_in_it_is_empty(part, said):
    assert stands(part, empty) is said


def test_a_clause_falls_away_with_its_first_part_and_each_other_by_itself():
    assert clause(["共{户数}", "，金额{金额}", "，再加{户数}", "。"], empty) == "共{户数}，再加{户数}。"
    assert clause(["金额{金额}", "，共{户数}", "。"], empty) == ""
    assert clause([False, "。"], empty) == ""
    assert clause(["共{户数}"], empty) == "共{户数}"


def test_clauses_are_joined_where_they_stand():
    assert joined(["{户数}甲", "{金额}乙", False, "{户数}丙"], "、", empty) == "{户数}甲、{户数}丙"
    assert joined(["{金额}乙"], "、", empty) == ""
    assert joined([], "、", empty) == ""
