"""Batches regrouped for evaluation: launches are few and large, and the cheapest calls come first."""

from __future__ import annotations

from collections.abc import Sequence
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
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True)
class Portion:
    """n calls of any productions: `production_id`, `choice`, `task`, `cost` int64 (n,) and `args` int64
    (n, MAX_HOLES), as in Nodes."""

    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray
    task: np.ndarray
    cost: np.ndarray

    @classmethod
    def of(cls, batches: Sequence[Batch]) -> Portion:
        """The calls of all batches, one after the other."""
        sizes = list(map(len, batches))
        return cls(
            production_id=np.repeat([batch.production_id for batch in batches], sizes).astype(np.int64),
            choice=np.concatenate([_NONE, *(batch.choice for batch in batches)]),
            args=padded([batch.args for batch in batches]),
            task=np.concatenate([_NONE, *(batch.task for batch in batches)]),
            cost=np.concatenate([_NONE, *(batch.cost for batch in batches)]),
        )

    def __len__(self) -> int:
        return len(self.choice)

    def cheapest_first(self, band: int = 1) -> Portion:
        """The same calls, the cheapest first; those of `band` neighbouring costs count as equally cheap, and equally
        cheap ones keep their order."""
        return self.take(np.argsort(self.cost // band, kind="stable"))

    def take(self, some: slice | np.ndarray) -> Portion:
        """The calls that a slice or an index array selects."""
        if isinstance(some, slice):
            return Portion(*(part[some] for part in vars(self).values()))
        return Portion(*(part.take(some, axis=0) for part in vars(self).values()))  # faster than part[some] for rows

    def rows(self, nodes: Nodes, samples: np.ndarray) -> Rows:
        """The rows of values that the calls make. `samples` int64 (tasks,): the number of samples of each task."""
        counts = samples[self.task]
        call, place, start = spread(np, counts)
        holes = int((self.args >= 0).any(axis=0).sum())  # the first ones
        arguments = np.repeat(nodes.first_row.all[self.args.T[:holes]], counts, axis=1) + place
        return Rows(call, arguments, np.append(start, len(call)))


@dataclass(frozen=True)
class Rows:
    """The rows of values that some calls make, one for each sample of their tasks. `call` int64 (rows,): the call of
    each; `arguments` int64 (holes, rows): the rows where its arguments' values are; `bounds` int64 (n + 1,): where
    the rows of each call begin, and their number."""

    call: np.ndarray
    arguments: np.ndarray
    bounds: np.ndarray

    def of(self, calls: slice) -> slice:
        """The rows of some neighbouring calls."""
        return slice(int(self.bounds[calls.start]), int(self.bounds[calls.stop]))


def in_launches(nodes: Nodes, calls: Portion) -> tuple[np.ndarray, np.ndarray, list[slice]]:
    """The order in which calls are evaluated and the codes of their results' types, int64 (n,) both, and the parts to
    be evaluated in one launch each: all calls of one production whose arguments are stored alike, as types that are
    stored alike are the same to kernels. TypeError for arguments that a production does not take."""
    codes, key = np.where(calls.args >= 0, nodes.type.all[calls.args], -1), calls.production_id
    for column in codes.T:
        key = key * _BASE + column + 1
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    made = calls.production_id[first].tolist()
    grammar = [nodes.grammar[one] for one in made]
    told = [_told(one.op, one.holes, *given) for one, given in zip(grammar, codes[first].tolist(), strict=True)]
    numbers: dict[tuple[int, int], int] = {}
    launch = np.array(
        [numbers.setdefault((one, stored), len(numbers)) for one, (_, stored) in zip(made, told, strict=True)]
    )[of]
    order = np.argsort(launch * len(first) + of, kind="stable")
    ends = [0, *np.cumsum(np.bincount(launch)).tolist()]
    return order, np.array([code for code, _ in told])[of[order]], [slice(*two) for two in pairwise(ends)]


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
