"""Effort reaches every strategy: what limits it is one frozen object, which grows with the round."""

from dataclasses import FrozenInstanceError, asdict, dataclass, fields, replace

import numpy as np
import pytest
from search.growth import EFFORT, LIMIT, made_task, random_inputs

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.search import strategies
from arc_pipeline.search.effort import ROUNDS, Limits, fixed
from arc_pipeline.search.growth import begun
from arc_pipeline.search.strategies import STRATEGIES, limits_at


@dataclass(frozen=True)
class Some(Limits):
    many: int = 10
    few: int = fixed(3)
    share: float = 0.5


def test_whole_numbers_grow_but_for_those_that_are_fixed():
    far = replace(ROUNDS[0], features=2500)
    assert asdict(Some().at(far)) == {"many": 25, "few": 3, "share": 0.5}
    assert Some().at(replace(far, features=100)) == Some(), "no round looks less far than a first one"
    with pytest.raises(FrozenInstanceError):
        Some().many = 5


def test_efforts_of_the_same_reach_differ_in_how_they_are_dealt_out_alone():
    first = ROUNDS[0]
    changed = {one.name: replace(first, **{one.name: 7}).reach for one in fields(first)}
    assert {name for name, reach in changed.items() if reach == first.reach} == {"share", "together"}
    assert len(set(changed.values())) == len(changed) - 1
    assert len({one.reach for one in ROUNDS}) == len(ROUNDS)


def test_each_strategy_that_has_limits_looks_further_in_a_later_round():
    first, last = limits_at(ROUNDS[0]), limits_at(ROUNDS[-1])
    without = set(STRATEGIES) - set(first) - {"nearest", "stored"}
    assert not without, f"{', '.join(sorted(without))}: no LIMITS say how far it looks"
    assert set(first) == set(last)
    for name, limits in first.items():
        grown = [one for one in limits if limits[one] < last[name][one]]
        assert grown, name
        module = getattr(strategies, name)
        assert [one.name for one in fields(module.LIMITS)] == list(limits)


def test_calls_are_deferred_by_what_stored_programs_make_likely_or_not():
    task = made_task("turned", np.rot90, random_inputs(0, 4))
    backend = CpuBackend(LIMIT, threads=1)
    assert begun(backend, [task], EFFORT).deferred.likelihood is not None
    without = begun(backend, [task], replace(EFFORT, statistics=False)).deferred
    assert without.likelihood is None
    assert without.idle, "what makes nothing new is deferred all the same"
