"""Each figure of the seed hangs on its rows: one is changed, and it moves by that much, and no unrelated one does."""

from __future__ import annotations

import pytest

from helpers.offices import Office
from tests.end_to_end.mutations import Baseline, Mutation, figures, load_mutations, texts
from tests.end_to_end.seed import seed_figures

pytestmark = pytest.mark.slow
MUTATIONS = load_mutations()


@pytest.mark.promise("every published number is computed from ledger rows and leads back to them")
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.id)
def test_a_figure_moves_with_its_row_and_no_unrelated_one_does(
    mutation: Mutation, baseline: Baseline, october_office: Office
) -> None:
    executed = baseline.mutate(october_office, mutation)
    before, after = figures(baseline.executed), figures(executed)
    for name, change in mutation.moves.items():
        if isinstance(change, str):
            assert (before[name], after[name]) != (change, change)
            assert after[name] == change
        else:
            assert after[name] - before[name] == pytest.approx(change, abs=1e-9)
    moved = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    also = {name for names in mutation.also.values() for name in names}
    may = {name for names in mutation.may.values() for name in names}
    assert set(mutation.moves) | also <= moved
    assert moved <= set(mutation.moves) | also | may

    said, says = texts(baseline.executed), texts(executed)
    assert all(phrase in says and phrase not in said for phrase in mutation.says)
    assert all(phrase in said and phrase not in says for phrase in mutation.unsays)


def test_every_figure_of_the_seed_is_tried() -> None:
    tried = {mutation.id for mutation in MUTATIONS}
    assert [one.id for one in seed_figures() if one.figure and one.id not in tried] == []
