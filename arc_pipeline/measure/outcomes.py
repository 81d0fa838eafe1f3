"""What became of what a run made: values that are void or new, programs that are void, and what lack of time cut short.

Pure functions of the tables of `read_record`.
"""

import pandas as pd

from arc_pipeline.measure.phases import in_order, phase_of


def by_part(spans: pd.DataFrame) -> pd.DataFrame:
    """One row for each name of a span that made values or ran programs, or that was cut short, indexed by (phase,
    name), phases in their order. What a span within another counted stands with the inner one.

    Columns: calls; out_of_time: how many of them ended because their time was up; values: results on all samples of a
    task; void: the share (0..1) of them that are void on a sample; new: how many were kept; programs: how many were run
    or checked; void_programs: how many of these are void on a test input; late_programs: for how many time was lacking.
    """
    counts = _counts(spans, "out_of_time", "values", "voids", "kept", "programs", "void_programs", "late_programs")
    counts["out_of_time"] = (counts["out_of_time"] > 0).astype("int64")
    by = [spans["path"].map(phase_of).rename("phase").astype(object), spans["name"].astype(object)]
    grouped = counts.groupby(by, sort=False)
    table = grouped.sum()
    table.insert(0, "calls", grouped.size())
    table.insert(3, "void", table["voids"] / table["values"].where(table["values"] > 0))
    table = table[table[["values", "programs", "out_of_time"]].any(axis=1)]
    return in_order(table.drop(columns="voids").rename(columns={"kept": "new"}))


def by_round(spans: pd.DataFrame) -> pd.DataFrame:
    """What lack of time, or of memory, cost the searches of tasks, one row for each round, indexed by round.

    Columns: searches (of a task); cut_short: how many did not come to their end; late: how many of them had no time at
    all.
    """
    shards = spans[spans["name"] == "shard"]
    counts = _counts(shards, "round", "tasks", "cut_short", "late")
    return counts.groupby("round").sum().rename(columns={"tasks": "searches"})


def _counts(spans: pd.DataFrame, *names: str) -> pd.DataFrame:
    """These counts of each span, 0 where it has none: int64."""
    found = {name: [counts.get(name, 0) for counts in spans["counts"]] for name in names}
    return pd.DataFrame(found, index=spans.index).astype("int64")
