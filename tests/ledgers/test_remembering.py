"""A selection is made once for the ledgers of a month, and remembers what they do not keep."""

import gc
import weakref

from helpers.ledgers.remembering import remembered


def test_rows_are_selected_once_for_each_month_and_limit(tiny):
    asked = []

    @remembered
    def above(ledgers, amount):
        asked.append(amount)
        loans = ledgers["小额信贷"]
        return loans[loans["余额"] > amount]

    october, again = tiny.open(), tiny.open()
    assert len(above(october, 0)) == len(above(october, 0)) == len(above(again, 0))
    assert len(above(october, 1e9)) == 0
    assert asked == [0, 0, 1e9]


def test_changing_what_was_selected_changes_nothing_for_the_next(tiny):
    @remembered
    def loans(ledgers):
        return ledgers["小额信贷"]

    october = tiny.open()
    first = loans(october)
    first["余额"] = 0.0
    assert loans(october)["余额"].sum() == 100_000
    assert loans(october).attrs == {"table": "小额信贷"}


def test_what_a_month_does_not_keep_is_told_each_time(tiny, monkeypatch):
    october = tiny.open()
    monkeypatch.setattr(type(october), "kept", lambda ledgers, table: table != "小额信贷")

    @remembered
    def inner(ledgers):
        return ledgers["小额信贷"]

    @remembered
    def outer(ledgers):
        return inner(ledgers)

    for _ in range(2):
        with october.missing() as missed:
            outer(october)
        assert "小额信贷" in missed


def test_rows_are_let_go_with_the_ledgers(tiny):
    @remembered
    def loans(ledgers):
        return ledgers["小额信贷"]

    october = tiny.open()
    rows = weakref.ref(october)
    loans(october)
    del october
    gc.collect()
    assert rows() is None
