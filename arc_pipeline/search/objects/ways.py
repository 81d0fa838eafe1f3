"""What moved objects pass on their way, and copies of them on and on at the same steps, as lists beside a root.

Only what moves to where the outputs show it is looked at: the pieces of a root, and its objects where they meet others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...dsl import OPS, Choice
from ...dsl.types import OBJECT, list_of
from ...programs import INPUT, Builder
from ..frontier.frontier import Frontier
from .measures import Numbers
from .meetings import Meetings
from .moves import shown_often
from .pieces import Pieces
from .roots import OBJECTS

_CALLS = (("trail", "straight"), ("trail", "any"), ("echo",))
_ENDS = 24  # lists of moved objects
_ELEMENTS = 4_000  # of what is made of one root


@dataclass(frozen=True)
class Ways:
    """Lists of what objects leave behind that move to where the elements of `ends` lie: the meetings of the root, and
    which of them, or None and one of the pieces. `end`, `call` (n,): indices; `data` (n, samples): first slots; `cost`
    (n,)."""

    ends: list[tuple[Meetings | None, int]]
    end: np.ndarray
    call: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.end)

    def add_to(self, builder: Builder, frontier: Frontier, pieces: Pieces, root: int, numbers: Numbers, k: int) -> Any:
        """Add the calls that draw the ways to a builder."""
        meetings, place = self.ends[int(self.end[k])]
        start = frontier.nodes.add_to(builder, root)
        if meetings is None:
            end = pieces.add_to(builder, frontier, place)
        else:
            end = meetings.add_to(builder, frontier, pieces, root, numbers, place)
        name, *words = _CALLS[int(self.call[k])]
        return builder.call(name, [INPUT, start, end, *words])


def ways_of(
    frontier: Frontier, task: int, pieces: Pieces, root: int, meetings: Meetings | None, shown: np.ndarray
) -> Ways | None:
    """What the objects of a root leave behind that move with its pieces or in one of its meetings; `shown` as of
    shifts_shown."""
    own = np.flatnonzero((pieces.root == root) & (pieces.kind == 0))
    own = own[_have_shapes(frontier, pieces, root, own)]
    ends: list[tuple[Meetings | None, int]] = [(None, int(k)) for k in own]
    data, cost = [pieces.data[own]], [pieces.cost[own]]
    if meetings is not None:
        ends += [(meetings, k) for k in range(len(meetings))]
        data.append(meetings.data)
        cost.append(meetings.cost)
    all_data, all_cost = np.concatenate(data).astype(np.int64), np.concatenate(cost)
    often, shifts = shown_often(frontier, pieces, root, all_data, shown)
    best = np.lexsort((all_cost, -often))
    best = best[often[best] >= 2]
    best = best[np.sort(np.unique(shifts[best], axis=0, return_index=True)[1])]
    elements = max(1, int(pieces.roots.count[root].sum()) * len(_CALLS))
    best = best[: min(_ENDS, _ELEMENTS // elements)]
    if not len(best):
        return None
    starts = pieces.column(frontier, np.full(len(best), root))
    drawn = _drawn(frontier, task, starts, pieces.roots.count[root], all_data[best])
    call, end = np.repeat(np.arange(len(_CALLS)), len(best)), np.tile(best, len(_CALLS))
    costs = all_cost[end] + np.array([OPS[name].cost for name, *_ in _CALLS])[call]
    trails = np.ones((len(_CALLS) - 1) * len(best), dtype=bool)
    whole = np.concatenate([trails, _go_on(frontier, task, pieces, root, all_data[best])])
    return Ways(ends, end[whole], call[whole], drawn[whole], costs[whole])


def _have_shapes(frontier: Frontier, pieces: Pieces, root: int, lists: np.ndarray) -> np.ndarray:
    """Which lists have elements of the same shapes as the root's objects, one by one: bool (n,)."""
    place, offset, _ = spread(np, pieces.roots.count[root])
    before = frontier.backend.arena.boxes(pieces.roots.data[root][place] + offset)[:, :2]
    after = frontier.backend.arena.boxes(pieces.data[lists][:, place] + offset)[..., :2]
    return np.asarray((after == before).all(axis=(1, 2)))


def _go_on(frontier: Frontier, task: int, pieces: Pieces, root: int, ends: np.ndarray) -> np.ndarray:
    """Which of the lists (n, samples) have elements that would be in the grid after one more step: bool (n,)."""
    arena, samples = frontier.backend.arena, frontier.samples
    first = int(samples.first_row[task])
    place, offset, _ = spread(np, pieces.roots.count[root])
    shapes = arena.boxes(to_host(samples.inputs.data[first : first + len(pieces.roots.count[root])]))[place, :2]
    before = arena.boxes(pieces.roots.data[root][place] + offset)
    after = arena.boxes(ends[:, place] + offset)
    corner = 2 * after[..., 2:] - before[:, 2:]
    inside = (corner < shapes) & (corner + before[:, :2] > 0) & (after[..., :1] > 0)
    return np.asarray((inside.all(axis=2) & (after[..., 2:] != before[:, 2:]).any(axis=2)).any(axis=1))


def _drawn(frontier: Frontier, task: int, starts: Column, counts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """The first slots of what each call, one after the other, makes of starts and ends (n, samples)."""
    xp, rows, n = frontier.backend.xp, len(counts), len(ends)
    count = xp.asarray(np.tile(counts, n).astype(np.int32))
    end = Column(OBJECTS, xp.asarray(ends.ravel().astype(np.int32)), count, None)
    made = []
    for name, *words in _CALLS:
        arguments: list[Any] = [frontier.samples.inputs_of(task, n, xp), starts, end]
        for word in words:
            option = OPS[name].parameters[-1].type
            assert isinstance(option, Choice)
            arguments.append(option.encode(word))
        column = frontier.backend.run(OPS[name], arguments, n * rows)
        assert column.type == list_of(OBJECT)
        made.append(to_host(column.data).reshape(n, rows).astype(np.int64))
    return np.concatenate(made)
