"""What a run planned for each of its rounds, beside what the rounds took. Pure functions of a run's record."""

import pandas as pd


def planned_and_used(plan: pd.DataFrame, spans: pd.DataFrame) -> pd.DataFrame:
    """One row for each round that was planned when the run began, or that took place, in order; indexed by round.

    `plan` and `spans`: as in a Record. Columns: planned_tasks, used_tasks (searches of a task), planned_seconds,
    used_seconds (of all cores together); 0 for what was not planned, or did not take place.
    """
    first = plan[plan["at"] == plan["at"].min()].set_index("round")[["tasks", "seconds"]].add_prefix("planned_")
    shards = spans[spans["name"] == "shard"]
    counts = pd.DataFrame(list(shards["counts"]), columns=["round", "tasks"], index=shards.index)
    used = (
        pd.DataFrame({"used_tasks": counts["tasks"], "used_seconds": shards["duration"]}).groupby(counts["round"]).sum()
    )
    table = first.join(used, how="outer").fillna(0.0).sort_index()
    table.index = table.index.astype("int64").rename("round")
    return table[["planned_tasks", "used_tasks", "planned_seconds", "used_seconds"]].astype(float)


def idle_share(spans: pd.DataFrame, workers: int) -> float:
    """The share (0..1) of the workers' time, from the beginning of the first job to the end of the run, in which they
    had no job. 0 if there was none."""
    shards, whole = spans[spans["name"] == "shard"], spans[spans["name"] == "solve"]
    if shards.empty or whole.empty:
        return 0.0
    end = float((whole["start"] + whole["duration"]).max())
    open_for = workers * (end - float(shards["start"].min()))
    return max(0.0, 1.0 - float(shards["duration"].sum()) / open_for)
