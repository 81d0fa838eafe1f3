"""The objects of source lists shifted to where the outputs show them: all by one shift, or each by its own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...backends.arena import NONE
from ...dsl.types import COUNT, list_of
from ..frontier.aligned import Literals, calls
from ..frontier.batch import Batch
from ..taskview.view import TaskView
from .shifts import Shown
from .sources import THE_INPUT

_CONSTANT = 16  # shifts that are the same for all objects
_BY_NUMBERS = 24  # pairs of lists of numbers
_LISTS = 48  # lists of numbers


def moves(view: TaskView, shown: Mapping[int, Shown]) -> Iterator[Batch]:
    """The calls that shift most objects of source lists to where they are shown."""
    nodes = view.frontier.nodes
    numbers = [_steps(view, source, one) for source, one in shown.items()]
    if numbers:
        inverted = view.frontier.nodes_of([calls(nodes, "invert", np.concatenate(numbers))])
    for (source, one), own in zip(shown.items(), numbers, strict=True):
        down, right = _constant(one)
        yield calls(nodes, "shift", np.full(len(down), source), Literals(down), Literals(right))
        down, right = _by_numbers(view, one, np.append(own, inverted[view.source(inverted) == source]))
        for stays_down, stays_right in ((False, False), (True, False), (False, True)):
            of = ((down == THE_INPUT) == stays_down) & ((right == THE_INPUT) == stays_right)
            none, ofs = Literals(np.zeros(int(of.sum()), np.int64)), np.full(int(of.sum()), source)
            yield calls(nodes, "shift", ofs, none if stays_down else down[of], none if stays_right else right[of])


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
    lists = view.beside(source, list_of(COUNT))
    values = shown.elements.numbers(lists)[:, : len(shown.at)]
    usable = ((values != NONE) & (abs(values) <= shown.middle.min())).all(axis=1) & (values != 0).any(axis=1)
    return lists[usable][:_LISTS]


def _by_numbers(view: TaskView, shown: Shown, lists: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of lists of numbers, or of one list and nothing, that shift more than half of the objects to where they
    are shown, the best first: int64 (n,) for the shifts down and to the right, some of the lists, or THE_INPUT for
    nothing."""
    objects, middle = len(shown.at), shown.middle
    steps = np.pad(shown.elements.numbers(lists)[:, :objects], ((1, 0), (0, 0)))
    lists, cost = np.append(THE_INPUT, lists), np.append(0, view.cost(lists))
    down, right = steps + middle[0], steps + middle[1]
    count = shown.at[np.arange(objects), down[:, None], right].sum(axis=2)
    moved = ((down[:, None] != middle[0]) | (right != middle[1])).sum(axis=2)
    score = np.where((count > objects / 2) & (moved > objects / 2), 64 * count - cost[:, None] - cost, 0).ravel()
    best = np.argsort(-score, kind="stable")[:_BY_NUMBERS]
    best = best[score[best] > 0]
    return lists[best // len(lists)], lists[best % len(lists)]
