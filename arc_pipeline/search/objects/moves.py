"""Moves of the objects of source lists: all by one shift that outputs show, or by numbers that are looked up there; and
the cells that moved objects pass on their way, and copies of them that go on by the same step.

An object is shown at a shift if the output has its colours at all its cells inside the grid, some unlike the grid
without the objects; or if all its cells are inside, have one colour in the output, and all differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from ...dsl.types import COUNT, list_of
from ...dsl.values import TRANSPARENT
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.elements import demonstrated, numbers, on_samples
from ..frontier.joins import places
from ..kernels.painted import shown as shown_at
from ..taskview.pieces import output_places, pieces_in, told_of_pieces
from ..taskview.view import TaskView
from .sources import Begun, as_large
from .steps import steps

_GATHERED = 6_000_000  # pairs of a cell and a shift that are looked at
_CONSTANT = 16  # shifts that are the same for all objects
_LIKELY = 96  # numbers of rows, and of columns
_PAIRS = 24  # of such numbers
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
    """The calls that shift the objects of source lists, one at least, by the shifts at which most are shown: the same
    for all objects, or by numbers of their own, so many rows and so many columns."""
    constant = [_constant(one) for one in shown.values()]
    down, right = (Literals(np.concatenate(parts)) for parts in zip(*constant, strict=True))
    yield calls(begun.nodes, "shift", np.repeat([*shown], [len(rows) for rows, _ in constant]), down, right)
    numbers = steps(begun, {source: int(one.middle.min()) for source, one in shown.items()})
    pairs = [_by_numbers(begun.view_of(source), source, one, numbers) for source, one in shown.items()]
    given = np.concatenate(pairs, axis=1)
    for there in ((True, False), (False, True), (True, True)):
        own = given[:, np.equal(given.T >= 0, there).all(axis=1)]
        none = Literals(np.zeros(own.shape[1], np.int64))
        down, right = (number if has else none for number, has in zip(own, there, strict=True))
        yield calls(begun.nodes, "shift", begun.source(own.max(axis=0)), down, right)


def _by_numbers(view: TaskView, source: int, shown: Shown, steps: np.ndarray) -> np.ndarray:
    """The numbers of rows and of columns, of `steps`, by which most objects of a source list are shifted to where they
    are shown, two objects or more: nodes, -1 where it is none, int64 (2, n)."""
    steps, frontier = steps[np.isin(steps, view.beside(source, list_of(COUNT)))], view.frontier
    values = numbers(frontier, demonstrated(frontier, steps).elements[1]).reshape(len(steps), len(shown.at))
    values, steps = np.pad(values, ((1, 0), (0, 0))), np.append(-1, steps)
    example, every = demonstrated(frontier, np.array([source])).elements[0], np.arange(len(shown.at))
    at = np.pad(shown.at, ((0, 0), (0, 1), (0, 1)))  # nothing is shown after the last shift
    at[:, shown.middle[0], shown.middle[1]] = False
    likely, ends = [], []
    for axis, middle in enumerate(shown.middle.tolist()):
        end = np.where(abs(values) <= middle, values + middle, 2 * middle + 1)
        often = _often(np.asarray(at.any(axis=2 - axis))[every, end], example)
        likely.append(_best(often, _LIKELY))
        ends.append(end[likely[-1]])
    often = _often(at[every, ends[0][:, None], ends[1]].reshape(-1, len(every)), example)
    pairs = np.unravel_index(_best(often, _PAIRS), tuple(map(len, likely)))
    return np.stack([steps[own[chosen]] for own, chosen in zip(likely, pairs, strict=True)])


def _often(hits: np.ndarray, example: np.ndarray) -> np.ndarray:
    """How many objects are hit, 0 if only those of one of several demonstrations are: bool (n, objects) -> int64 (n,).
    `example` (objects,): the demonstration of each."""
    there = np.unique(example)
    on = sum(hits[:, example == d].any(axis=1).astype(np.int64) for d in there.tolist())
    return np.where(on >= min(2, len(there)), hits.sum(axis=1), 0)


def _best(often: np.ndarray, most: int) -> np.ndarray:
    """The indices of the largest numbers above 1, up to `most`, of equal ones the first: int64 (n,)."""
    best = np.argsort(-often, kind="stable")[:most]
    return np.asarray(best[often[best] > 1])


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
    down, right = np.unravel_index(_best(often.ravel(), _CONSTANT), often.shape)
    return down - shown.middle[0], right - shown.middle[1]
