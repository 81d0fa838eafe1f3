"""Outputs that are a window of a larger grid, at a place computed from numbers: `O = crop(a, add(b, 1), c, 3, 3)`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from ...dsl.types import GRID
from ...programs import Ref
from .. import currency
from ..candidates import Proposal
from ..effort import Limits, fixed
from ..frontier.shapes import Shape
from ..places.lying import Lying, where_lie
from ..places.places import Told, chance_of, places
from ..taskview.view import TaskView


@dataclass(frozen=True)
class CutLimits(Limits):
    """`most`: windows. `grids`: the cheapest that are looked at; `holding`: of these, grids that hold the outputs;
    `alike`: of these, grids that hold them at the same places. `shapes`: of the outputs on the tests, each with at
    least the share of belief `likely`. `ways`: to compute the place in one grid; `chance`: the highest probability that
    it is right by chance."""

    most: int = 72
    grids: int = 1500
    holding: int = 24
    alike: int = fixed(2)
    shapes: int = fixed(2)
    likely: float = 0.1
    ways: int = 6
    chance: float = 0.7


LIMITS = CutLimits()

EXPENSIVE = True  # it adds nothing where others are sure


def propose(view: TaskView) -> Iterator[Proposal]:
    """Windows of the cheapest grids that hold all outputs, by the simplest ways to compute their places."""
    limits = view.limits(LIMITS)
    yield from islice(_proposed(view, limits), limits.most)


def _proposed(view: TaskView, limits: CutLimits) -> Iterator[Proposal]:
    grids = view.of_type(GRID)[: limits.grids]
    shapes = view.heads(grids)[..., :2]
    sides = np.array([output.shape for output in view.outputs])
    demonstrated = shapes[:, : len(sides)]
    larger = (demonstrated >= sides).all(axis=(1, 2)) & (demonstrated != sides).any(axis=(1, 2))
    alike: Counter[tuple[bytes, ...]] = Counter()
    for lying in where_lie(view, grids[larger]):
        if alike.total() == limits.holding:
            break
        key = tuple(there.tobytes() for there in lying.where)
        if alike[key] < limits.alike:
            alike[key] += 1
            place = int(np.flatnonzero(grids == lying.node)[0])
            for shape in view.shapes.likely[: limits.shapes]:
                if shape.share >= limits.likely:
                    yield from _windows(view, place, shapes[place], lying, shape, alike.total(), limits)


def _windows(
    view: TaskView, place: int, shapes: np.ndarray, lying: Lying, shape: Shape, tried: int, limits: CutLimits
) -> Iterator[Proposal]:
    """Windows of one grid by the simplest ways to compute their places.

    `place`: the number of cheaper grids; `shapes` (samples, 2): of the grid; `shape`: of the outputs on the tests;
    `tried`: the number of grids tried so far.
    """
    examples = len(view.outputs)
    sides = np.array([*(output.shape for output in view.outputs), *shape.tests])
    room = shapes - sides
    rows, columns = (Told.by(view.edges[axis], room[:, axis], examples) for axis in range(2))
    content = currency.chance(place + 1, currency.said_by(view.target))
    for row, column in islice(places(rows, columns, lying.where), limits.ways):
        corners = np.stack([rows.values[row], columns.values[column]], axis=1)[examples:]
        chance = max(content, chance_of(tried, lying.where, rows, columns, row, column))
        if chance > limits.chance or (corners < 0).any() or (corners > room[examples:]).any():
            continue
        grid = view.add(lying.node)
        height, width = (_side(view, shape, sides, axis) for axis in range(2))
        corner = []
        for told, k, whole, side in ((rows, row, "height", height), (columns, column, "width", width)):
            corner.append(told.add_to(view, k, partial(_room, view, whole, grid, side)))
        yield Proposal(view.call("crop", grid, *corner, height, width), chance=chance)


def _room(view: TaskView, whole: str, grid: Ref, side: Any) -> Ref:
    return view.call("subtract", view.call(whole, grid), side)


def _side(view: TaskView, shape: Shape, sides: np.ndarray, axis: int) -> Any:
    """A side of the outputs: a literal if it is always the same, else a count, else that of a piece."""
    if (sides[:, axis] == sides[0, axis]).all():
        return int(sides[0, axis])
    if shape.sides is not None:
        side = shape.sides[axis]
        return side.number if side.number is not None else view.add(side.node)
    return view.call(("height", "width")[axis], view.add(shape.node))
