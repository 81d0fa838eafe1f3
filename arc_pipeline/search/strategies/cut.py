"""Outputs that are a window of a larger grid, at a place told by numbers: `O = crop(a, add(b, 1), c, 3, 3)`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from ...dsl.types import GRID
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name, shortest
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.readout import test_outputs
from ..frontier.shapes import Shape
from ..places.edges import Edges, heads_of
from ..places.lying import Lying, where_lie
from ..places.places import Told, places, sureness
from ..rules.solutions import evidence_of

_GRIDS = 1500  # a task, the cheapest
_ALIKE = 2  # grids that hold the outputs at the same places
_HOLDING = 24  # grids whose windows are told
_SHAPES = 2  # that the outputs may have on the tests
_LIKELY = 0.1  # share of belief in them
_WAYS = 6  # to tell the place in one grid
_LEAST_EVIDENCE = 0.3

DEAR = True  # what others are sure of is no better for it


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Windows of the cheapest grids that hold all outputs, by the simplest ways to tell their places."""
    yield from shortest(_proposed(frontier, task))


def _proposed(frontier: Frontier, task: int) -> Iterator[Candidate]:
    outputs = [pair.output for pair in frontier.samples.tasks[task].train]
    grids = frontier.nodes.of_type(task, GRID)[:_GRIDS]
    shapes = heads_of(frontier, task, grids)[..., :2]
    sides = np.array([output.shape for output in outputs])
    demonstrated = shapes[:, : len(outputs)]
    larger = (demonstrated >= sides).all(axis=(1, 2)) & (demonstrated != sides).any(axis=(1, 2))
    held = where_lie(frontier, grids[larger], outputs, parts=False)
    edges = [Edges.of(frontier, task, axis) for axis in range(2)] if held else []
    alike: Counter[tuple[bytes, ...]] = Counter()
    for lying in held:
        if alike.total() == _HOLDING:
            break
        key = tuple(there.tobytes() for there in lying.where)
        if alike[key] < _ALIKE:
            alike[key] += 1
            for shape in frontier.shapes[task].likely[:_SHAPES]:
                if shape.share >= _LIKELY:
                    yield from _windows(frontier, task, grids, shapes, lying, edges, shape, alike.total())


def _windows(
    frontier: Frontier,
    task: int,
    grids: np.ndarray,
    shapes: np.ndarray,
    lying: Lying,
    edges: Sequence[Edges],
    shape: Shape,
    tried: int,
) -> Iterator[Candidate]:
    """The windows of one grid, the so many-th that is tried, which have this shape on the tests, by the simplest ways
    to tell where they are."""
    puzzle = frontier.samples.tasks[task]
    outputs = [pair.output for pair in puzzle.train]
    sides = np.array([*(output.shape for output in outputs), *shape.tests])
    place = int(np.flatnonzero(grids == lying.node)[0])
    room = shapes[place].astype(np.int64) - sides
    rows, columns = (Told.by(edges[axis], room[:, axis], len(outputs)) for axis in range(2))
    content = evidence_of(place, np.concatenate([output.ravel() for output in outputs]))
    wholes = test_outputs(frontier, lying.node)
    for row, column in islice(places(rows, columns, lying.where), _WAYS):
        corners = np.stack([rows.values[row], columns.values[column]], axis=1)[len(outputs) :]
        evidence = min(content, sureness(tried, lying.where, rows, columns, row, column))
        if evidence < _LEAST_EVIDENCE or (corners < 0).any() or (corners > room[len(outputs) :]).any():
            continue
        cut = tuple(
            whole[i : i + h, j : j + w]
            for whole, (i, j), (h, w) in zip(wholes, corners.tolist(), shape.tests, strict=True)
        )
        builder = Builder()
        grid = frontier.nodes.add_to(builder, lying.node)
        height, width = (_side(builder, frontier, shape, sides, axis) for axis in range(2))
        corner = []
        for told, k, whole, side in ((rows, row, "height", height), (columns, column, "width", width)):
            room_there = partial(_room, builder, whole, grid, side)
            corner.append(told.add_to(builder, k, frontier.nodes, room_there))
        program = builder.program(builder.call("crop", [grid, *corner, height, width]), program_name(puzzle))
        yield Candidate(program, cut, description_length(program), 1.0, "cut", evidence)


def _room(builder: Builder, whole: str, grid: Any, side: Any) -> Any:
    return builder.call("subtract", [builder.call(whole, [grid]), side])


def _side(builder: Builder, frontier: Frontier, shape: Shape, sides: np.ndarray, axis: int) -> Any:
    """A side of the outputs: a number where it is always the same, else a count, else that of a piece."""
    if (sides[:, axis] == sides[0, axis]).all():
        return int(sides[0, axis])
    if shape.sides is not None:
        side = shape.sides[axis]
        return side.number if side.number is not None else frontier.nodes.add_to(builder, side.node)
    return builder.call(("height", "width")[axis], [frontier.nodes.add_to(builder, shape.node)])
