"""Numbers that sort a task's samples into classes: they have few values on the demonstrations, and no others on the
tests.

Such a number says what no cell says, for example how many objects a grid has or whether it is symmetric.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.types import COLOR, COUNT, FLAG
from ..frontier.joins import first_of_equal
from ..taskview.nodes import TaskNodes

_NUMBERS = 1 << 14  # numbers per task, the cheapest
_MOST_CLASSES = 4


@dataclass(frozen=True)
class Splits:
    """`nodes` (n,): numbers, cheapest first, no two of which sort the samples alike; `classes` int64 (n, samples): for
    each sample the index of the first one with the same number, which is a demonstration."""

    nodes: np.ndarray
    classes: np.ndarray

    def take(self, chosen: np.ndarray) -> Splits:
        """Some of the splits."""
        return Splits(self.nodes[chosen], self.classes[chosen])


def splits_of(view: TaskNodes) -> Splits:
    """All splits of one task's samples into 2 to _MOST_CLASSES classes, fewer than there are demonstrations."""
    nodes = view.of_type(COUNT, FLAG, COLOR)[:_NUMBERS]
    if not len(nodes):
        return Splits(np.empty(0, np.int64), np.empty((0, 0), np.int64))
    values, demonstrations = view.numbers(nodes), len(view.outputs)
    classes = (values[:, :, None] == values[:, None, :]).argmax(axis=2)
    number = (classes[:, :demonstrations] == np.arange(demonstrations)).sum(axis=1)
    usable = (number >= 2) & (number <= min(_MOST_CLASSES, demonstrations - 1))
    usable &= (classes[:, demonstrations:] < demonstrations).all(axis=1)
    nodes, classes = nodes[usable], classes[usable]
    first = first_of_equal(classes)
    return Splits(nodes[first], classes[first])
