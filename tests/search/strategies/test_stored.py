"""The library's programs are tried on each task as they are, but on their own."""

from dataclasses import replace

import numpy as np
import pytest
from search.growth import EFFORT, begun, development, found_by

from arc_pipeline.library import load_library
from arc_pipeline.programs import merge
from arc_pipeline.scoring.plan import Plan
from arc_pipeline.search import currency
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.evaluation.fitting import demonstrations_right
from arc_pipeline.search.strategies import PREPARE, STRATEGIES
from arc_pipeline.search.taskview.view import TaskView

ALONE = ROUNDS[0]
KNOWN = {one.id: one for one in load_library()}
# Of the half of the training tasks that may be looked at: one with a table, one with a call of no value.
TABLE, NO_VALUE, OTHER = "150deff5", "681b3aeb", "25d8a9c8"


def unknown(id):
    """A development task under an id that no stored program has."""
    (task,) = development(id)
    return replace(task, id=f"un{id}")


def but_one(task):
    """The same with another output in its first demonstration."""
    first = task.train[0]
    return replace(task, train=(replace(first, output=1 + first.output % 9), *task.train[1:]))


@pytest.fixture(scope="module")
def tasks():
    made = [unknown(TABLE), *development(TABLE), unknown(NO_VALUE), unknown(OTHER), but_one(unknown(OTHER))]
    return [*made, replace(made[-1], train=made[-1].train[:2])]


@pytest.fixture(scope="module")
def frontier(tasks):
    return begun(tasks, ())


@pytest.mark.parametrize(("row", "id"), [(0, TABLE), (2, NO_VALUE), (3, OTHER)])
def test_a_program_that_fits_is_said_by_its_name(frontier, row, id):
    (found,) = (one for one in found_by("stored", frontier, row, ALONE) if one.fits)
    assert found.program == KNOWN[id].program
    assert (found.parent, found.source) == (id, "stored")
    assert found.length < 2 * currency.STORED


def test_a_program_that_misses_one_of_three_demonstrations_is_a_near_miss(frontier, tasks):
    assert len(tasks[4].train) > 2
    (found,) = (one for one in found_by("stored", frontier, 4, ALONE) if one.program == KNOWN[OTHER].program)
    assert found.is_near_miss
    assert not found.fits
    assert not found_by("stored", frontier, 5, ALONE), "of two demonstrations one is not enough"


def test_a_tasks_own_program_is_left_out(frontier):
    assert KNOWN[TABLE].program not in {one.program for one in found_by("stored", frontier, 1, ALONE)}


@pytest.mark.parametrize("effort", [EFFORT, *ROUNDS[1:3]])
def test_rounds_that_ask_other_strategies_do_without(frontier, effort):
    assert not found_by("stored", frontier, 0, effort)


def test_what_is_prepared_for_several_tasks_is_what_each_would_find(frontier, tasks):
    views = [TaskView(frontier, row, ALONE) for row in range(len(tasks))]
    PREPARE["stored"](views)
    together = [[one.output for one in STRATEGIES["stored"](view)] for view in views]
    alone = [[one.output for one in STRATEGIES["stored"](TaskView(frontier, row, ALONE))] for row in range(len(tasks))]
    assert list(map(len, together)) == list(map(len, alone))
    assert len(together[0]) > 0 == len(together[5])


def test_programs_are_run_on_all_demonstrations_and_the_arena_is_left_as_it_was(frontier, tasks):
    views = [TaskView(frontier, row, ALONE) for row in range(len(tasks))]
    used = frontier.backend.arena.free_slots
    right = demonstrations_right(views, Plan([merge([KNOWN[id].program for id in (OTHER, TABLE, NO_VALUE)])]))
    assert [of_task.shape for of_task in right] == [(3, len(task.train)) for task in tasks]
    assert [np.flatnonzero(of_task.all(axis=1)).tolist() for of_task in right] == [[1], [1], [2], [0], [], []]
    assert right[4][0].tolist() == [False, *[True] * (len(tasks[4].train) - 1)]
    assert frontier.backend.arena.free_slots == used
