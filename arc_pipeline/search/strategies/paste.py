"""A grid pasted over a part of another at a place computed from numbers: `O = paint(a, shift(normalize(b), c, 2))`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

import numpy as np

from ...dsl.types import GRID, OBJECT
from ...dsl.values import TRANSPARENT
from ...programs import Ref
from .. import currency
from ..candidates import Proposal
from ..effort import Limits, fixed
from ..places.lying import Lying, where_lie
from ..places.pasting import Base, bases_of, covering
from ..places.places import Told, chance_of, places
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView


@dataclass(frozen=True)
class PasteLimits(Limits):
    """`most`: pieces on bases. `pieces`, `bases`: the cheapest pieces, the bases with most cells right; `alike`: pieces
    that cover the same places. `ways`: to compute the place of one piece; `chance`: the highest probability that it is
    right by chance."""

    most: int = 72
    pieces: int = 1500
    bases: int = 8
    alike: int = fixed(2)
    ways: int = 4
    chance: float = 0.7


LIMITS = PasteLimits()

EXPENSIVE = True  # it adds nothing where others are sure


def propose(view: TaskView) -> Iterator[Proposal]:
    """The bases with most cells right, completed by one of the cheapest smaller grids and objects."""
    limits = view.limits(LIMITS)
    yield from islice(_proposed(view, limits), limits.most)


def _proposed(view: TaskView, limits: PasteLimits) -> Iterator[Proposal]:
    pieces = view.of_type(GRID, OBJECT)[: limits.pieces]
    sides = np.array([output.shape for output in view.outputs])
    shapes = view.heads(pieces)[:, : len(sides), :2]
    smaller = (shapes <= sides).all(axis=(1, 2)) & (shapes != sides).any(axis=2).all(axis=1)
    lying = where_lie(view, pieces[smaller], parts=True)
    if not lying:
        return
    tried = 0
    cells = {piece.node: view.grids(piece.node) for piece in lying}
    for features in view.features:
        grids = np.flatnonzero(view.are(features.nodes, GRID))
        for base in bases_of(features, grids, view.outputs, limits.bases):
            alike: Counter[tuple[bytes, ...]] = Counter()
            for number, piece in enumerate(lying):
                opaque = [grid != TRANSPARENT for grid in cells[piece.node][: len(sides)]]
                where = covering(base, piece, opaque)
                if where is None:
                    continue
                key = tuple(there.tobytes() for there in where)
                alike[key] += 1
                if alike[key] <= limits.alike:
                    tried += 1
                    placed = Lying(piece.node, where)
                    content = currency.chance(number + 1, currency.said_by(features.target[base.cells]))
                    yield from _pasted(view, features, base, placed, cells[piece.node], content, tried, limits)


def _pasted(
    view: TaskView,
    features: FeatureMatrix,
    base: Base,
    piece: Lying,
    cells: Sequence[np.ndarray],
    content: float,
    tried: int,
    limits: PasteLimits,
) -> Iterator[Proposal]:
    """One piece on one base, by the simplest ways to compute its place.

    `cells`: the piece on all samples; `content`: the probability that the piece's cells are right by chance; `tried`:
    the number of pieces tried so far.
    """
    shapes = np.array([*(output.shape for output in view.outputs), *features.shapes])
    room = shapes - [grid.shape for grid in cells]
    rows, columns = (Told.by(view.edges[axis], room[:, axis], len(view.outputs)) for axis in range(2))
    for row, column in islice(places(rows, columns, piece.where), limits.ways):
        chance = max(content, chance_of(tried, piece.where, rows, columns, row, column))
        if chance > limits.chance:
            continue
        whole, part = view.add(int(features.nodes[base.feature])), view.add(piece.node)
        down, right = (
            told.add_to(view, k, partial(_room, view, side, whole, part))
            for told, k, side in ((rows, row, "height"), (columns, column, "width"))
        )
        moved = view.call("shift", view.call("normalize", part), down, right)
        yield Proposal(view.call("paint", whole, moved), chance=chance)


def _room(view: TaskView, side: str, whole: Ref, part: Ref) -> Ref:
    return view.call("subtract", view.call(side, whole), view.call(side, part))
