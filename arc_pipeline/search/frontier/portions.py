"""Batches regrouped for evaluation: launches are few and large, and the cheapest calls come first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from ...backends import ArenaFull
from ...backends.arena import spread
from ...dsl import Op
from .batch import Batch
from .grammar import MAX_HOLES
from .nodes import TYPE_CODE, TYPE_LIST, Nodes

_BASE = 1 + len(TYPE_LIST)


def cheapest_first(batches: Iterable[Batch], band: int = 1) -> list[Batch]:
    """The same calls as batches of `band` neighbouring costs each, the cheapest first; calls of a band keep their
    order."""
    parts = [
        (cost, batch.take(batch.cost // band == cost))
        for batch in batches
        for cost in np.flatnonzero(np.bincount(batch.cost // band)).tolist()
    ]
    return [part for _, part in sorted(parts, key=lambda part: part[0])]


@dataclass(frozen=True)
class Portion:
    """n calls that are evaluated and judged together, those of one launch side by side: `production_id`, `choice`,
    `type`, `task`, `cost` int64 (n,) and `args` int64 (n, MAX_HOLES), as in Nodes."""

    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray
    type: np.ndarray
    task: np.ndarray
    cost: np.ndarray

    def take(self, some: slice) -> Portion:
        """The calls that a slice selects."""
        return Portion(*(part[some] for part in vars(self).values()))

    def rows(self, nodes: Nodes, samples: np.ndarray) -> Rows:
        """The rows of values that the calls make. `samples` int64 (tasks,): the number of samples of each task."""
        call, place, start = spread(np, samples[self.task])
        arguments = nodes.first_row.all[self.args.T[:, call]] + place
        return Rows(call, arguments, np.append(start, len(call)))


@dataclass(frozen=True)
class Rows:
    """The rows of values that some calls make, one for each sample of their tasks. `call` int64 (rows,): the call of
    each; `arguments` int64 (MAX_HOLES, rows): the rows where its arguments' values are; `bounds` int64 (n + 1,): where
    the rows of each call begin, and their number."""

    call: np.ndarray
    arguments: np.ndarray
    bounds: np.ndarray

    def of(self, calls: slice) -> slice:
        """The rows of some neighbouring calls."""
        return slice(int(self.bounds[calls.start]), int(self.bounds[calls.stop]))


def portion_of(nodes: Nodes, batches: Sequence[Batch]) -> tuple[Portion, list[slice]]:
    """The calls of some batches as a portion, and the parts of it to be evaluated in one launch each: all calls of one
    production whose arguments are stored alike, as types that are stored alike are the same to kernels. TypeError for
    arguments that a production does not take."""
    production_id = np.repeat([batch.production_id for batch in batches], list(map(len, batches)))
    choice, task, cost = (
        np.concatenate([getattr(one, name) for one in batches]) for name in ("choice", "task", "cost")
    )
    args = padded([batch.args for batch in batches])
    codes = np.where(args >= 0, nodes.type.all[args], -1).astype(np.int64)
    key = np.column_stack([production_id, codes + 1]) @ _BASE ** np.arange(MAX_HOLES, -1, -1)
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    made = [nodes.grammar[one] for one in production_id[first].tolist()]
    told = [_told(one.op, one.holes, *given) for one, given in zip(made, codes[first].tolist(), strict=True)]
    numbers: dict[tuple[int, int], int] = {}
    launch = np.array([
        numbers.setdefault((one, stored), len(numbers))
        for one, (_, stored) in zip(production_id[first].tolist(), told, strict=True)
    ])  # fmt: skip
    type, order = np.array([code for code, _ in told])[of], np.lexsort((of, launch[of]))
    ends = np.cumsum(np.bincount(launch[of])).tolist()
    parts = (production_id, choice, args, type, task, cost)
    return Portion(*(part[order] for part in parts)), [slice(*ends) for ends in pairwise([0, *ends])]


def in_parts(launch: slice, number: int = 8) -> list[slice]:
    """A launch in up to `number` parts of about equal size. Raises ArenaFull for a single call, which cannot be
    divided."""
    n = launch.stop - launch.start
    if n == 1:
        raise ArenaFull("there is no room for the values of a single call")
    size = -(-n // number)
    return [slice(begin, min(begin + size, launch.stop)) for begin in range(launch.start, launch.stop, size)]


def padded(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Arguments of calls with different numbers of holes, int64 (n, holes) each, as one array, -1 where there is none:
    (sum of n, MAX_HOLES)."""
    ends = np.cumsum([0, *map(len, parts)]).tolist()
    found = np.full((ends[-1], MAX_HOLES), -1)
    for part, begin, end in zip(parts, ends, ends[1:], strict=False):
        found[begin:end, : part.shape[1]] = part
    return found


@cache
def _told(op: Op, holes: tuple[int, ...], *codes: int) -> tuple[int, int]:
    """The code of the type of a call's result, and how its arguments are stored, as a number. `codes`: those of the
    types of the nodes in its holes, then -1."""
    kinds = [TYPE_LIST[code] for code in codes[: len(holes)]]
    stored = sum(4**k * (kind.is_list + 2 * (kind.storage == "number")) for k, kind in enumerate(kinds))
    given = dict(zip(holes, kinds, strict=True))
    return TYPE_CODE[op.result_type([given.get(k) for k in range(len(op.parameters))])], stored
