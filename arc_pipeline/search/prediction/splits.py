"""Numbers that sort a task's samples into classes: they have few values on the demonstrations, and no others on the
tests.

Such a number says what no cell says, for example how many objects a grid has or whether it is symmetric. By chance some
number sorts a few demonstrations in any way, so only those count that tell something of the outputs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl.types import COLOR, COUNT, FLAG
from ..frontier.gain import Outputs
from ..frontier.joins import first_of_equal
from ..taskview.nodes import TaskNodes

_NUMBERS = 1 << 14  # numbers per task, the cheapest
_MOST_CLASSES = 4
_CELL_BITS = 4.0  # for a cell that is the same throughout a class


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


def telling(view: TaskNodes, splits: Splits, most: int) -> Splits:
    """The `most` splits that tell most of a task's outputs, in their order: by the gain of the class about the outputs'
    cells given the inputs', or by how many more cells are alike within a class than overall."""
    outputs = view.outputs
    if len(splits.nodes) <= most:
        return splits
    # As a feature, a split is constant within a demonstration: row k of the cells is full of k, and classes pick rows.
    cells = np.repeat(np.arange(len(outputs), dtype=np.uint8)[:, None], max(output.size for output in outputs), axis=1)
    told = Outputs.of_pairs(view.backend, view.task.train).gains(
        splits.classes[:, : len(outputs)].astype(np.int32), cells
    )
    if len({output.shape for output in outputs}) == 1:
        pictures = np.array([output.ravel() for output in outputs])
        told = np.maximum(told, [_CELL_BITS * _alike(pictures, classes) for classes in splits.classes])
    return splits.take(np.sort(np.argsort(-told, kind="stable")[:most]))


def _alike(pictures: np.ndarray, classes: np.ndarray) -> int:
    """How many more cells equal those of the first picture of their class than equal those of the first picture of all:
    pictures uint8 (n, cells)."""
    return int((pictures == pictures[classes[: len(pictures)]]).sum() - (pictures == pictures[0]).sum())
