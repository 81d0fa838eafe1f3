"""Which few conditions single out cells: conjunctions that hold at some cells to be changed and at none to be kept.

Conditions are rows of truth values, one column a cell as it is looked at in one way. All conjunctions of two are
counted by a product of matrices; those of three and four are made of the most promising shorter ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_BEAM = 48  # conjunctions of two or three that are made longer
_LONGEST = 4
_KEPT = 12  # conjunctions that are handed back
COLUMNS = 512  # that are counted, evenly drawn; what is handed back is seen to hold at none of all that it must not


@dataclass(frozen=True)
class Conjunction:
    """`conditions`: indices, ascending; `support`: at how many columns to be changed it holds in the end."""

    conditions: tuple[int, ...]
    support: int


def singling_out(now: np.ndarray, later: np.ndarray, never: np.ndarray) -> list[Conjunction]:
    """The conjunctions with most support that hold at some columns of `now` and at none of `never`, shorter ones first;
    of those that hold at the same columns one.

    `now`, `later`, `never` bool (conditions, columns): at cells to be changed as things are and as they are in the
    end, and where a conjunction must not hold.
    """
    tables = [_drawn(one, most) for one, most in ((now, COLUMNS), (later, COLUMNS), (never, 2 * COLUMNS))]
    chosen = np.zeros((1, 0), dtype=np.int64)
    found: list[Conjunction] = []
    known: set[tuple[bytes, bytes]] = set()
    for length in range(1, _LONGEST + 1):
        begun, supported, wrong = (_counts(table, chosen) for table in tables)
        possible = (begun > 0) & ~(chosen[:, :, None] == np.arange(len(now))).any(axis=1)
        pure = np.argwhere(possible & (wrong == 0))
        for row, condition in pure[np.argsort(-supported[tuple(pure.T)], kind="stable")[: 4 * _KEPT]].tolist():
            conditions = [*chosen[row].tolist(), condition]
            where = now[conditions].all(axis=0).tobytes(), later[conditions].all(axis=0).tobytes()
            if where not in known and not never[conditions].all(axis=0).any():
                known.add(where)
                found.append(Conjunction(tuple(sorted(conditions)), int(supported[row, condition])))
        impure = np.argwhere(possible & (wrong > 0))
        if not len(impure):
            break
        good, bad = supported[tuple(impure.T)], wrong[tuple(impure.T)]
        promising = np.argsort(-(good * good) / (good + bad), kind="stable")
        best = impure[promising[: None if length == 1 else 2 * _BEAM]]  # two orders of the same conditions are there
        chosen = np.unique(np.sort(np.column_stack([chosen[best[:, 0]], best[:, 1]]), axis=1), axis=0)
    return sorted(found, key=lambda one: (-one.support, len(one.conditions)))[:_KEPT]


def _drawn(table: np.ndarray, most: int) -> np.ndarray:
    """A table of numbers of at most so many of the columns."""
    columns = table.shape[1]
    return table[:, np.linspace(0, columns - 1, min(columns, most)).astype(np.int64)].astype(np.float32)


def _counts(table: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """At how many columns conjunctions, int64 (n, length), hold together with each condition: float32 (n, all)."""
    held = np.ones((len(chosen), table.shape[1]), np.float32)
    for conditions in chosen.T:
        held *= table[conditions]
    return held @ table.T
