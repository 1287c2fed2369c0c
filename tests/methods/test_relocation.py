"""Relocated households with workers, without, and with workers of whom none has work."""

import pytest

from helpers.methods import relocation


@pytest.mark.parametrize(
    ("workers", "employed", "able", "jobless"),
    [(None, None, 0, 0), (0, 0, 0, 0), (1, None, 1, 1), (1, 0, 1, 1), (2, 1, 1, 0)],
)
def test_a_household_can_work_or_not_and_has_work_or_not(ledgers, workers, employed, able, jobless):
    month = ledgers(搬迁户=[{"劳动力数": workers, "就业人数": employed}])
    assert len(relocation.homes(month)) == 1
    assert len(relocation.with_workers(month)) == able
    assert len(relocation.without_workers(month)) == 1 - able
    assert len(relocation.jobless(month)) == jobless
