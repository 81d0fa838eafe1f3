"""Where objects went: the shifts at which the outputs show them, as constants or by lists of numbers beside them.

An object is shown at a shift if all of its cells that are inside the grid then have their colours in the output, or all
of them one other, and some of them are not yet so where the object was only taken away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import NONE, spread, to_host
from ...dsl import OPS
from ...dsl.types import COUNT, OBJECT, list_of
from ...dsl.values import TRANSPARENT
from ...programs import Builder
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..kernels.painted import shown as shown_at
from .measures import Numbers
from .pieces import Pieces

_GATHERED = 6_000_000  # cells at shifts that are looked at
_CONSTANT = 16  # shifts that are the same for all objects
_BY_NUMBERS = 24  # pairs of lists
_LISTS = 48  # of numbers
_COUNTS = list_of(COUNT)


@dataclass(frozen=True)
class Moves:
    """Lists that are the objects of a root shifted. `down`, `right` int64 (n,): the number of rows and columns where
    `by` (n,) is false, else 1 + the index of a list of numbers, negative if its numbers are, or 0 for none; `data`
    (n, samples): first slots; `cost` (n,)."""

    down: np.ndarray
    right: np.ndarray
    by: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.down)

    def add_to(self, builder: Builder, frontier: Frontier, pieces: Pieces, root: int, numbers: Numbers, k: int) -> Any:
        """Add the calls that shift the objects to a builder."""
        objects = frontier.nodes.add_to(builder, root)
        steps = [
            self._steps(builder, frontier, pieces, root, numbers, k, int(way[k])) for way in (self.down, self.right)
        ]
        return builder.call("shift", [objects, *steps])

    def _steps(
        self, builder: Builder, frontier: Frontier, pieces: Pieces, root: int, numbers: Numbers, k: int, steps: int
    ) -> Any:
        if not self.by[k] or not steps:
            return steps
        made = numbers.add_to(builder, frontier, pieces, root, abs(steps) - 1)
        return builder.call("invert", [made]) if steps < 0 else made


def moves_of(
    frontier: Frontier, pieces: Column, counts: np.ndarray, shown: np.ndarray, numbers: Numbers, cost: int
) -> Moves:
    """The shifts that show most objects: `pieces` a list of objects of `cost` in each sample, `counts` (samples,) of
    them, `shown` as of `shifts_shown`."""
    middle = np.array(shown.shape[1:]) // 2
    often = shown.sum(axis=0)
    often[tuple(middle)] = 0
    best = np.argsort(-often.ravel(), kind="stable")[:_CONSTANT]
    best = best[often.ravel()[best] > 1]
    down, right = (part - half for part, half in zip(np.unravel_index(best, often.shape), middle, strict=True))
    by_down, by_right = _by_numbers(shown, numbers, len(shown))
    by = np.repeat([False, True], [len(down), len(by_down)])
    down, right = np.concatenate([down, by_down]), np.concatenate([right, by_right])
    data = _shifted(frontier, pieces, counts, numbers, down, right, by)
    costs = cost + OPS["shift"].cost + np.where(by, _number_cost(numbers, down) + _number_cost(numbers, right), 0)
    return Moves(down, right, by, data, costs)


def shifts_shown(
    frontier: Frontier, first: np.ndarray, counts: np.ndarray, erased: np.ndarray, outputs: Sequence[np.ndarray]
) -> np.ndarray | None:
    """Whether the outputs show each object at each shift: bool (objects, rows, columns), no shift in the middle; None
    where that is so in one demonstration alone or would take too long. `first` (demonstrations,): their first slots;
    `erased` uint8 (cells,): the demonstrations without the objects."""
    arena, xp = frontier.backend.arena, frontier.backend.xp
    sample, place, _ = spread(np, counts)
    slots = first[sample].astype(np.int64) + place
    heads = arena.boxes(slots)
    thing, offset, _ = spread(np, heads[:, 0] * heads[:, 1])
    value = to_host(arena.cells.reshape(-1)[xp.asarray(slots[thing] * arena.cells.shape[1] + offset)])
    there = value != TRANSPARENT
    thing, offset, value = thing[there], offset[there], value[there]
    height, width = np.max([output.shape for output in outputs], axis=0)
    if len(thing) * 4 * height * width > _GATHERED or len(np.unique(thing)) < len(slots):
        return None
    row, column = heads[thing, 2] + offset // heads[thing, 1], heads[thing, 3] + offset % heads[thing, 1]
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    if not inside.all():
        return None
    begins = np.cumsum([0, *(output.size for output in outputs)])[:-1]
    target = np.concatenate([output.ravel() for output in outputs])
    items = np.column_stack([slots, sample, heads[:, 2] - height + 1, heads[:, 3] - width + 1]).astype(np.int32)
    shapes = np.column_stack([begins, [output.shape for output in outputs]]).astype(np.int32)
    changed = (erased != target).astype(np.uint8)
    size = 2 * int(height) - 1, 2 * int(width) - 1
    made = frontier.backend.apply(shown_at, items, arena.cells, arena.heads, shapes, target, changed, *size, 0)
    shown = to_host(made).astype(bool).reshape(-1, *size)
    often = len(np.unique(sample[shown.any(axis=(1, 2))]))
    return shown if often >= min(2, len(outputs)) else None


def shown_often(
    frontier: Frontier, pieces: Pieces, root: int, data: np.ndarray, shown: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How many objects of each list lie where the outputs show them, none if so in one demonstration alone: (n,); the
    shifts of all objects, those of the tests too: int64 (n, 2 * objects)."""
    arena, objects = frontier.backend.arena, len(shown)
    place, offset, _ = spread(np, pieces.roots.count[root])
    before = arena.boxes(pieces.roots.data[root][place] + offset)
    after = arena.boxes(data[:, place] + offset)
    middle = np.array(shown.shape[1:]) // 2
    to = after[..., 2:] - before[:, 2:] + middle
    there = (after[..., 0] > 0) & ((to >= 0) & (to < shown.shape[1:])).all(axis=2) & (to != middle).any(axis=2)
    row, column = np.where(there[..., None], to, 0)[:, :objects].transpose(2, 0, 1)
    hits = there[:, :objects] & shown[np.arange(objects), row, column]
    starts = np.flatnonzero(np.diff(place[:objects], prepend=-1))
    often = np.logical_or.reduceat(hits, starts, axis=1).sum(axis=1) >= min(2, len(starts))
    return np.where(often, hits.sum(axis=1), 0), np.where(there[..., None], to, -1).reshape(len(data), -1)


def _by_numbers(shown: np.ndarray, numbers: Numbers, objects: int) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of lists of numbers, or of one and nothing, that shift most objects to where they are shown: 1 + the
    lists' indices, negative for their numbers' negatives, 0 for nothing."""
    values = numbers.values[:, :objects]
    middle = np.array(shown.shape[1:]) // 2
    usable = (numbers.kind == TYPE_CODE[_COUNTS]) & ((values != NONE) & (abs(values) <= middle.min())).all(axis=1)
    usable &= (values != 0).any(axis=1)
    chosen = np.flatnonzero(usable)[:_LISTS]
    index = np.concatenate([[0], chosen + 1, -(chosen + 1)])
    steps = np.concatenate([np.zeros((1, objects), np.int64), values[chosen], -values[chosen]])
    rows, columns = steps + middle[0], steps + middle[1]
    count = np.stack([shown[np.arange(objects), row, columns].sum(axis=1) for row in rows])
    moved = np.stack([((row != middle[0]) | (columns != middle[1])).sum(axis=1) for row in rows])
    cost = np.concatenate([[0], numbers.cost[chosen], numbers.cost[chosen]])
    score = np.where((count > objects / 2) & (moved > objects / 2), 64 * count - cost[:, None] - cost[None], 0).ravel()
    best = np.argsort(-score, kind="stable")[:_BY_NUMBERS]
    best = best[score[best] > 0]
    return index[best // len(index)], index[best % len(index)]


def _number_cost(numbers: Numbers, steps: np.ndarray) -> np.ndarray:
    found = numbers.cost[np.clip(abs(steps) - 1, 0, max(0, len(numbers.cost) - 1))] if len(numbers.cost) else 0 * steps
    return np.where(steps == 0, 0, found + (steps < 0))


def _shifted(
    frontier: Frontier,
    pieces: Column,
    counts: np.ndarray,
    numbers: Numbers,
    down: np.ndarray,
    right: np.ndarray,
    by: np.ndarray,
) -> np.ndarray:
    """The first slots of the shifted lists: (n, samples)."""
    xp, samples = frontier.backend.xp, len(counts)
    objects = int(counts.sum())
    steps = []
    for way in (down, right):
        read = numbers.values[np.clip(abs(way) - 1, 0, None) * by] * np.sign(way)[:, None] if len(numbers.values) else 0
        steps.append(np.where(by[:, None], read, np.broadcast_to(way[:, None], (len(way), objects))).astype(np.int32))
    first = np.cumsum(counts) - counts
    start = (np.arange(len(down))[:, None] * objects + first).ravel()
    count = xp.asarray(np.tile(counts, len(down)).astype(np.int32))
    arena = frontier.backend.arena
    columns = []
    for way in steps:
        begin = arena.take_numbers(way.size)
        arena.numbers[begin : begin + way.size] = xp.asarray(way.ravel())
        columns.append(Column(_COUNTS, xp.asarray((begin + start).astype(np.int32)), count, None))
    rows = xp.asarray(np.tile(np.arange(samples), len(down)))
    column = frontier.backend.run(OPS["shift"], [pieces.take(rows), *columns], len(down) * samples)
    assert column.type == list_of(OBJECT)
    return to_host(column.data).reshape(-1, samples).astype(np.int64)
