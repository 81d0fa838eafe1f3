"""A backend that was given a deadline stops soon after it, in the midst of a launch too, and stays as it was."""

import numpy as np
import pytest
from expiring import Checks

from arc_pipeline.backends import Backend, OutOfTime
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import Deadline, recording, span
from arc_pipeline.search.kernels.consistency import mixed

LIMIT, ROWS = 1 << 24, 3000
KINDS = {
    "reference": lambda: ReferenceBackend(LIMIT),
    "one thread": lambda: CpuBackend(LIMIT, threads=1),
    "threads": lambda: CpuBackend(LIMIT, threads=3),
}


@pytest.fixture(params=KINDS)
def backend(request):
    return KINDS[request.param]()


GRIDS = [np.full((3, 2), color, np.uint8) for color in range(10)]


def inputs_in(backend):
    return backend.upload(GRID, GRIDS * (ROWS // 10))


@pytest.mark.parametrize("checks", [0, 2])
@pytest.mark.parametrize("name", ["rot90", "objects"])
def test_a_launch_ends_in_its_midst_and_leaves_the_arena_as_it_was(backend, name, checks):
    column, arguments = inputs_in(backend), [None] * (len(OPS[name].parameters) - 1)
    mark = backend.arena.mark()
    with backend.until(Checks(checks)), pytest.raises(OutOfTime):
        backend.run(OPS[name], [column, *arguments], ROWS)
    assert backend.arena.mark() == mark
    made = backend.arena.values(backend.run(OPS[name], [column, *arguments], ROWS))
    expected = [OPS[name](grid) for grid in GRIDS] * (ROWS // 10)
    assert all(np.array_equal(a, b) for a, b in zip(made, expected, strict=True))


@pytest.mark.parametrize("checks", [0, 2])
def test_a_kernel_over_arrays_ends_in_its_midst(backend, checks):
    known, labels = np.zeros((ROWS, 3), np.uint8), np.array([0, 1, 0], np.uint8)
    with backend.until(Checks(checks)), pytest.raises(OutOfTime):
        backend.apply(mixed, known, labels)
    assert backend.apply(mixed, known, labels).tolist() == [[0b111]] * ROWS


def test_what_is_done_in_time_is_as_without_a_deadline(backend):
    with backend.until(Deadline(600)):
        made = backend.run(OPS["rot90"], [inputs_in(backend)], ROWS)
    assert np.array_equal(made.hash, backend.run(OPS["rot90"], [inputs_in(backend)], ROWS).hash)


def test_deadlines_lie_in_each_other_and_the_outer_one_comes_back(backend):
    column = inputs_in(backend)
    with backend.until(Deadline(0)):
        with backend.until(None):
            backend.run(OPS["rot90"], [column], ROWS)
        with pytest.raises(OutOfTime):
            backend.run(OPS["rot90"], [column], ROWS)
    backend.run(OPS["rot90"], [column], ROWS)


def test_launches_of_the_reference_are_small():
    """A deadline that a search shares out is looked at between launches, and an item takes the reference a hundred
    times as long."""
    assert ReferenceBackend.launch_rows * 16 <= Backend.launch_rows


def test_that_the_time_was_up_is_counted_for_the_innermost_span(backend):
    column = inputs_in(backend)
    with recording() as recorder, span("outer"), backend.until(Checks(0)), pytest.raises(OutOfTime), span("inner"):
        backend.run(OPS["rot90"], [column], ROWS)
    assert {one.name: one.counts.get("out_of_time", 0) for one in recorder.spans} == {"inner": 1, "outer": 0}
