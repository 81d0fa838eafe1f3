import math

import pandas as pd
import pytest

from arc_pipeline.measure import Span, projection, spans_frame


def frame(*rows: tuple) -> pd.DataFrame:
    """Spans from (id, parent, path, start, duration[, worker[, counts]])."""
    spans = []
    for id, parent, path, start, duration, *more in rows:
        worker, counts = (*more, *(0, {})[len(more) :])
        name, depth = path.split("/")[-1], path.count("/")
        spans.append(
            Span(name, path, depth, id, parent, 1e9 + start, worker, "MainThread", counts, False, duration + 0.0)
        )
    return spans_frame(spans)


ONE_WORKER = frame(
    (1, 0, "solve", 0, 10),
    (2, 1, "solve/load", 0, 1),
    (3, 1, "solve/score", 1, 4),
    (4, 3, "solve/score/execute", 1, 2),
    (5, 1, "solve/score", 5, 4),
    (6, 5, "solve/score/execute", 5, 3),
)
# 0-4 compile alone, 4-8 a task on each of two workers, 8-12 a task on one; the main process waits for them.
TWO_WORKERS = frame(
    (1, 0, "solve", 0, 12),
    (2, 1, "solve/compile", 0, 4),
    (3, 1, "solve/gather", 4, 8, 0, {"wait": 1}),
    (4, 0, "task", 4, 4, 1),
    (5, 0, "task", 4, 4, 2),
    (6, 0, "task", 8, 4, 1),
)
NOTHING = ONE_WORKER[:0]


def test_own_time_is_what_no_inner_span_took():
    assert list(projection.own_time(ONE_WORKER)) == [1, 1, 2, 2, 1, 3]


def test_waiting_is_no_own_time():
    assert list(projection.own_time(TWO_WORKERS)) == [0, 4, 0, 4, 4, 4]


def test_the_time_of_a_device_beyond_its_outer_span_is_no_negative_time():
    spans = frame((1, 0, "score", 0, 1), (2, 1, "score/execute", 0, 3))
    assert list(projection.own_time(spans)) == [0, 3]
    assert list(projection.own_share(spans)) == [0, 1]


def test_a_device_and_the_host_share_the_time_that_both_work():
    # The launch returns after 1 s, the device goes on until 4, the host does something else from 2 to 6.
    spans = frame(
        (1, 0, "run", 0, 6), (2, 1, "run/launch", 0, 1), (3, 2, "run/launch/execute", 0, 4), (4, 1, "run/other", 2, 4)
    )
    # The device has 0-1 and half of 1-4; the host half of 1-2 for `run`, half of 2-4 and all of 4-6 for `other`.
    assert list(projection.own_share(spans)) == pytest.approx([0.5 / 6, 0, 2.5 / 6, 3 / 6])


def test_shares_of_one_worker_are_its_own_times():
    assert list(projection.own_share(ONE_WORKER)) == pytest.approx([0.1, 0.1, 0.2, 0.2, 0.1, 0.3])


def test_shares_divide_each_moment_among_those_busy():
    assert list(projection.own_share(TWO_WORKERS)) == pytest.approx([0, 4 / 12, 0, 2 / 12, 2 / 12, 4 / 12])


def test_time_by_phase_is_a_tree():
    table = projection.time_by_phase(ONE_WORKER)
    assert list(table.index) == ["solve", "solve/score", "solve/score/execute", "solve/load"]
    assert list(table["name"]) == ["solve", "score", "execute", "load"]
    assert list(table["depth"]) == [0, 1, 2, 1]
    assert list(table["calls"]) == [1, 2, 2, 1]
    assert list(table["total"]) == [10, 8, 5, 1]
    assert list(table["own"]) == [1, 3, 5, 1]
    assert list(table["mean"]) == [10, 4, 2.5, 1]
    assert list(table["longest"]) == [10, 4, 3, 1]
    assert list(table["share"]) == pytest.approx([1, 0.8, 0.5, 0.1])
    assert list(table["failed"]) == [0, 0, 0, 0]


def test_time_by_phase_of_two_workers():
    shares = projection.time_by_phase(TWO_WORKERS)["share"].to_dict()
    assert shares == pytest.approx({"task": 8 / 12, "solve": 4 / 12, "solve/compile": 4 / 12, "solve/gather": 0})


def test_phases_without_their_outer_span_still_stand_in_the_tree():
    table = projection.time_by_phase(ONE_WORKER[ONE_WORKER["path"] != "solve/score"])
    assert list(table.index) == ["solve", "solve/score/execute", "solve/load"]


def test_empty_tables_stay_empty():
    assert list(projection.time_by_phase(NOTHING).columns) == list(projection.time_by_phase(ONE_WORKER).columns)
    assert len(projection.time_by_phase(NOTHING)) == len(projection.cold_and_steady(NOTHING)) == 0
    assert len(projection.own_share(NOTHING)) == len(projection.is_cold(NOTHING)) == 0


def test_cold_is_the_first_of_its_path_on_its_worker_or_marked():
    spans = frame(
        (1, 0, "task", 5, 1, 1),
        (2, 0, "task", 0, 3, 1),  # earlier, though further down
        (3, 0, "task", 1, 5, 2),
        (4, 0, "task", 7, 1, 2, {"cold": 1}),
        (5, 0, "task", 9, 2, 2, {"cold": 0}),
    )
    assert list(projection.is_cold(spans)) == [False, True, True, True, False]
    (row,) = projection.cold_and_steady(spans).to_dict("records")
    assert row == {
        "name": "task",
        "depth": 0,
        "cold_calls": 3,
        "cold_mean": 3.0,
        "steady_calls": 2,
        "steady_mean": 1.5,
        "extra": 4.5,
    }


def test_a_phase_that_ran_once_has_no_steady_state():
    row = projection.cold_and_steady(ONE_WORKER).loc["solve/load"]
    assert (row["cold_calls"], row["cold_mean"], row["steady_calls"]) == (1, 1, 0)
    assert math.isnan(row["steady_mean"])
    assert math.isnan(row["extra"])


def test_all_the_time_of_a_warm_up_is_lost():
    spans = frame(
        (1, 0, "task", 0, 9), (2, 1, "task/read", 0, 2, 0, {"cold": 1}), (3, 1, "task/read", 4, 1, 0, {"cold": 1})
    )
    assert projection.cold_and_steady(spans).loc["task/read", "extra"] == pytest.approx(3)


def test_amdahl():
    assert [projection.amdahl(0.8, factor) for factor in (1, 2, 8)] == pytest.approx([1, 1 / 0.6, 1 / 0.3])
    assert projection.amdahl(0.8, math.inf) == pytest.approx(5)
    assert projection.amdahl(1.0, math.inf) == math.inf


def test_slowest_tasks():
    tasks = pd.DataFrame({"id": list("abcd"), "seconds": [1.0, 5.0, 2.0, 2.0]})
    slowest = projection.slowest_tasks(tasks, limit=2)
    assert list(slowest["id"]) == ["b", "c"]
    assert list(slowest["share"]) == [0.5, 0.2]
    assert len(projection.slowest_tasks(tasks[:0])) == 0
    assert list(projection.slowest_tasks(tasks.assign(samples=4), limit=1)["for_each_sample"]) == [1.25]


def test_peak_memory_is_the_largest_count_of_each_worker():
    spans = frame(
        (1, 0, "solve", 0, 9),
        (2, 0, "shard", 0, 3, 1, {"tasks": 8, "peak_memory": 500}),
        (3, 0, "shard", 3, 3, 1, {"peak_memory": 700}),
        (4, 0, "shard", 0, 3, 2, {"peak_memory": 600}),
    )
    assert projection.peak_memory(spans).to_dict() == {1: 700, 2: 600}
    assert projection.peak_memory(NOTHING).to_dict() == {}
