"""The spans of a run as a trace that Perfetto and Chrome's about:tracing open.

Source: Trace Event Format (Google, "Trace Event Format", 2016), in its JSON object form: complete events ("X") for
spans, metadata events ("M") for the names of workers, which are its processes, and of their threads.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

MICROSECONDS = 1e6  # in a second


def trace(spans: pd.DataFrame) -> dict[str, Any]:
    """The trace of a spans table, as `read_record` has it; one of no spans has no events.

    Times are microseconds since the first span began, to the nanosecond. The category of an event is the outermost
    phase around it; `args` has the span's counts, its path, and `failed` if an exception left it.
    """
    events: list[dict[str, Any]] = []
    threads: dict[tuple[int, str], int] = {}
    began = float(spans["start"].min()) if len(spans) else 0.0
    for span in spans.sort_values(["worker", "start"], kind="stable").to_dict("records"):
        worker, thread = int(span["worker"]), str(span["thread"])
        if (worker, thread) not in threads:
            number = threads[worker, thread] = 1 + sum(other == worker for other, _ in threads)
            if number == 1:
                events.append(_named("process_name", worker, 0, "this process" if worker == 0 else f"worker {worker}"))
                events.append({"name": "process_sort_index", "ph": "M", "pid": worker, "args": {"sort_index": worker}})
            events.append(_named("thread_name", worker, number, thread))
        path = str(span["path"])
        events.append(
            {
                "name": str(span["name"]),
                "cat": path.partition("/")[0],
                "ph": "X",
                "ts": round((span["start"] - began) * MICROSECONDS, 3),
                "dur": round(span["duration"] * MICROSECONDS, 3),
                "pid": worker,
                "tid": threads[worker, thread],
                "args": {**span["counts"], "path": path} | ({"failed": True} if span["failed"] else {}),
            }
        )
    return {"traceEvents": events, "displayTimeUnit": "ms", "otherData": {"began": began}}


def _named(what: str, worker: int, thread: int, name: str) -> dict[str, Any]:
    return {"name": what, "ph": "M", "pid": worker, "tid": thread, "args": {"name": name}}
