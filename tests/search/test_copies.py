"""Copies and meetings: what is written for a list makes the same pieces that were judged."""

import numpy as np
import pytest
from search.growth import grown, made_task
from search.test_objects import drawn_to_their_color, stamped, with_cross, with_lines

from arc_pipeline.backends import Column
from arc_pipeline.programs import INPUT, Builder, run_reference
from arc_pipeline.search.frontier.vocabulary import vocabulary
from arc_pipeline.search.objects.copies import Copying
from arc_pipeline.search.objects.measures import numbers_of
from arc_pipeline.search.objects.meetings import meetings_of
from arc_pipeline.search.objects.moves import shifts_shown
from arc_pipeline.search.objects.pieces import pieces_of
from arc_pipeline.search.objects.roots import OBJECTS, roots_of

NOTHING = [np.array([[k]]) for k in (1, 2, 3)]


@pytest.fixture(scope="module")
def frontier():
    tasks = (
        made_task("stamped", stamped, with_cross(5, 4)),
        made_task("gathered", drawn_to_their_color, with_lines(6, 4)),
        made_task("nothing", lambda grid: grid + 1, NOTHING),
    )
    return grown(tasks, vocabulary(), 2, numbers=2)


def assert_written(frontier, task, pieces, root, lists):
    """What the calls of each list show on each input is what the arena holds."""
    puzzle = frontier.samples.tasks[task]
    inputs = [*(pair.input for pair in puzzle.train), *puzzle.test]
    numbers = numbers_of(frontier, pieces, root)
    node = int(pieces.roots.nodes[root])
    for k in range(min(6, len(lists))):
        builder = Builder()
        made = lists.add_to(builder, frontier, pieces, node, numbers, k)
        program = builder.program(builder.call("show", [made, INPUT]), "shown")
        data = Column(OBJECTS, lists.data[k].astype(np.int32), pieces.roots.count[root].astype(np.int32), None)
        for grid, objects in zip(inputs, frontier.backend.arena.values(data), strict=True):
            expected = run_reference(program, grid)
            shown = np.zeros_like(grid)
            for piece in objects:
                if piece is None:
                    continue
                for (i, j), value in np.ndenumerate(piece):
                    a, b = i + piece.origin[0], j + piece.origin[1]
                    if value < 10 and 0 <= a < grid.shape[0] and 0 <= b < grid.shape[1]:
                        shown[a, b] = value
            assert np.array_equal(expected, shown)


def test_copies_are_what_their_calls_make(frontier):
    pieces = pieces_of(frontier, 0, roots_of(frontier, 0, 3), 2)
    copying = Copying(frontier, 0, pieces)
    assert len(copying.templates)
    found = [(root, copies) for root in range(len(pieces.roots)) if (copies := copying.copies(root)) is not None]
    assert found
    for root, copies in found:
        assert_written(frontier, 0, pieces, root, copies)


def test_meetings_are_what_their_calls_make(frontier):
    task = frontier.samples.tasks[1]
    pieces = pieces_of(frontier, 1, roots_of(frontier, 1, 3), 2)
    outputs = [pair.output for pair in task.train]
    counts = pieces.roots.count[0][: len(outputs)]
    erased = np.zeros(sum(output.size for output in outputs), np.uint8)
    shown = shifts_shown(frontier, pieces.roots.data[0][: len(outputs)], counts, erased, outputs)
    meetings = meetings_of(frontier, 1, pieces, 0, shown)
    assert meetings is not None
    assert_written(frontier, 1, pieces, 0, meetings)


def test_where_there_is_nothing_to_copy_nothing_is_copied(frontier):
    roots = roots_of(frontier, 2, 3)
    copying = Copying(frontier, 2, pieces_of(frontier, 2, roots, 2))
    assert not len(copying.templates)
    assert all(copying.copies(root) is None for root in range(len(roots)))
