"""The objects of source lists shifted: all by one shift that the outputs show, or each by a number of its own; and the
cells that moved objects pass on their way, and copies of them that go on by the same step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COUNT, list_of
from ..frontier.aligned import Calls, Literals, calls
from ..taskview.view import TaskView
from .shifts import Shown
from .sources import THE_INPUT

_CONSTANT = 16  # shifts that are the same for all objects
_LISTS = 48  # lists of numbers
_TRAILS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ELEMENTS = 4_000  # trails of one source list


def moves(view: TaskView, shown: Mapping[int, Shown]) -> Iterator[Calls]:
    """The calls that shift the objects of source lists by the shifts at which most are shown, and by numbers: down, up,
    to a side or along a diagonal."""
    nodes, numbers = view.frontier.nodes, np.concatenate([_steps(view, *one) for one in shown.items()])
    numbers = np.append(numbers, view.frontier.nodes_of([calls(nodes, "invert", numbers)]))
    numbers = numbers[view.are(numbers, list_of(COUNT))]  # flags and colours may be the same numbers
    for source, one in shown.items():
        down, right = (Literals(part) for part in _constant(one))
        yield calls(nodes, "shift", np.full(len(down.numbers), source), down, right)
    sources, none = view.source(numbers), Literals(np.zeros(len(numbers), np.int64))
    for way in ((numbers, none), (none, numbers), (numbers, numbers)):
        yield calls(nodes, "shift", sources, *way)


def trails(view: TaskView, ends: np.ndarray) -> Iterator[Calls]:
    """The calls that draw the trajectories of source lists' objects to where the elements of lists lie: nodes, int64
    (n,), those of each source list the best first. Lists with elements of other sizes are left out."""
    found = [ends[:0]]
    for elements, of in view.by_source(ends):
        alike = (elements.boxes(ends[of])[..., :2] == elements.own[:, :2]).all(axis=(1, 2))
        found.append(ends[of[alike]][: _ELEMENTS // (len(elements) * len(_TRAILS))])
    ends = np.concatenate(found)
    for name, *words in _TRAILS:
        yield calls(view.frontier.nodes, name, THE_INPUT, view.source(ends), ends, *words)


def _constant(shown: Shown) -> tuple[np.ndarray, np.ndarray]:
    """The shifts at which most objects are shown, two objects or more: rows and columns, int64 (n,) each."""
    often = shown.at.sum(axis=0)
    often[tuple(shown.middle)] = 0
    best = np.argsort(-often.ravel(), kind="stable")[:_CONSTANT]
    best = best[often.ravel()[best] > 1]
    down, right = np.unravel_index(best, often.shape)
    return down - shown.middle[0], right - shown.middle[1]


def _steps(view: TaskView, source: int, shown: Shown) -> np.ndarray:
    """The first lists of numbers that can be shifts: known for all objects, none larger than a grid, not all 0. Nodes,
    int64 (n,)."""
    lists, elements = view.beside(source, list_of(COUNT)), view.elements(source)
    values = elements.numbers(lists)[:, : elements.demonstrated]
    usable = ((values != NONE) & (abs(values) <= shown.middle.min())).all(axis=1) & (values != 0).any(axis=1)
    return lists[usable][:_LISTS]
