"""Views of pieces: ways to cut a task's inputs into pieces such that each piece alone says what becomes of it.

Tried are the frontier's lists of objects, rows, columns, the parts between lines, and equal blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from ....backends import Backend
from ....dsl.values import TRANSPARENT
from ....programs import Program, description_length, parse
from ....tasks import Pair, Task
from ... import currency
from ...candidates import program_name
from ...frontier.gain import Outputs
from ...objects.sources import OBJECTS, source_lists
from ...taskview.nodes import TaskNodes
from ..pieces import Content, Pieces, Places, is_changed, key_of, places_of
from ..view import View, inputs_of
from .lenses import opening_views

_LISTS = 24  # lists of objects per task
_MOST = 4  # views per task: no later one was seen to solve anything
_MOST_PIECES = 400  # in all samples
_FEWEST = 3  # different pieces, at least two of them changed: fewer demonstrate nothing
_LARGEST = 0.5  # share of the grid: the task of a larger piece is the task itself
_BLOCKS = 6  # the most rows or columns of blocks


def after(seen: TaskNodes, view: View, task: Task) -> list[View]:
    """Views of the pieces of a task as an opening view shows it, the _MOST of best promise, no two of which show the
    same grids; [] after other views."""
    if not view.lists or view not in opening_views(task):
        return []
    puzzle, found = seen.task, dict[Any, View]()
    for program, places, parent in (*_cut_by_lists(seen), *_cut_evenly(puzzle)):
        for pieces in _ways(program, puzzle, places):
            pairs = pieces.pairs(puzzle, places)
            if pairs is None or len(pairs) < _FEWEST or sum(map(is_changed, pairs)) < _FEWEST - 1:
                continue
            small = pieces.cut(puzzle, places)
            assert small is not None  # as there are pairs
            bits = view.bits + currency.VIEW + description_length(program)
            share = len(puzzle.train) / len(pairs)  # scales to as many demonstrations as other views have
            left = _unsaid(seen.backend, pairs) * share
            key = frozenset(pairs), frozenset(map(key_of, small.test))
            found.setdefault(key, View((*view.steps, pieces), bits, left + bits, parent))
    return sorted(found.values(), key=lambda one: one.promise)[:_MOST]


def _unsaid(backend: Backend, pairs: Sequence[Pair]) -> float:
    """The bits of the outputs' cells, given the inputs' cells if all inputs have their outputs' shapes."""
    return Outputs.of_pairs(backend, pairs, entry_bits=0).plain


def _ways(program: Program, task: Task, places: Places) -> Iterator[Pieces]:
    """The ways to show and to join the pieces at these places that agree with the demonstrations' shapes and cells
    outside."""
    alone = any((place == TRANSPARENT).any() for there in places for place in there)
    contents: tuple[Content, ...] = ("box", "alone") if alone else ("box",)
    for content in contents:
        if all(pair.keeps_shape for pair in task.train):
            outside = [_outside(pair.input, there) for pair, there in zip(task.train, places, strict=False)]
            ground = np.concatenate([pair.output[free] for pair, free in zip(task.train, outside, strict=True)])
            if all((pair.input == pair.output)[free].all() for pair, free in zip(task.train, outside, strict=True)):
                yield Pieces(program, content, "back")
            elif len(np.unique(ground)) == 1:
                yield Pieces(program, content, "back", int(ground[0]))
        yield Pieces(program, content, "beside")


def _outside(grid: np.ndarray, places: list[Any]) -> np.ndarray:
    """The cells in no piece's bounding box: bool (h, w)."""
    free = np.ones(grid.shape, dtype=bool)
    for place in places:
        top, left = place.origin
        free[top : top + place.shape[0], left : left + place.shape[1]] = False
    return free


def _is_apart(task: Task, places: Places) -> bool:
    """Whether there is more than one piece per demonstration on average, and each is a box within its grid and much
    smaller."""
    if sum(map(len, places[: len(task.train)])) <= len(task.train) or sum(map(len, places)) > _MOST_PIECES:
        return False
    return all(
        place is not None and place.size <= _LARGEST * grid.size and _is_box(grid, place)
        for grid, there in zip(inputs_of(task), places, strict=True)
        for place in there
    )


def _is_box(grid: np.ndarray, place: Any) -> bool:
    """Whether a piece lies wholly within a grid and has cells at each of its four sides."""
    (top, left), (h, w), held = place.origin, place.shape, np.asarray(place) != TRANSPARENT
    inside = 0 <= top <= grid.shape[0] - h and 0 <= left <= grid.shape[1] - w
    return inside and bool(held[0].any() and held[-1].any() and held[:, 0].any() and held[:, -1].any())


def _cut_by_lists(seen: TaskNodes) -> Iterator[tuple[Program, Places, str]]:
    """The cheapest source lists of objects of the task that cut it into pieces, each with these in every sample, and
    with the programs of the library from which it descends."""
    lists, name = source_lists(seen, _LISTS), program_name(seen.task)
    for node in lists[seen.are(lists, OBJECTS)].tolist():
        if _is_apart(seen.task, places := seen.values(node)):
            yield seen.program(node, name), places, seen.frontier.nodes.parents_of(node)


def _cut_evenly(task: Task) -> Iterator[tuple[Program, Places, str]]:
    """The same for rows, columns, parts between lines, and equal blocks."""
    for program in _even_cuts():
        if (places := places_of(program, task)) is not None and _is_apart(task, places):
            yield program, places, ""


@cache
def _even_cuts() -> tuple[Program, ...]:
    calls = ["slices(I, 'rows')", "slices(I, 'columns')", "windows(I)"]
    numbers = sorted(product(range(1, _BLOCKS + 1), repeat=2), key=lambda shape: shape[0] * shape[1])
    calls += [f"blocks(I, {rows}, {columns})" for rows, columns in numbers if rows * columns > 1]
    return tuple(parse(f"def solve(I):\n    O = {call}\n    return O\n") for call in calls)
