"""Which few conditions single out cells: conjunctions that hold at some cells to be changed and at none to be kept.

Conditions are rows of truth values, one column a cell as it is looked at in one way. All conjunctions of two are
counted by a kernel; those of three and four are made of the most promising shorter ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..kernels.conjunctions import together
from ..rules.consistency import packed

_BEAM = 48  # conjunctions of two or three that are made longer
_LONGEST = 4
_KEPT = 32  # conjunctions that are handed back
COLUMNS = 256  # that are counted, evenly drawn; what is handed back is seen to hold at none of all that it must not

T = TypeVar("T")


@dataclass(frozen=True)
class Conjunction:
    """`conditions`: indices, ascending; `begun`, `support`: at how many columns to be changed it holds as things are,
    and in the end."""

    conditions: tuple[int, ...]
    begun: int
    support: int


def singling_out(backend: Backend, now: np.ndarray, later: np.ndarray, never: np.ndarray) -> list[Conjunction]:
    """The conjunctions that hold at some columns of `now` and at none of `never`: those with most support, and those
    that hold at most columns now, shorter ones first; of those that hold at the same columns one.

    `now`, `later`, `never` bool (conditions, columns): at cells to be changed as things are and as they are in the
    end, and where a conjunction must not hold.
    """
    whole = [packed(one) for one in (now, later, never)]
    few = [_drawn(one, most) for one, most in ((now, COLUMNS), (later, COLUMNS), (never, 2 * COLUMNS))]
    tables = [backend.xp.asarray(packed(one)) for one in few]
    chosen = np.zeros((1, 0), dtype=np.int64)
    found: list[Conjunction] = []
    known: set[tuple[bytes, bytes]] = set()
    for length in range(1, _LONGEST + 1):
        if length == 1:
            begun, supported, wrong = (one.sum(axis=1, dtype=np.int32)[None] for one in few)
        else:
            rows = chosen.astype(np.int32)
            begun, supported, wrong = (to_host(backend.apply(together, rows, table)) for table in tables)
        possible = (begun > 0) & ~(chosen[:, :, None] == np.arange(len(now))).any(axis=1)
        if length == 2:  # two orders of the same conditions are there
            possible &= chosen < np.arange(len(now))
        pure = np.argwhere(possible & (wrong == 0))
        most = np.concatenate([_highest(counts[tuple(pure.T)], _KEPT) for counts in (supported, begun)])
        best = pure[np.unique(most)]
        rows = np.column_stack([chosen[best[:, 0]], best[:, 1]])
        begins, supports, wrongs = (np.bitwise_and.reduce(every[rows], axis=1) for every in whole)
        for k in np.flatnonzero(~wrongs.any(axis=1)).tolist():
            where = begins[k].tobytes(), supports[k].tobytes()
            if where not in known:
                known.add(where)
                row, condition = best[k].tolist()
                counts = int(begun[row, condition]), int(supported[row, condition])
                found.append(Conjunction(tuple(sorted(rows[k].tolist())), *counts))
        impure = np.argwhere(possible & (wrong > 0))
        if not len(impure):
            break
        good, bad = (counts[tuple(impure.T)].astype(np.float32) for counts in (supported, wrong))
        best = impure if length == 1 else impure[_highest(good * good / (good + bad), _BEAM)]
        chosen = np.unique(np.sort(np.column_stack([chosen[best[:, 0]], best[:, 1]]), axis=1), axis=0)
    return best_of(
        found, _KEPT, lambda one: (-one.support, len(one.conditions)), lambda one: (-one.begun, len(one.conditions))
    )


def best_of(found: Sequence[T], most: int, *orders: Callable[[T], Any]) -> list[T]:
    """So many of them, in turn the next by each order."""
    ranked = zip(*(sorted(range(len(found)), key=lambda k: order(found[k])) for order in orders), strict=True)
    return [found[k] for k in list(dict.fromkeys(k for each in ranked for k in each))[:most]]


def _highest(values: np.ndarray, most: int) -> np.ndarray:
    """The places of the highest values (n,), highest first, of equal ones the first."""
    if len(values) > most:
        chosen = np.flatnonzero(values >= np.partition(values, -most)[-most])
        return chosen[np.argsort(-values[chosen], kind="stable")[:most]]
    return np.argsort(-values, kind="stable")


def _drawn(table: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the columns."""
    columns = table.shape[1]
    return table[:, np.linspace(0, columns - 1, min(columns, most)).astype(np.int64)]
