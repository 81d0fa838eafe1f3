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
from ..frontier.joins import first_of_equal
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
        features, colors = start.features, view.of_type(COLOR)
        masks, colors = _masks(view, features, limits.masks), colors[first_of_equal(view.numbers(colors))]
        told = view.numbers(colors)[:, : len(start.pairs)]
        found = find_walks(view.backend, start.pairs, features.train[masks] > 0, told, limits.steps)
        for sequence in islice(found, limits.most):
            yield Proposal(_added(view, start.node, features.nodes[masks], colors, sequence), sequence.left_out)


def _masks(view: TaskView, features: FeatureMatrix, most: int) -> np.ndarray:
    """The features with which walks may begin: masks of few cells on each sample, of some on a demonstration, at most
    `most`, the cheapest first: int64 (n,)."""
    masks = np.flatnonzero(view.are(features.nodes, MASK))
    marked = [features.train[masks][:, features.example == d].sum(axis=1) for d in range(features.examples)]
    ends = np.cumsum([h * w for h, w in features.shapes])[:-1]
    on_tests = [part.sum(axis=1) for part in np.split(features.test[masks], ends, axis=1)]
    few = np.all([count <= MOST_STARTS for count in (*marked, *on_tests)], axis=0)
    return masks[few & np.any(marked, axis=0)][:most]


def _added(view: TaskView, node: int, masks: np.ndarray, colors: np.ndarray, sequence: WalkSequence) -> Ref:
    """Add the calls of the walks, one after the other, on a node. `masks`, `colors`: the nodes that they name."""
    made = view.add(node)
    for walk in sequence.walks:
        told = walk.color - FIRST_TOLD
        start, color = view.add(int(masks[walk.mask])), walk.color if told < 0 else view.add(int(colors[told]))
        made = view.call("walk", made, start, walk.table, walk.heading, color)
    return made
