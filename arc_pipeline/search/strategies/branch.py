"""One of two grids, chosen by a number of the whole input: `O = branch(equality(a, 3), b, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np

from ...dsl.types import COLOR, COUNT, FLAG, GRID
from ...programs import Ref
from .. import currency
from ..candidates import Proposal
from ..effort import Limits
from ..frontier.joins import first_of_equal
from ..taskview.nodes import TaskNodes
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
_NUMBERS = 1 << 14  # per task, the cheapest


def propose(view: TaskView) -> Iterator[Proposal]:
    """Pairs of grids, each of which is right on all demonstrations of one class, the cheapest first."""
    limits = view.limits(LIMITS)
    yield from islice(_proposed(view, limits), limits.most)


def _proposed(view: TaskView, limits: BranchLimits) -> Iterator[Proposal]:
    nodes = view.of_type(GRID)
    right = view.are_outputs(nodes)
    places = np.flatnonzero(right.any(axis=1) & ~right.all(axis=1))  # so many grids were tried before each
    if not len(places):
        return
    nodes, right = nodes[places], right[places]
    outputs = [output.ravel() for output in view.outputs]
    demonstrations = right.shape[1]
    numbers, same = splits_of(view)
    ways: dict[bytes, list[int]] = {}
    for k, first in enumerate(same[:, :demonstrations]):
        ways.setdefault(first.tobytes(), []).append(k)
    for alike in ways.values():
        first = same[alike[0], :demonstrations]
        chosen = []
        for side in (first, ~first):
            fitting = np.flatnonzero(right[:, side].all(axis=1))
            cells = np.concatenate([output for output, there in zip(outputs, side, strict=True) if there])
            said = currency.said_by(cells)
            sure = [k for k in fitting.tolist() if currency.chance(int(places[k]) + 1, said) <= limits.chance]
            chosen.append(_answers(view, nodes[sure], limits.grids))
        lone = sum(int(side.sum()) for side in (first, ~first) if side.sum() == 1)
        for k, (a, b) in product(alike[: limits.numbers], product(*chosen)):
            yield Proposal(_branch(view, numbers[k : k + 1], a, b), 1.0 - lone / demonstrations)


def _answers(view: TaskView, nodes: np.ndarray, most: int) -> list[int]:
    """The first `most` of these nodes that differ on the tests."""
    nodes = nodes[: 8 * most]
    return nodes[first_of_equal(view.hashes(nodes)[:, len(view.outputs) :])][:most].tolist()


def splits_of(view: TaskNodes) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of a task of three demonstrations or more that have two values on these, and no others on the tests:
    nodes, int64 (n,), cheapest first, no two of which sort the samples alike; and which samples have the same number as
    the first demonstration: bool (n, samples)."""
    nodes, demonstrations = view.of_type(COUNT, FLAG, COLOR)[:_NUMBERS], len(view.outputs)
    values = view.numbers(nodes)
    same = values == values[:, :1]
    other = same[:, :demonstrations].argmin(axis=1)  # the first demonstration with another number, 0 if there is none
    of_two = (same | (values == values[np.arange(len(nodes)), other][:, None])).all(axis=1)
    usable = np.flatnonzero(of_two & (other > 0) & (demonstrations > 2))
    first = usable[first_of_equal(same[usable])]
    return nodes[first], same[first]


def _branch(view: TaskView, node: np.ndarray, a: int, b: int) -> Ref:
    """Node `a` where a number, the node int64 (1,), has the same value as on the first demonstration, else node `b`."""
    value, number = int(view.numbers(node)[0, 0]), view.add(int(node[0]))
    if view.are(node, FLAG)[0]:
        grids: list[Any] = [view.add(one) for one in ((a, b) if value else (b, a))]
        return view.call("branch", number, *grids)
    return view.call("branch", view.call("equality", number, value), view.add(a), view.add(b))
