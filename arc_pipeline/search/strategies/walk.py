"""Lines that agents draw, walking from marked cells: `O = walk(a, b, {2: 4}, 'right', 0)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ...dsl.families.walks import MOST_STARTS
from ...dsl.types import COLOR, MASK
from ...programs import Ref
from ..agents.departures import FIRST_TOLD
from ..agents.learner import WalkSequence, find_walks
from ..candidates import Proposal
from ..cellular.starts import starts_of
from ..effort import Limits, fixed
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView


@dataclass(frozen=True)
class WalkLimits(Limits):
    """`grids`: to walk on; `most`: sequences of walks over one of them; `masks`: that mark cells, the cheapest;
    `steps`: of walkers on one grid."""

    grids: int = 1
    most: int = fixed(6)
    masks: int = fixed(200)
    steps: int = 40_000


LIMITS = WalkLimits()

EXPENSIVE = True


def propose(view: TaskView) -> Iterator[Proposal]:
    """Walks over the task's input, if it has the output's shape, and over the grids with most cells right."""
    limits = view.limits(LIMITS)
    for start in starts_of(view, limits.grids):
        marks = Marks.of(view, start.features, limits.masks)
        told = marks.values[:, : len(start.pairs)]
        found = find_walks(view.backend, start.pairs, marks.masks, told, limits.steps)
        for sequence in islice(found, limits.most):
            yield Proposal(_added(view, start.node, marks, sequence), sequence.left_out)


@dataclass(frozen=True)
class Marks:
    """What walks may begin with: the features `chosen`, int64 (n,), of `features`, which are masks of few cells on each
    sample, the cheapest first; and `colors`, int64 (m,), nodes of colours with different `values`, int32 (m,
    samples)."""

    features: FeatureMatrix
    chosen: np.ndarray
    colors: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, view: TaskView, features: FeatureMatrix, most: int) -> Marks:
        """The marks of a task with at most `most` masks."""
        masks = np.flatnonzero(view.are(features.nodes, MASK))
        marked = [features.train[masks][:, features.example == d].sum(axis=1) for d in range(features.examples)]
        ends = np.cumsum([h * w for h, w in features.shapes])[:-1]
        on_tests = [part.sum(axis=1) for part in np.split(features.test[masks], ends, axis=1)]
        few = np.all([count <= MOST_STARTS for count in (*marked, *on_tests)], axis=0)
        nodes = view.of_type(COLOR)
        values = view.numbers(nodes)
        first = np.sort(np.unique(values, axis=0, return_index=True)[1])
        return cls(features, masks[few & np.any(marked, axis=0)][:most], nodes[first], values[first])

    @property
    def masks(self) -> np.ndarray:
        """The masks on the demonstrations' cells: bool (n, cells)."""
        return np.asarray(self.features.train[self.chosen] > 0)


def _added(view: TaskView, node: int, marks: Marks, sequence: WalkSequence) -> Ref:
    """Add the calls of the walks, one after the other, on a node."""
    made = view.add(node)
    for walk in sequence.walks:
        start = view.add(int(marks.features.nodes[marks.chosen[walk.mask]]))
        told = walk.color - FIRST_TOLD
        color = walk.color if told < 0 else view.add(int(marks.colors[told]))
        made = view.call("walk", made, start, walk.table, walk.heading, color)
    return made
