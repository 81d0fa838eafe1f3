"""Output canvases: for each task, grids of its outputs' predicted shape, whatever their cells hold, to draw on.

All that is known of a canvas is where its cells lie. Combined with numbers and colours of the task, that gives cell
features: whether a cell lies before or at the position that a number says, the colour at a cell's position in a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np

from ...dsl import OPS
from ...dsl.op import Role
from ...dsl.types import COLOR, STATE, list_of
from ...measure import Deadline
from ..frontier.batch import Batch, Kind, batch_on
from ..frontier.frontier import Frontier
from ..frontier.grammar import HOLE, Production, with_role
from ..frontier.shapes import Shape
from ..prediction.shape import counts_of, predict_shapes
from ..taskview.nodes import TaskNodes

AFTER = ("orders",)  # which makes lists of colours to lay out on canvases
_CANVASES = 2  # per task
_LIKELY = 0.1  # the least share of belief that makes a shape worth a canvas
_POSITIONS: tuple[Role, ...] = ("position", "order", "index")
_IN_ORDER: tuple[Role, ...] = ("order", "index")  # are compared with numbers and index into lists
_NUMBERS = 128  # per task, with which positions are compared
_LISTS = 256  # lists of colours per task


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Predict shapes, find or make canvases and add the cell features on them. False if time or memory ran out."""
    before = len(frontier.nodes)
    tasks = range(len(frontier.samples.tasks))
    frontier.shapes = [predict_shapes(TaskNodes(frontier, task)) for task in tasks]
    done = frontier.keep(_blanks(frontier), "all", deadline)
    pieces = [shape.node for _, shape in _likely(frontier) if shape.node >= 0]
    canvases = [*pieces, *range(before, len(frontier.nodes))]
    done = done and frontier.keep(_positions(frontier, canvases), "all", deadline)
    done = done and all(frontier.keep(found, kind, deadline) for kind, found in _drawn(frontier, canvases))
    _favour(frontier, canvases)
    return done


def _likely(frontier: Frontier) -> list[tuple[int, Shape]]:
    """The likely shapes of each task, with its row."""
    likely = [(task, shape) for task, found in enumerate(frontier.shapes) for shape in found.likely[:_CANVASES]]
    return [(task, shape) for task, shape in likely if shape.share >= _LIKELY]


def _blanks(frontier: Frontier) -> Iterator[Batch]:
    """Calls that make a grid of 0 for each likely shape that no piece has, so that only numbers say it."""
    nodes, canvas = frontier.nodes, OPS["canvas"]
    for task, shape in _likely(frontier):
        if shape.node < 0:
            assert shape.sides is not None
            way = ("literal", *(HOLE if side.number is None else "literal" for side in shape.sides))
            literals = [0, *(side.number for side in shape.sides if side.number is not None)]
            args = np.array([[side.node for side in shape.sides if side.number is None]], np.int64)
            made = np.array([canvas.cost + nodes.cost.all[args].sum()])
            yield Batch(*nodes.opened(canvas, way, np.array([literals])), args, np.array([task]), made)


def _positions(frontier: Frontier, canvases: Sequence[int]) -> Iterator[Batch]:
    """Calls that make every field that says where the canvases' cells lie."""
    args = np.array(canvases, dtype=np.int64)[:, None]
    for production_id in _position_productions(frontier.grammar, _POSITIONS):
        yield batch_on(frontier.nodes, frontier.grammar, production_id, args)


def _drawn(frontier: Frontier, canvases: Sequence[int]) -> Iterator[tuple[Kind, list[Batch]]]:
    """Calls that combine positions with numbers and lists of colours, each group with the kind of values to keep."""
    nodes = frontier.nodes
    compared, placed = [], []
    ordered = _fields(frontier, _IN_ORDER)  # number the cells in some order
    for task, group in groupby(canvases, lambda canvas: int(nodes.task.all[canvas])):
        view = TaskNodes(frontier, task)
        varied, lists = _varied(view), view.of_type(list_of(COLOR))[:_LISTS]
        for canvas in group:
            fields = ordered[nodes.args.all[ordered, 0] == canvas]
            compared.append(_pairs(fields, varied))
            placed.append(_pairs(fields, lists))
    ways: list[tuple[Role, Kind, list[np.ndarray]]] = [
        ("comparison", "features", compared),
        ("placement", "fits", placed),  # as features, so many lists in so many orders would let rules learn by heart
    ]
    for role, kind, args in ways:
        production_ids = [k for k, production in with_role(frontier.grammar, role) if len(production.holes) == 2]
        rows = np.concatenate([np.empty((0, 2), np.int64), *args])
        yield kind, [batch_on(nodes, frontier.grammar, production_id, rows) for production_id in production_ids]


def _favour(frontier: Frontier, canvases: Sequence[int]) -> None:
    """Mark the positions as wanted by rules, since each of them tells something of the outputs only together with
    others; fields with the role "index" are marked as unwanted instead."""
    nodes, placed = frontier.nodes, _fields(frontier)
    nodes.wanted.all[placed[np.isin(nodes.args.all[placed, 0], canvases)]] = True
    named = _fields(frontier, ("index",))
    nodes.wanted.all[named] = False
    nodes.unwanted.all[named] = True  # a table over the index of each cell learns the outputs by heart


def _fields(frontier: Frontier, roles: Sequence[Role] = _POSITIONS) -> np.ndarray:
    """The nodes that are fields with one of these roles, which say where cells lie: int64 (n,)."""
    return np.flatnonzero(np.isin(frontier.nodes.production_id.all, _position_productions(frontier.grammar, roles)))


def _pairs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The Cartesian product of two arrays of nodes, (n,) and (m,): int64 (n * m, 2)."""
    return np.stack([np.repeat(first, len(second)), np.tile(second, len(first))], axis=1).astype(np.int64)


def _position_productions(grammar: Sequence[Production], roles: Sequence[Role]) -> list[int]:
    """The places in the grammar of the productions with one of these roles whose only hole takes a State."""
    return [
        production_id
        for production_id, production in with_role(grammar, *roles)
        if len(production.holes) == 1 and production.op.parameters[production.holes[0]].type == STATE
    ]


def _varied(view: TaskNodes) -> np.ndarray:
    """The counts of one task that differ between its samples and lie within 0..255, as positions do: at most _NUMBERS
    nodes, cheapest first."""
    nodes, numbers = counts_of(view)
    chosen = (numbers != numbers[:, :1]).any(axis=1) & (numbers >= 0).all(axis=1) & (numbers <= 255).all(axis=1)
    return nodes[chosen][:_NUMBERS]
