"""Output canvases: for each task pieces of the shape that its outputs will have, whatever is in them, to draw on.

What is known of a canvas is where its cells lie. With numbers and colours of the task that makes cell features: the
cells before a number, those at it, a number everywhere, the colour at a place of a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from ...dsl import OPS
from ...dsl.op import Role
from ...dsl.types import COLOR, COUNT, STATE, list_of
from ...dsl.values import MAX_SIDE
from ...measure import Deadline
from ..frontier.batch import Batch, Kind, batches_on
from ..frontier.frontier import Frontier
from ..frontier.grammar import HOLE, NEVER, Production, with_role
from ..frontier.shapes import Shape
from ..prediction.shape import counts_of, predict_shapes
from ..prediction.splits import splits_of, telling
from ..taskview.nodes import TaskNodes

AFTER = ("orders", "sides")  # lists of colours are laid out on canvases, sides say their shapes
_CANVASES = 2  # a task
_LIKELY = 0.1  # share of belief from which a shape is worth a canvas
_POSITIONS: tuple[Role, ...] = ("position", "order", "index")
_IN_ORDER: tuple[Role, ...] = ("order", "index")  # to be compared with numbers and to say places of lists
_NUMBERS = 128  # a task that positions are compared with
_LISTS = 256  # of colours a task
_SPLITS = 16  # numbers a task that become cell features


def own_productions() -> tuple[Production, ...]:
    """Calls that make a grid of 0, for the grammar to end with: its sides are literals or nodes."""
    operation, found = OPS["canvas"], []
    for nodes in product((False, True), repeat=2):
        literals = [range(1, 2) if is_node else range(1, MAX_SIDE + 1) for is_node in nodes]
        rows = [
            (0, *(side for side, is_node in zip(sides, nodes, strict=True) if not is_node))
            for sides in product(*literals)
        ]
        columns = iter(range(1, 3))
        arguments = ((0,), *(HOLE if is_node else (next(columns),) for is_node in nodes))
        holes = tuple(k for k, argument in enumerate(arguments) if argument is HOLE)
        numbers = np.array(rows, dtype=np.int32)
        found.append(Production(operation, arguments, holes, numbers, np.ones(len(rows), np.int64), NEVER))
    return tuple(found)


def grow(frontier: Frontier, deadline: Deadline) -> bool:
    """Predict the outputs' shapes, find or make the canvases, and add the cell features that lie on them; False if time
    or memory ended it before."""
    before = len(frontier.nodes)
    tasks = range(len(frontier.samples.tasks))
    frontier.shapes = [predict_shapes(TaskNodes(frontier, task)) for task in tasks]
    done = frontier.keep(_blanks(frontier), "all", deadline)
    canvases = _canvases(frontier, before)
    done = done and frontier.keep(_positions(frontier, canvases), "all", deadline)
    done = done and all(frontier.keep(found, kind, deadline) for kind, found in _drawn(frontier, canvases))
    _favour(frontier, canvases)
    return done


def _likely(frontier: Frontier, task: int) -> list[Shape]:
    return [shape for shape in frontier.shapes[task].likely[:_CANVASES] if shape.share >= _LIKELY]


def _blanks(frontier: Frontier) -> Iterator[Batch]:
    """The grids of 0 for the likely shapes that only numbers say."""
    cost = frontier.nodes.cost.all
    for task in range(len(frontier.samples.tasks)):
        for shape in _likely(frontier, task):
            if shape.node < 0:
                production_id, choice, args = _blank(frontier, shape)
                made = OPS["canvas"].cost + sum(int(cost[node]) for node in args)
                row = np.array([[*args, -1, -1][:2]])
                yield Batch(
                    production_id, (COUNT,) * len(args), np.array([choice]), row, np.array([task]), np.array([made])
                )


def _blank(frontier: Frontier, shape: Shape) -> tuple[int, int, list[int]]:
    """The production, the choice of its literals and the nodes in its holes."""
    assert shape.sides is not None
    holes = tuple(1 + k for k, side in enumerate(shape.sides) if side.number is None)
    literals = [side.number for side in shape.sides if side.number is not None]
    blanks = [(k, one) for k, one in enumerate(frontier.grammar) if one.cost == NEVER and one.op.name == "canvas"]
    production_id = next(k for k, one in blanks if one.holes == holes)
    choice = np.flatnonzero((frontier.grammar[production_id].numbers[:, 1 : 1 + len(literals)] == literals).all(axis=1))
    return production_id, int(choice[0]), [side.node for side in shape.sides if side.number is None]


def _canvases(frontier: Frontier, before: int) -> list[int]:
    """The first piece of each likely shape, and the canvases, which are the nodes from `before` on."""
    found = [
        shape.node
        for task in range(len(frontier.samples.tasks))
        for shape in _likely(frontier, task)
        if shape.node >= 0
    ]
    return [*found, *range(before, len(frontier.nodes))]


def _positions(frontier: Frontier, canvases: Sequence[int]) -> Iterator[Batch]:
    """All fields that say where the canvases' cells lie."""
    args = np.array([[canvas, -1] for canvas in canvases], dtype=np.int64).reshape(-1, 2)
    for production_id in _position_productions(frontier.grammar):
        yield from batches_on(frontier.nodes, frontier.grammar, production_id, args)


def _drawn(frontier: Frontier, canvases: Sequence[int]) -> Iterator[tuple[Kind, list[Batch]]]:
    """What positions make with numbers and lists of colours, and numbers as cell features, by the kind that is kept."""
    nodes = frontier.nodes
    compared, placed, filled = [], [], []
    for canvas in canvases:
        task = int(nodes.task.all[canvas])
        fields = _fields(frontier, canvas)
        compared.append(_pairs(fields, _varied(frontier, task)))
        placed.append(_pairs(fields, nodes.of_type(task, list_of(COLOR))[:_LISTS]))
        view = TaskNodes(frontier, task)
        splits = telling(view, splits_of(view), _SPLITS)
        filled.append(_pairs(splits.nodes, np.array([canvas])))
    ways: list[tuple[Role, Kind, list[np.ndarray]]] = [
        ("comparison", "features", compared),
        ("placement", "fits", placed),  # with colours of all kinds in all orders a rule could learn all by heart
        ("constant", "all", filled),
    ]
    for role, kind, args in ways:
        production_ids = [k for k, production in with_role(frontier.grammar, role) if len(production.holes) == 2]
        rows = np.concatenate([np.empty((0, 2), np.int64), *args])
        yield (
            kind,
            [
                made
                for production_id in production_ids
                for made in batches_on(nodes, frontier.grammar, production_id, rows)
            ],
        )


def _favour(frontier: Frontier, canvases: Sequence[int]) -> None:
    """See to it that rules are asked for over the positions and the numbers, which tell nothing but together."""
    nodes = frontier.nodes
    constants = [k for k, _ in with_role(frontier.grammar, "constant")]
    numbered = np.isin(nodes.production_id.all, constants) & np.isin(nodes.args.all[:, 1], canvases)
    placed = np.isin(nodes.production_id.all, _position_productions(frontier.grammar)) & np.isin(
        nodes.args.all[:, 0], canvases
    )
    named = np.isin(nodes.production_id.all, _position_productions(frontier.grammar, ("index",)))
    nodes.wanted.all[(numbered | placed) & ~named] = True
    nodes.unwanted.all[named] = True  # what goes by each cell's number is learned by heart


def _pairs(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Each with each: int64 (n * m, 2)."""
    return np.stack([np.repeat(first, len(second)), np.tile(second, len(first))], axis=1).astype(np.int64)


def _position_productions(grammar: Sequence[Production], roles: Sequence[Role] = _POSITIONS) -> list[int]:
    """The productions that make positions, of these roles."""
    return [
        production_id
        for production_id, production in with_role(grammar, *roles)
        if len(production.holes) == 1 and production.op.parameters[production.holes[0]].type == STATE
    ]


def _fields(frontier: Frontier, canvas: int) -> np.ndarray:
    """The fields of a canvas that number its cells in some order, not by turns."""
    nodes = frontier.nodes
    production_ids = _position_productions(frontier.grammar, _IN_ORDER)
    return np.flatnonzero((nodes.args.all[:, 0] == canvas) & np.isin(nodes.production_id.all, production_ids))


def _varied(frontier: Frontier, task: int) -> np.ndarray:
    """The counts of one task that are not the same on all samples and could be positions, cheapest first."""
    nodes, numbers = counts_of(TaskNodes(frontier, task))
    chosen = (numbers != numbers[:, :1]).any(axis=1) & (numbers >= 0).all(axis=1) & (numbers <= 255).all(axis=1)
    return nodes[chosen][:_NUMBERS]
