from __future__ import annotations

import datetime as dt

import pytest
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from helpers.demo.people import Household, Issuer, Person, id_checksum
from helpers.demo.population import Township
from helpers.months import Month


def test_the_checksum_is_that_of_the_standard() -> None:
    assert id_checksum("11010519491231002") == "X"  # the example of GB 11643-1999


def test_numbers_are_valid_but_of_no_region(township: Township) -> None:
    people = [person for household in township.households[::40] for person in household.members]
    assert len(people) > 800
    for person in people:
        assert ric.calc_check_digit(person.number) == person.number[-1]
        assert ric.get_birth_date(person.number) == person.birth
        assert (int(person.number[16]) % 2 == 1) == (person.sex == "男")
        with pytest.raises(InvalidComponent):
            ric.get_birth_place(person.number)


def test_every_number_code_and_name_is_given_once(township: Township) -> None:
    people = [person for household in township.households for person in household.members]
    assert len({person.number for person in people}) == len(people)
    assert len({person.name for person in people}) == len(people)
    codes = [person.code for person in people if person.code]
    assert len(set(codes)) == len(codes)


def test_an_issuer_never_repeats_itself() -> None:
    issuer = Issuer("990001", ["张"])
    born = dt.date(1980, 1, 1)
    assert (
        len({issuer.number(born, "男") for _ in range(300)} | {issuer.number(born, "女") for _ in range(300)})
        == 600
    )
    assert [issuer.name("张"), issuer.name("张")] == ["张某0001", "张某0002"]


def test_a_person_is_known_from_birth_and_present_until_the_office_learns_of_the_death() -> None:
    person = Person("子女", "女", dt.date(2021, 3, 2), entered=Month(2021, 3), left=Month(2021, 5))
    assert [person.known(Month(2021, number)) for number in (2, 3, 5)] == [False, True, True]
    assert [person.present(Month(2021, number)) for number in (2, 3, 4, 5)] == [False, True, True, False]


def test_a_household_changes_its_class_with_the_month_of_identification() -> None:
    household = Household(0, "一般农户", watch="边缘易致贫户", identified=Month(2021, 6))
    assert [household.label(Month(2021, number)) for number in (5, 6)] == ["一般农户", "边缘易致贫户"]
    assert [household.registered(Month(2021, number)) for number in (5, 6)] == [False, True]
    lifted = Household(0, "脱贫户", watch="脱贫不稳定户", identified=Month(2021, 6))
    assert lifted.base_label(Month(2021, 7)) == "脱贫户"
