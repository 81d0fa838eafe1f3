"""The library's programs that no frontier can hold are tried on each task, but on their own."""

from dataclasses import replace

import numpy as np
import pytest
from search.growth import EFFORT, begun, development, found_by

from arc_pipeline.library import load_library
from arc_pipeline.programs import merge
from arc_pipeline.search import currency
from arc_pipeline.search.evaluation.fitting import fitting
from arc_pipeline.search.generation.calls import is_able
from arc_pipeline.search.strategies import PREPARE, STRATEGIES
from arc_pipeline.search.taskview.view import TaskView

LIBRARY = replace(EFFORT, library=True)
KNOWN = {one.id: one for one in load_library()}
# Of the half of the training tasks that may be looked at: one with a table, one with a call of no value, one that a
# frontier can hold.
TABLE, NO_VALUE, ABLE = "150deff5", "681b3aeb", "25d8a9c8"


def unknown(id):
    """A development task under an id that no stored program has."""
    (task,) = development(id)
    return replace(task, id=f"un{id}")


@pytest.fixture(scope="module")
def tasks():
    return [unknown(TABLE), *development(TABLE), unknown(NO_VALUE), unknown(ABLE)]


@pytest.fixture(scope="module")
def frontier(tasks):
    return begun(tasks, ())


def test_they_are_those_that_a_frontier_cannot_hold():
    assert [is_able(KNOWN[id].program) for id in (TABLE, NO_VALUE, ABLE)] == [False, False, True]


@pytest.mark.parametrize(("row", "id"), [(0, TABLE), (2, NO_VALUE)])
def test_a_program_that_fits_is_said_by_its_name(frontier, row, id):
    (found,) = found_by("stored", frontier, row, LIBRARY)
    assert found.program == KNOWN[id].program
    assert found.fits
    assert (found.parent, found.source) == (id, "stored")
    assert found.length < 2 * currency.STORED


def test_a_tasks_own_program_is_left_out_and_others_are_asked_nowhere(frontier):
    assert not found_by("stored", frontier, 1, LIBRARY), "it is the task's own"
    assert not found_by("stored", frontier, 3, LIBRARY), "growth holds it"


@pytest.mark.parametrize(
    "effort",
    [EFFORT, replace(LIBRARY, views=4), replace(LIBRARY, lemmas=4), replace(LIBRARY, generations=4)],
)
def test_rounds_without_the_library_and_those_that_go_on_from_another_do_without(frontier, effort):
    assert not found_by("stored", frontier, 0, effort)


def test_what_is_prepared_for_several_tasks_is_what_each_would_find(frontier, tasks):
    views = [TaskView(frontier, row, LIBRARY) for row in range(len(tasks))]
    PREPARE["stored"](views)
    together = [[one.output for one in STRATEGIES["stored"](view)] for view in views]
    alone = [
        [one.output for one in STRATEGIES["stored"](TaskView(frontier, row, LIBRARY))] for row in range(len(tasks))
    ]
    assert list(map(len, together)) == [1, 0, 1, 0] == list(map(len, alone))


def test_programs_are_run_on_all_tasks_and_the_arena_is_left_as_it_was(frontier, tasks):
    views = [TaskView(frontier, row, LIBRARY) for row in range(len(tasks))]
    used = frontier.backend.arena.free_slots
    found = fitting(views, merge([KNOWN[id].program for id in (ABLE, TABLE, NO_VALUE)]))
    assert [np.flatnonzero(fits).tolist() for fits in found] == [[1], [1], [2], [0]]
    assert frontier.backend.arena.free_slots == used
