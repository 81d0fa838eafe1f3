"""Moves of the objects of source lists: all by one shift that the outputs show, or each by a number of its own; and the
cells that moved objects pass on their way, and copies of them that go on by the same step.

An object is shown at a shift if the output has its colours at all its cells inside the grid, and some of these differ
from the grid without the objects; or if all its cells are inside, have one colour in the output, and all differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COUNT, list_of
from ...dsl.values import TRANSPARENT
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.elements import demonstrated, numbers, on_samples
from ..frontier.joins import places
from ..kernels.painted import shown as shown_at
from ..taskview.pieces import output_places, pieces_in, told_of_pieces
from ..taskview.view import TaskView
from .sources import Begun, as_large

_GATHERED = 6_000_000  # pairs of a cell and a shift that are looked at
_CONSTANT = 16  # shifts that are the same for all objects
_LISTS = 48  # lists of numbers
_TRAILS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ELEMENTS = 4_000  # trails of one source list


@dataclass(frozen=True)
class Shown:
    """Where the outputs show the objects of a source list. `at` bool (objects, rows, columns): whether each object of
    the demonstrations is shown at each shift, with no shift in the middle."""

    at: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        """The place of no shift in `at`: int64 (2,)."""
        return np.array(self.at.shape[1:]) // 2

    @property
    def share(self) -> float:
        """The share of objects that are shown anywhere."""
        return float(self.at.any(axis=(1, 2)).mean())


def shifts_shown(view: TaskView, source: int, erased: np.ndarray) -> Shown | None:
    """Where the outputs show the objects of a source list; None if only one of several demonstrations shows any, if
    that would take too long, or if an object lies partly outside or has no visible cell. `erased` uint8 (cells,): the
    demonstrations without the objects."""
    outputs, (example, slots) = view.outputs, demonstrated(view.frontier, np.array([source])).elements
    heads, cells = pieces_in(view, slots)
    visible = (cells != TRANSPARENT).sum(axis=1)
    height, width = np.max([output.shape for output in outputs], axis=0).tolist()
    if visible.sum() * 4 * height * width > _GATHERED or not visible.all():
        return None
    if (heads[:, 2:] < 0).any() or (heads[:, 2:] + heads[:, :2] > [height, width]).any():
        return None
    items = np.column_stack([slots, example, heads[:, 2:] - [height - 1, width - 1]])
    size, changed = (2 * height - 1, 2 * width - 1), (erased != view.target).astype(np.uint8)
    made = told_of_pieces(view, shown_at, items, output_places(outputs), view.target, changed, *size, 0)
    at = made.astype(bool).reshape(-1, *size)
    return Shown(at) if len(np.unique(example[at.any(axis=(1, 2))])) >= min(2, len(outputs)) else None


def moves(begun: Begun, shown: Mapping[int, Shown]) -> Iterator[Calls]:
    """The calls that shift the objects of source lists, one at least, by the shifts at which most are shown, and by
    numbers: down, up, to a side or along a diagonal."""
    steps = np.concatenate([_steps(begun.view_of(source), source, one) for source, one in shown.items()])
    steps = np.append(steps, begun.keep([calls(begun.nodes, "invert", steps)]))
    steps = steps[begun.are(steps, list_of(COUNT))]  # flags and colours may be the same numbers
    constant = [_constant(one) for one in shown.values()]
    down, right = (Literals(np.concatenate(parts)) for parts in zip(*constant, strict=True))
    yield calls(begun.nodes, "shift", np.repeat([*shown], [len(rows) for rows, _ in constant]), down, right)
    sources, none = begun.source(steps), Literals(np.zeros(len(steps), np.int64))
    for way in ((steps, none), (none, steps), (steps, steps)):
        yield calls(begun.nodes, "shift", sources, *way)


def trails(begun: Begun, ends: np.ndarray) -> Iterator[Calls]:
    """The calls that draw the trajectories of source lists' objects to where the elements of lists lie: nodes, int64
    (n,), those of each source list the best first. Lists with elements of other sizes are left out."""
    ends = ends[np.argsort(begun.source(ends), kind="stable")]
    ends = ends[as_large(begun.frontier, ends)]
    most = _ELEMENTS // (on_samples(begun.frontier, ends).lengths * len(_TRAILS))
    ends = ends[places(begun.source(ends)) < most]
    for name, *words in _TRAILS:
        yield calls(begun.nodes, name, begun.input_of(ends), begun.source(ends), ends, *words)


def _constant(shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The shifts at which most objects are shown, two objects or more: rows and columns, int64 (n,) each."""
    often = shown.at.sum(axis=0)
    often[tuple(shown.middle)] = 0
    best = np.argsort(-often.ravel(), kind="stable")[:_CONSTANT]
    best = best[often.ravel()[best] > 1]
    down, right = np.unravel_index(best, often.shape)
    return down - shown.middle[0], right - shown.middle[1]


def _steps(view: TaskView, source: int, shown: Shown) -> np.ndarray:
    """The first lists of numbers that can be shifts, nodes int64 (n,): all known and within a grid, not all 0."""
    lists, frontier = view.beside(source, list_of(COUNT)), view.frontier
    values = numbers(frontier, demonstrated(frontier, lists).elements[1]).reshape(len(lists), len(shown.at))
    usable = ((values != NONE) & (abs(values) <= shown.middle.min())).all(axis=1) & (values != 0).any(axis=1)
    return lists[usable][:_LISTS]
