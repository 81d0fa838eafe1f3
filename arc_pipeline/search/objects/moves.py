"""The objects of source lists shifted: all by one shift that the outputs show, or each by a number of its own; and the
cells that moved objects pass on their way, and copies of them that go on by the same step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COUNT, list_of
from ..frontier.aligned import Calls, Literals, calls
from ..frontier.elements import demonstrated, numbers, on_samples
from ..frontier.joins import places
from ..taskview.view import TaskView
from .shifts import Shown
from .sources import Begun, as_large

_CONSTANT = 16  # shifts that are the same for all objects
_LISTS = 48  # lists of numbers
_TRAILS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ELEMENTS = 4_000  # trails of one source list


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
