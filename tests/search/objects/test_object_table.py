"""The table of what is made for objects: what is written for a row makes the same values that were judged."""

import numpy as np
import pytest
from search.growth import frozen, grown, made_task
from search.objects.test_objects import EFFORT, drawn_to_their_color, stamped, with_cross, with_lines

from arc_pipeline.dsl import OPS
from arc_pipeline.programs import run_reference
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.objects.alignments import alignments
from arc_pipeline.search.objects.copies import copies
from arc_pipeline.search.objects.moves import moves
from arc_pipeline.search.objects.numbers import NUMBERS, measure_more, measured
from arc_pipeline.search.objects.pieces import pieces_of
from arc_pipeline.search.objects.shifts import shifts_shown
from arc_pipeline.search.objects.sources import source_lists
from arc_pipeline.search.objects.table import Batch, Table
from arc_pipeline.search.objects.targets import targets_of
from arc_pipeline.search.objects.templates import templates_of
from arc_pipeline.search.taskview.view import TaskView

NOTHING = [np.array([[k]]) for k in (1, 2, 3)]


@pytest.fixture(scope="module")
def frontier():
    tasks = (
        made_task("stamped", stamped, with_cross(5, 4)),
        made_task("gathered", drawn_to_their_color, with_lines(6, 4)),
        made_task("nothing", lambda grid: grid + 1, NOTHING),
    )
    return grown(tasks, productions_of(), 2, numbers=2)


def begun_table(frontier, task):
    """A table of three source lists with their numbers, and its targets."""
    table = Table(TaskView(frontier, task, EFFORT), source_lists(frontier, task, 3))
    measured(table)
    return table, targets_of(table)


def shown_in(table, source):
    return shifts_shown(table, source, np.zeros_like(table.view.target), table.view.outputs)


def assert_written(table, rows):
    """What the calls of each row make of each input is what the arena holds."""
    inputs = [*(pair.input for pair in table.view.task.train), *table.view.task.test]
    assert len(rows)
    for row in rows.tolist():
        program = table.view.builder.program(table.add(row), "made")
        held = table.backend.arena.values(table.column(np.array([row])))
        for grid, value in zip(inputs, held, strict=True):
            assert frozen(run_reference(program, grid)) == frozen(value)


def test_targets_and_numbers_are_what_their_calls_make(frontier):
    table, targets = begun_table(frontier, 0)
    assert_written(table, targets)
    measure_more(table, table.sources, targets)
    assert_written(table, table.of(1, *NUMBERS)[::7])


def test_pieces_are_what_their_calls_make(frontier):
    table, targets = begun_table(frontier, 0)
    pieces = pieces_of(table, targets, 2)
    assert pieces[:3].tolist() == table.sources.tolist()
    assert len(np.unique(pieces)) == len(pieces)
    assert_written(table, pieces[:: len(pieces) // 40])


def test_copies_are_what_their_calls_make(frontier):
    table, targets = begun_table(frontier, 0)
    templates = templates_of(table, targets)
    assert len(templates)
    laid = table.keep(
        table.run(batch for source in table.sources.tolist() for batch in copies(table, source, templates))
    )
    assert_written(table, laid[::4])


def test_meetings_and_moves_are_what_their_calls_make(frontier):
    table, targets = begun_table(frontier, 1)
    shown = {1: shown_in(table, 1)}
    (met,) = alignments(table, shown, targets).values()
    assert_written(table, met[::4])
    assert_written(table, table.keep(table.run(moves(table, shown)))[::4])


def test_where_there_is_nothing_to_copy_nothing_is_copied(frontier):
    table, targets = begun_table(frontier, 2)
    templates = templates_of(table, targets)
    assert not len(templates)
    assert not [batch for source in table.sources.tolist() for batch in copies(table, source, templates)]


def test_equal_values_beside_one_list_are_one_row(frontier):
    table, _ = begun_table(frontier, 0)
    there = len(table.rows)
    made = table.run(
        [Batch.of("outbox", np.array([1, 1, 2]), np.array([1, 1, 2])), Batch.of("outbox", *np.ones((2, 1), int))]
    )
    assert table.first_of_equal(made).tolist() == [0, 2]
    assert table.keep(made).tolist() == [there, there, there + 1, there]
    assert table.keep(made).tolist() == [there, there, there + 1, there]
    assert table.rows.cost[there] == table.rows.cost[1] + OPS["outbox"].cost


def test_lists_of_other_lengths_are_left_out(frontier):
    table, _ = begun_table(frontier, 0)
    other = int(np.flatnonzero((table.rows.count[table.sources] != table.rows.count[1]).any(axis=1))[0]) + 1
    of = np.array([1, other])
    made = table.run([Batch.of("outbox", of, np.array([other, other]))])
    assert made.source.tolist() == [other]
