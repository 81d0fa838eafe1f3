"""Pieces: each is a demonstration of a smaller task, and what is found for one is lifted over the list of all."""

from dataclasses import replace

import numpy as np
import pytest
from search.growth import EFFORT, made_task

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.search import asking
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.views.kinds.lenses import opening_views
from arc_pipeline.search.views.pieces import Pieces
from arc_pipeline.search.views.view import View


def program(*lines):
    return parse("def solve(I):\n" + "".join(f"    {line}\n" for line in lines) + "    return O\n")


OBJECTS = program("O = objects(I, univalued=False)")
ROWS = program("O = slices(I, 'rows')")
BLOCKS = program("O = blocks(I, 2, 2)")


def scattered(seed):
    """Four pieces of 3 x 3 cells, each its own, on black."""
    rng = np.random.default_rng(seed)
    grid = np.zeros((11, 11), np.uint8)
    for top, left in ((0, 0), (1, 6), (6, 1), (7, 7)):
        piece = rng.integers(1, 8, (3, 3))
        piece[1, rng.integers(0, 3)] = 0
        grid[top : top + 3, left : left + 3] = piece
    return grid


def turned_each(grid):
    made = grid.copy()
    for top, left in ((0, 0), (1, 6), (6, 1), (7, 7)):
        made[top : top + 3, left : left + 3] = np.rot90(grid[top : top + 3, left : left + 3])
    return made


def colors(grid):
    """The commonest colour of each quarter."""
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    return [[np.bincount(grid[i : i + h, j : j + w].ravel()).argmax() for j in (0, w)] for i in (0, h)]


@pytest.fixture(scope="module")
def scattered_task():
    return made_task("scattered", turned_each, [scattered(seed) for seed in range(4)])


def found(view, task, lines, length=10.0, fit=1.0):
    """A candidate for the task as it is seen, put back."""
    seen, step = view.of(task), program(*lines)
    outputs = tuple(run_reference(step, grid) for grid in seen.test)
    return view.back(Candidate(step, outputs, length, fit, "exact", 0.5), task)


@pytest.mark.parametrize("content", ["box", "alone"])
def test_each_piece_is_a_demonstration(scattered_task, content):
    seen = Pieces(OBJECTS, content, "back").of(scattered_task)
    assert len(seen.train) == 10
    for pair in seen.train:
        assert pair.input.shape == pair.output.shape == (3, 3)
        assert np.array_equal(np.rot90(pair.input), pair.output)
    assert len(seen.test) == 4


def test_what_is_found_for_a_piece_is_done_to_all(scattered_task):
    view = View((Pieces(OBJECTS, "box", "back"),), bits=20.0)
    candidate = found(view, scattered_task, ["O = rot270(I)"])
    assert (candidate.length, candidate.left_out) == (30.0, 0.5**4)  # four pieces a demonstration
    assert np.array_equal(candidate.outputs[0], turned_each(scattered_task.test[0]))
    for grid in (*(pair.input for pair in scattered_task.train), *scattered_task.test):
        assert np.array_equal(run_reference(candidate.program, grid), turned_each(grid))


def test_what_is_not_right_of_all_pieces_is_no_candidate(scattered_task):
    view = View((Pieces(OBJECTS, "box", "back"),))
    assert found(view, scattered_task, ["O = rot90(I)"]) is None


def test_what_does_not_fit_or_is_too_long_is_no_candidate(scattered_task):
    view = View((Pieces(OBJECTS, "box", "back"),))
    assert found(view, scattered_task, ["O = rot270(I)"], length=100.0) is not None
    assert found(view, scattered_task, ["O = rot270(I)"], length=250.0) is None
    assert found(view, scattered_task, ["O = rot270(I)"], fit=0.9) is None


def test_what_makes_lists_of_a_piece_is_no_candidate(scattered_task):
    """Lists do not nest."""
    lines = ["x1 = rot270(I)", "x2 = hsplit(x1, 3)", "x3 = hstack(x2)", "O = crop(x3, 0, 0, 3, 3)"]
    assert found(View((Pieces(OBJECTS, "box", "back"),)), scattered_task, lines) is None


def test_pieces_that_do_not_say_what_becomes_of_them_are_no_task():
    """Equal pieces become different ones: what becomes of them depends on more."""
    grid = np.array([[1, 2, 0], [1, 2, 0], [0, 3, 3], [3, 1, 2]], np.uint8)
    task = made_task("numbered", lambda grid: np.where(np.arange(4)[:, None] % 2, grid, 5), [grid, grid[::-1], grid])
    assert Pieces(ROWS, "box", "back").of(task) is None


def test_what_lies_outside_may_become_one_colour(scattered_task):
    task = made_task("on", lambda grid: np.where(grid > 0, grid, 9), [pair.input for pair in scattered_task.train])
    candidate = found(View((Pieces(OBJECTS, "box", "back", 9),)), task, ["O = replace(I, 0, 9)"])
    assert np.array_equal(candidate.outputs[0], np.where(task.test[0] > 0, task.test[0], 9))


def test_what_is_made_of_pieces_may_lie_side_by_side():
    rng = np.random.default_rng(1)
    task = made_task("quarters", colors, [rng.integers(0, 4, (6, 8)).astype(np.uint8) for _ in range(4)])
    view = View((Pieces(BLOCKS, "box", "beside"),))
    assert {pair.output.shape for pair in view.of(task).train} == {(1, 1)}
    candidate = found(view, task, ["x1 = mostcolor(I)", "O = canvas(x1, 1, 1)"])
    assert np.array_equal(candidate.outputs[0], colors(task.test[0]))


def test_few_pieces_are_searched_those_that_change_first():
    grids = [np.arange(10, dtype=np.uint8)[:, None] * [1, 1, 0, 0] % 10 for _ in range(3)]
    grids = [np.roll(grid, k, axis=1) for k, grid in enumerate(grids)]
    task = made_task("many", lambda grid: np.where(grid == 3, 7, grid), grids)
    seen = Pieces(ROWS, "box", "back").of(task)
    assert len(seen.train) == 10
    assert sum(pair.input.tobytes() != pair.output.tobytes() for pair in seen.train) == 2


def test_a_task_is_solved_piece_by_piece(backend, scattered_task):
    """The view is found by a search of all strategies, waits among the others, and solves the task when it is searched
    by quick ones, which it does not do without."""
    quick = replace(EFFORT, strategies="cheap")
    (first,) = search_shard(backend, [scattered_task], quick, Deadline())
    assert not first.fits
    assert not first.waiting
    (first,) = search_shard(backend, [scattered_task], EFFORT, Deadline())
    views = [view for view in first.waiting if any(isinstance(step, Pieces) for step in view.steps)]
    assert views
    assert first.waiting.index(views[0]) < 8
    (result,) = search_shard(backend, [scattered_task], quick, Deadline(), {scattered_task.id: views})
    assert result.defects == []
    assert np.array_equal(result.candidates[0].outputs[0], turned_each(scattered_task.test[0]))
    assert result.candidates[0].fits


def test_pieces_are_cut_of_what_a_view_shows(backend, scattered_task):
    """The same on a background that is not black."""
    inputs = [np.where(pair.input == 0, 8, pair.input) for pair in scattered_task.train]
    task = made_task("on another", turned_each, inputs)
    (first,) = search_shard(backend, [task], EFFORT, Deadline())
    views = [view for view in first.waiting if any(isinstance(step, Pieces) for step in view.steps)]
    assert {view.steps[:1] for view in views} == {opening_views(task)[0].steps}
    (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: views})
    assert np.array_equal(result.candidates[0].outputs[0], turned_each(task.test[0]))


def test_what_makes_lists_is_not_searched_for_pieces(monkeypatch, backend, scattered_task):
    """Views of both kinds in one pass, each with the calls that can be put back."""
    made = []

    def watching(view):
        made.append({calls.op.result.is_list for calls in view.frontier.grammar})
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"watching": watching})
    views = {scattered_task.id: [View(), View((Pieces(OBJECTS, "box", "back"),))]}
    (result,) = search_shard(backend, [scattered_task], EFFORT, Deadline(), views)
    assert made == [{True, False}, {False}]
    assert list(result.searched) == views[scattered_task.id]
    assert not any(view.lists is False and len(view.steps) > 1 for view in result.waiting)
