"""How general a program is: rules that commute with turns and recolourings are told from those that do not."""

import numpy as np
import pytest

from arc_pipeline.backends import ArenaFull
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.evaluation import generality
from arc_pipeline.search.evaluation.generality import with_generality
from arc_pipeline.tasks import Pair, Task

GRIDS = [np.array(rows, np.uint8) for rows in ([[1, 0, 2], [0, 3, 3]], [[4, 5, 0], [0, 0, 6]])]


@pytest.fixture(scope="module")
def backend():
    return CpuBackend(1 << 26)


def candidate(call, fit=1.0, **figures):
    return Candidate(parse(f"def solve(I):\n    O = {call}\n    return O"), (GRIDS[0],), 10.0, fit, "exact", **figures)


def task(make):
    return Task("made", tuple(Pair(grid, np.ascontiguousarray(make(grid), np.uint8)) for grid in GRIDS), (GRIDS[0],))


def shares(backend, task, *calls):
    return [one.generality for one in with_generality(backend, task, [candidate(call) for call in calls])]


def test_a_rule_without_direction_and_colour_commutes_with_all(backend):
    assert shares(backend, task(lambda grid: grid[::-1, ::-1]), "rot180(I)") == [1.0]


def test_a_direction_does_not_commute_with_turns(backend):
    """Mirrored is mirrored, in whatever row; but once transposed or turned, what lay in a row lies in a column."""
    assert shares(backend, task(np.fliplr), "vmirror(I)") == [0.75]


def test_a_colour_does_not_commute_with_recolourings(backend):
    (changed,) = shares(backend, task(lambda grid: np.where(grid == 3, 7, grid)), "replace(I, 3, 7)")
    assert 0.5 < changed <= 0.75, "at most the demonstration without the colour is right when recoloured"


def test_only_what_fits_is_measured_and_known_programs_are_not_again(backend, monkeypatch):
    asked = []

    def right(backend, programs, grids, targets):
        asked.extend(programs)
        return np.ones((len(programs), len(grids)), bool)

    monkeypatch.setattr(generality, "_right", right)
    known, new, other = candidate("rot180(I)", generality=0.25), candidate("trim(I)"), candidate("I", 0.5)
    again = candidate("rot180(I)")
    found = with_generality(backend, task(np.fliplr), [again, other, new, new], [known])
    assert [one.generality for one in found] == [0.25, 0.0, 1.0, 1.0]
    assert [one.program for one in found] == [again.program, other.program, new.program, new.program]
    assert asked == [new.program]
    with_generality(backend, task(np.fliplr), [other])
    assert asked == [new.program]


def test_without_memory_for_all_each_is_run_by_itself(backend, monkeypatch):
    whole = generality.hash_programs

    def alone(backend, plan, inputs):
        if len(plan.joined.outputs) > 1 or "trim" in [node.op for node in plan.joined.nodes]:
            raise ArenaFull("no room")
        return whole(backend, plan, inputs)

    monkeypatch.setattr(generality, "hash_programs", alone)
    before = backend.arena.mark()
    turned = task(lambda grid: grid[::-1, ::-1])
    assert shares(backend, turned, "rot180(I)", "trim(I)") == [1.0, 0.0]
    assert backend.arena.mark() == before
