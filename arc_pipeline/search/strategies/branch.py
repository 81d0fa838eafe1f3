"""One of two grids, chosen by a number of the whole input: `O = branch(equality(a, 3), b, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np

from ...dsl.types import FLAG, GRID
from ...programs import Ref
from .. import currency
from ..candidates import Proposal
from ..effort import Limits
from ..prediction.splits import Splits, splits_of
from ..taskview.view import TaskView


@dataclass(frozen=True)
class BranchLimits(Limits):
    """`most`: pairs of grids. `grids`: per class of demonstrations, with different answers for the tests. `numbers`:
    per way to sort the demonstrations, with different ways to sort the tests. `chance`: the highest probability that a
    grid equals the outputs of its class by chance."""

    most: int = 24
    grids: int = 2
    numbers: int = 6
    chance: float = 0.5


LIMITS = BranchLimits()


def propose(view: TaskView) -> Iterator[Proposal]:
    """Pairs of grids, each of which is right on all demonstrations of one class, the cheapest first."""
    limits = view.limits(LIMITS)
    yield from islice(_proposed(view, limits), limits.most)


def _proposed(view: TaskView, limits: BranchLimits) -> Iterator[Proposal]:
    nodes, right, places = _partly_right(view)
    outputs = [output.ravel() for output in view.outputs]
    demonstrations = right.shape[1]
    splits = splits_of(view)
    two = np.array([len(np.unique(classes)) == 2 for classes in splits.classes], dtype=bool)
    splits = splits.take(np.flatnonzero(two)) if len(nodes) else splits.take(np.empty(0, np.int64))
    ways: dict[bytes, list[int]] = {}
    for k, classes in enumerate(splits.classes):
        ways.setdefault(classes[:demonstrations].tobytes(), []).append(k)
    for alike in ways.values():
        first = splits.classes[alike[0], :demonstrations] == 0  # the class of the first demonstration
        chosen = []
        for side in (first, ~first):
            fitting = np.flatnonzero(right[:, side].all(axis=1))
            cells = np.concatenate([output for output, there in zip(outputs, side, strict=True) if there])
            said = currency.said_by(cells)
            sure = [k for k in fitting.tolist() if currency.chance(int(places[k]) + 1, said) <= limits.chance]
            chosen.append(_answers(view, nodes[sure], limits.grids))
        lone = sum(int(side.sum()) for side in (first, ~first) if side.sum() == 1)
        for k, (a, b) in product(alike[: limits.numbers], product(*chosen)):
            yield Proposal(_branch(view, splits, k, a, b), 1.0 - lone / demonstrations)


def _partly_right(view: TaskView) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The grids that equal the outputs of some demonstrations but not of all, cheapest first; for which demonstrations,
    bool (n, demonstrations); and how many grids were tried before each."""
    grids = view.of_type(GRID)
    right = view.are_outputs(grids)
    some = right.any(axis=1) & ~right.all(axis=1)
    return grids[some], right[some], np.flatnonzero(some)


def _answers(view: TaskView, nodes: np.ndarray, most: int) -> list[int]:
    """The first `most` of these nodes that differ on the tests."""
    nodes = nodes[: 8 * most]
    first = np.unique(view.hashes(nodes)[:, len(view.outputs) :], axis=0, return_index=True)[1]
    return nodes[np.sort(first)][:most].tolist()


def _branch(view: TaskView, splits: Splits, k: int, a: int, b: int) -> Ref:
    """Node `a` where the number of split `k` has the same value as on the first demonstration, else node `b`."""
    node = splits.nodes[k : k + 1]
    value, number = int(view.numbers(node)[0, 0]), view.add(int(node[0]))
    if view.are(node, FLAG)[0]:
        grids: list[Any] = [view.add(one) for one in ((a, b) if value else (b, a))]
        return view.call("branch", number, *grids)
    return view.call("branch", view.call("equality", number, value), view.add(a), view.add(b))
