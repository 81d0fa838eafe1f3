"""A search ends soon after its time is over: with any number of samples, on the slowest backend, on hard grids."""

import time
from functools import partial

import numpy as np
import pytest
from search.growth import LIMIT, made_task

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.measure import Deadline, clock
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.shard import search_shard

DEEP = Effort(cost=2, feature_cost=3, number_cost=3, features=1000, rules=32, share=1.0)
SECONDS = 1.0
OVERRUN = 4.0  # on a slow machine; usually it is less than one


def noise(number, tests=1):
    """Grids of the largest size without any order, of which outputs are made by a rule that is hard to find."""
    rng = np.random.default_rng(0)
    grids = rng.integers(0, 10, (number + tests, 30, 30))
    return made_task("noise", lambda grid: np.maximum(grid, np.roll(9 - grid, 1, axis=0)), grids, tests)


@pytest.mark.parametrize("build", [partial(CpuBackend, threads=1), ReferenceBackend])
@pytest.mark.parametrize(
    ("demonstrations", "tests"), [(999, 1), *(pytest.param(*few, marks=pytest.mark.slow) for few in ((1, 1), (2, 100)))]
)
def test_a_search_ends_when_its_time_is_over_however_large_the_task(monkeypatch, build, demonstrations, tests):
    monkeypatch.setattr(clock, "ticks", time.process_time)  # which stands still while other processes have the core
    task, budget = noise(demonstrations, tests), Deadline(SECONDS)
    (result,) = search_shard(build(LIMIT), [task], DEEP, budget)
    assert not result.complete  # it was time that ended it
    assert budget.elapsed() < SECONDS + OVERRUN
