"""Predict the shape of a task's outputs: it is that of a piece, or its sides are two numbers.

A value that has the outputs' shape on all demonstrations says what shape they have on the tests; the earlier it comes
in the frontier, the more it is believed. Of values that are equal on all samples only the first counts.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np

from ...dsl.types import COUNT
from ...dsl.values import MAX_SIDE
from ..frontier.frontier import Frontier
from ..frontier.joins import first_of_equal
from ..frontier.shapes import UNFORESEEN, Shape, Shapes, Side, Tests
from ..taskview.nodes import TaskNodes

_STEEPNESS = 1.5  # the exponent by which belief falls with the number of values that came earlier
_FIXED = 1 / 8  # belief in a side that is the same on all demonstrations; the input's shape has 1
_PAIR = 1 / 4  # weight of two numbers against that of a piece
_SIDES = 24  # nodes for one side that are combined with those for the other


def predict_shapes(view: TaskNodes) -> Shapes:
    """The shapes that the values of the frontier predict for one task's outputs on the tests, the likeliest first."""
    belief: dict[Tests, float] = defaultdict(float)
    piece: dict[Tests, int] = {}
    numbered: dict[Tests, tuple[float, tuple[Side, Side]]] = {}
    for node, place, shape in pieces(view):
        belief[shape] += (place + 1.0) ** -_STEEPNESS
        piece[shape] = node
    outputs = [output.shape for output in view.outputs]
    nodes, numbers = counts_of(view)
    for sides in product(*(_ways(nodes, numbers, [shape[axis] for shape in outputs]) for axis in range(2))):
        tests = tuple(zip(sides[0].tests, sides[1].tests, strict=True))
        if all(1 <= side <= MAX_SIDE for shape in tests for side in shape):
            weight = _PAIR * sides[0].belief * sides[1].belief
            belief[tests] += weight
            if tests not in numbered or numbered[tests][0] < weight:
                numbered[tests] = weight, (sides[0], sides[1])
    total = sum(belief.values()) / (1.0 - UNFORESEEN)
    sides_of = {tests: sides for tests, (_, sides) in numbered.items()}
    found = [Shape(each, weight / total, piece.get(each, -1), sides_of.get(each)) for each, weight in belief.items()]
    return Shapes(tuple(sorted(found, key=lambda shape: -shape.share)))


def update_shapes(frontier: Frontier) -> None:
    """Predict the shapes of tasks that do not keep their inputs' anew, as the frontier may hold new pieces of them."""
    for row in range(len(frontier.samples.tasks)):
        view = TaskNodes(frontier, row)
        if not view.keeps_shape:
            frontier.shapes[row] = predict_shapes(view)


def pieces(view: TaskNodes) -> list[tuple[int, int, Tests]]:
    """For each shape on the tests, the first piece whose shape equals the outputs' on all demonstrations, as (node,
    number of different shapes that came earlier, shape on the tests)."""
    pieces = view.of_cells()
    shapes = view.heads(pieces)[..., :2]
    first = first_of_equal(shapes[..., 0] * (MAX_SIDE + 1) + shapes[..., 1])
    outputs = [output.shape for output in view.outputs]
    right = (shapes[first][:, : len(outputs)] == outputs).all(axis=(1, 2))
    return [
        (int(pieces[first[place]]), place, tuple(map(tuple, shapes[first[place], len(outputs) :].tolist())))
        for place in np.flatnonzero(right).tolist()
    ]


def counts_of(view: TaskNodes) -> tuple[np.ndarray, np.ndarray]:
    """The counts of one task with different values, cheapest first: nodes (n,) and their values, int32 (n, samples)."""
    nodes = view.of_type(COUNT)
    numbers = view.numbers(nodes)
    first = first_of_equal(numbers)
    return nodes[first], numbers[first]


def _ways(nodes: np.ndarray, numbers: np.ndarray, wanted: list[int]) -> list[Side]:
    """The ways to say one side of the outputs, whose values on the demonstrations are `wanted`."""
    ways = []
    for place in np.flatnonzero((numbers[:, : len(wanted)] == wanted).all(axis=1))[:_SIDES].tolist():
        told = tuple(numbers[place, len(wanted) :].tolist())
        ways.append(Side(None, int(nodes[place]), told, (place + 1.0) ** -_STEEPNESS))
    if len(set(wanted)) == 1 and len(wanted) > 1:
        ways.append(Side(wanted[0], -1, (wanted[0],) * (numbers.shape[1] - len(wanted)), _FIXED))
    return ways
