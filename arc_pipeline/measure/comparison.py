"""Compares runs before a change with runs after it: time by phase, and tasks gained and lost, beside their noise.

Pure functions of the records of both sides, of which each is one run or several repeated ones. Noise is what repeated
runs of one side differ by; of single runs it is not known, and chance is then judged by the tasks alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, product

import pandas as pd

from arc_pipeline.measure import projection
from arc_pipeline.measure.record import Record

CLEAR = 2.0  # standard errors by which a difference exceeds noise


def phases(before: Sequence[Record], after: Sequence[Record]) -> pd.DataFrame:
    """One row for each phase of either side, by the size of its difference; indexed by path.

    Columns: before, after (mean seconds of a run, summed over its workers), difference, noise (the standard error of
    the difference; NaN unless both sides are repeated), clear (whether the difference is larger than CLEAR times that;
    <NA> where noise is not known), before_call, after_call (mean seconds of a call, NaN without calls).
    """
    sides = [[projection.time_by_phase(record.spans) for record in side] for side in (before, after)]
    totals = [pd.DataFrame([one["total"] for one in side], index=range(len(side))).T for side in sides]
    calls = [pd.DataFrame([one["calls"] for one in side], index=range(len(side))).T for side in sides]
    index = totals[0].index.union(totals[1].index)
    first, second = (total.reindex(index).fillna(0.0) for total in totals)
    table = pd.DataFrame({"before": first.mean(axis=1), "after": second.mean(axis=1)}, index=index).rename_axis("phase")
    table["difference"] = table["after"] - table["before"]
    table["noise"] = (first.var(axis=1) / first.shape[1] + second.var(axis=1) / second.shape[1]) ** 0.5
    table["clear"] = (table["difference"].abs() > CLEAR * table["noise"]).astype("boolean").mask(table["noise"].isna())
    for name, total, number in zip(("before_call", "after_call"), totals, calls, strict=True):
        table[name] = total.sum(axis=1).reindex(index) / number.sum(axis=1).reindex(index)
    return table.sort_values("difference", key=lambda difference: -difference.abs(), kind="stable")


def tasks(before: Sequence[Record], after: Sequence[Record]) -> pd.DataFrame:
    """One row for each task that a run of both sides reports, in the order of the first; indexed by id.

    Columns: before, after: the share (0..1) of the side's runs that solved it, or, if no run knows answers, that found
    a full fit. `attrs["measure"]` says which: "right" or "fits". Empty if no run reports tasks.
    """
    records = [*before, *after]
    known = any(record.tasks["right"].notna().any() for record in records)
    measure = "right" if known else "fits"
    sides = []
    for side in (before, after):
        columns = [record.tasks.set_index("id").get(measure) for record in side]
        runs = [column.dropna().astype(float) for column in columns if column is not None]
        sides.append(pd.concat(runs, axis=1).mean(axis=1) if runs else pd.Series(dtype=float))
    table = pd.DataFrame({"before": sides[0], "after": sides[1]}).reindex(sides[0].index).dropna().rename_axis("id")
    table.attrs["measure"] = measure
    return table


def chance(table: pd.DataFrame) -> float:
    """How often (0..1) chance alone makes a difference this large: the two-sided sign test over the tasks that differ.

    `table`: that of `tasks`. 1 if none differs. (Of single runs this is McNemar's exact test.)
    """
    from scipy.stats import binomtest

    gained, lost = int((table["after"] > table["before"]).sum()), int((table["after"] < table["before"]).sum())
    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def differing(before: Sequence[Record], after: Sequence[Record]) -> tuple[float, float]:
    """In how many tasks a run before differs from one after, on average; and repeated runs of one side from each other,
    NaN if no side is repeated."""
    measure = tasks(before, after).attrs["measure"]

    def apart(one: Record, other: Record) -> int:
        pair = [
            record.tasks.set_index("id").get(measure, pd.Series(dtype="boolean")).dropna() for record in (one, other)
        ]
        return int(pd.concat(pair, axis=1, join="inner").astype(bool).nunique(axis=1).gt(1).sum())

    across = [apart(*pair) for pair in product(before, after)]
    within = [apart(*pair) for side in (before, after) for pair in combinations(side, 2)]
    return _mean(across), _mean(within)


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else math.nan
