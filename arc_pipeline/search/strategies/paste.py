"""A grid laid over a part of another at a place told by numbers: `O = paint(a, shift(normalize(b), c, 2))`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from ...dsl.types import GRID, OBJECT
from ...dsl.values import TRANSPARENT
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name, shortest
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..places.edges import Edges, heads_of
from ..places.lying import Lying, cells_of, where_lie
from ..places.pasting import Base, bases_of, covering
from ..places.places import Told, places, sureness
from ..rules.solutions import evidence_of
from ..rules.states import States, states_of

_PIECES = 1500  # a task, the cheapest
_BASES = 8
_ALIKE = 2  # pieces that cover the same places
_WAYS = 4  # to tell the place of one piece
_LEAST_EVIDENCE = 0.3

DEAR = True  # what others are sure of is no better for it


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The bases with most cells right, made right by one of the cheapest smaller grids and objects."""
    yield from shortest(_proposed(frontier, task, effort))


def _proposed(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    outputs = [pair.output for pair in frontier.samples.tasks[task].train]
    nodes = frontier.nodes
    pieces = np.sort(np.concatenate([nodes.of_type(task, kind) for kind in (GRID, OBJECT)]))
    pieces = pieces[np.argsort(nodes.cost.all[pieces], kind="stable")][:_PIECES]
    shapes = heads_of(frontier, task, pieces)[:, : len(outputs), :2]
    sides = np.array([output.shape for output in outputs])
    smaller = (shapes <= sides).all(axis=(1, 2)) & (shapes != sides).any(axis=2).all(axis=1)
    lying = where_lie(frontier, pieces[smaller], outputs, parts=True)
    if not lying:
        return
    edges = [Edges.of(frontier, task, axis) for axis in range(2)]
    tried = 0
    cells = {piece.node: cells_of(frontier, task, piece.node) for piece in lying}
    for states in states_of(frontier, task, effort.states, distinct=False):
        grids = np.flatnonzero(nodes.type.all[states.nodes] == TYPE_CODE[GRID])
        for base in bases_of(states, grids, outputs, _BASES):
            alike: Counter[tuple[bytes, ...]] = Counter()
            for number, piece in enumerate(lying):
                opaque = [grid != TRANSPARENT for grid in cells[piece.node][: len(outputs)]]
                where = covering(base, piece, opaque)
                if where is None:
                    continue
                key = tuple(there.tobytes() for there in where)
                alike[key] += 1
                if alike[key] <= _ALIKE:
                    tried += 1
                    placed, sure = Lying(piece.node, where), evidence_of(number, states.target[base.cells])
                    yield from _pasted(frontier, task, states, base, placed, cells[piece.node], edges, sure, tried)


def _pasted(
    frontier: Frontier,
    task: int,
    states: States,
    base: Base,
    piece: Lying,
    cells: Sequence[np.ndarray],
    edges: Sequence[Edges],
    sure: float,
    tried: int,
) -> Iterator[Candidate]:
    """One piece on one base, the so many-th that is tried, by the simplest ways to tell the place.

    `cells`: the piece on all samples; `sure`: how surely it is no chance that the piece is right.
    """
    puzzle = frontier.samples.tasks[task]
    shapes = np.array([*(pair.output.shape for pair in puzzle.train), *states.shapes])
    room = shapes - [grid.shape for grid in cells]
    rows, columns = (Told.by(edges[axis], room[:, axis], len(puzzle.train)) for axis in range(2))
    for row, column in islice(places(rows, columns, piece.where), _WAYS):
        evidence = min(sure, sureness(tried, piece.where, rows, columns, row, column))
        if evidence < _LEAST_EVIDENCE:
            continue
        tests = slice(len(puzzle.train), None)
        outputs = tuple(
            _painted(canvas, part, int(i), int(j))
            for canvas, part, i, j in zip(states.split(states.asked[base.state]), cells[tests],
                                          rows.values[row, tests], columns.values[column, tests], strict=True)
        )  # fmt: skip
        builder = Builder()
        ground = frontier.nodes.add_to(builder, int(states.nodes[base.state]))
        part = frontier.nodes.add_to(builder, piece.node)
        down, right = (
            told.add_to(builder, k, frontier.nodes, partial(_room, builder, side, ground, part))
            for told, k, side in ((rows, row, "height"), (columns, column, "width"))
        )
        moved = builder.call("shift", [builder.call("normalize", [part]), down, right])
        program = builder.program(builder.call("paint", [ground, moved]), program_name(puzzle))
        yield Candidate(program, outputs, description_length(program), 1.0, "paste", evidence)


def _room(builder: Builder, side: str, ground: Any, part: Any) -> Any:
    return builder.call("subtract", [builder.call(side, [ground]), builder.call(side, [part])])


def _painted(canvas: np.ndarray, part: np.ndarray, row: int, column: int) -> np.ndarray:
    """The canvas with a part on it; what sticks out is clipped."""
    made = canvas.copy()
    (h, w), (top, left) = part.shape, (max(0, -row), max(0, -column))
    there = made[max(0, row) : max(0, row + h), max(0, column) : max(0, column + w)]
    visible = part[top : top + there.shape[0], left : left + there.shape[1]]
    there[visible != TRANSPARENT] = visible[visible != TRANSPARENT]
    return made
