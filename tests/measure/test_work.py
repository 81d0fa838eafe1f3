"""Counters of a made-up run: sums over workers, apart by backend."""

import pandas as pd
import pytest

from arc_pipeline.measure import RunRecord, charts, failures_frame, read_record, work


def line(operation, backend="cpu", seconds=1.0, items=10, worker=1):
    return {
        "backend": backend,
        "operation": operation,
        "launches": 2,
        "items": items,
        "bytes": 100 * items,
        "seconds": seconds,
        "worker": worker,
    }


LINES = [
    line("rot90", seconds=1.0),
    line("rot90", seconds=2.0, worker=2),
    line("objects", seconds=0.5),
    line("objects", "cuda", seconds=4.5, items=1000),
    {"backend": "cpu", "fallback": "no GPU", "times": 1, "why": "no driver", "worker": 1},
    {"backend": "cpu", "fallback": "no GPU", "times": 3, "why": "no driver", "worker": 2},
    {"backend": "cuda", "fallback": "too small", "times": 9, "worker": 2},
    {"cache": "kernels", "hits": 7},
]


@pytest.fixture
def counters(tmp_path):
    with RunRecord(tmp_path / "run.jsonl") as record:
        for fields in LINES:
            record.write("counters", fields)
    return read_record(tmp_path / "run.jsonl").counters


def test_operations_are_summed_over_workers_and_apart_by_backend(counters):
    table = work.operations(counters)
    assert list(zip(table["operation"], table["backend"], table["seconds"], strict=True)) == [
        ("objects", "cuda", 4.5), ("rot90", "cpu", 3.0), ("objects", "cpu", 0.5)
    ]  # fmt: skip
    assert list(table["launches"]) == [2, 4, 2]
    assert list(table["items"]) == [1000, 20, 10]
    assert list(table["bytes"]) == [100000, 2000, 1000]
    assert table["share"].tolist() == pytest.approx([4.5 / 8, 3 / 8, 0.5 / 8])


def test_the_share_of_voids_is_of_the_values_that_a_search_judged_on_all_workers():
    lines = [line("crop") | {"values": 6, "voids": 3}, line("crop", worker=2) | {"values": 2, "voids": 0}, line("seen")]
    found = work.operations(pd.DataFrame(lines)).set_index("operation")["void"]
    assert found["crop"] == 3 / 8
    assert pd.isna(found["seen"]), "a kernel over arrays, or the line of an older run"


def test_backends(counters):
    assert work.backends(counters).drop(columns="share").to_dict("records") == [
        {"backend": "cuda", "operations": 1, "launches": 2, "items": 1000, "bytes": 100000, "seconds": 4.5},
        {"backend": "cpu", "operations": 2, "launches": 6, "items": 30, "bytes": 3000, "seconds": 3.5},
    ]


def test_fallbacks(counters):
    assert work.fallbacks(counters).to_dict("records") == [
        {"fallback": "too small", "backend": "cuda", "times": 9, "why": ""},
        {"fallback": "no GPU", "backend": "cpu", "times": 4, "why": "no driver"},
    ]


@pytest.mark.parametrize("counters", [pd.DataFrame(), pd.DataFrame([{"cache": "kernels", "hits": 7}])])
def test_without_such_lines_the_tables_are_empty(counters):
    assert list(work.operations(counters)) == ["operation", "backend", *work.FIGURES, "share", "void"]
    assert list(work.fallbacks(counters)) == ["fallback", "backend", "times", "why"]
    assert len(work.operations(counters)) + len(work.fallbacks(counters)) + len(work.backends(counters)) == 0


def counted(*lines):
    return pd.DataFrame(lines)


LOST = {"backend": "cpu", "fallback": "auto without a GPU: the CPU is used", "times": 1, "why": "no CuPy"}


def test_a_gpu_that_does_nearly_everything_works():
    both = counted(line("rot90", "cuda", items=950), line("rot90", "cpu", items=50))
    for gpu in ("beside", "alone"):
        assert work.gpu_verdict(both, gpu) == "The GPU works: it made 95.0% of 1,000 values."


def test_a_gpu_that_was_asked_for_and_did_less_is_said_with_what_did_the_rest_and_why():
    both = counted(line("rot90", "cuda", items=940), line("rot90", "cpu", items=60))
    said = work.gpu_verdict(both, "beside")
    assert said.startswith("THE GPU WAS ASKED FOR AND MADE ONLY 94.0% of 1,000 values; 6.0% by cpu. Why: a hybrid")
    assert work.gpu_verdict(both, "alone").endswith("Why: no fallback was counted.")
    said = work.gpu_verdict(counted(line("rot90", "cpu"), LOST), "beside")
    assert said.startswith("THE GPU WAS ASKED FOR AND MADE ONLY 0.0% of 10 values; 100.0% by cpu.")
    assert said.endswith("Why: auto without a GPU: the CPU is used (no CuPy).")


def test_where_no_gpu_was_asked_for_or_there_is_none_nothing_is_amiss():
    slow = {"backend": "reference", "fallback": "no C++ compiler works: the reference is used", "times": 1, "why": "so"}
    here = counted(line("rot90", "cpu", items=30), line("rot90", "reference", items=10), slow)
    made = "40 values were made, 75.0% by cpu, 25.0% by reference."
    assert work.gpu_verdict(here, "none") == f"No GPU did any of the work. None was asked for: {made}"
    assert work.gpu_verdict(here, "beside") == f"No GPU did any of the work. There is none: {made}"
    assert work.gpu_verdict(pd.DataFrame(), "alone") == "No operation ran, so nothing can be said of a GPU."


def test_kernels_and_host_share_the_busy_time_and_each_says_what_it_could_give():
    both = counted(line("rot90", "cpu", seconds=4.0), line("rot90", "cuda", seconds=1.0))
    found = work.kernels_and_host(both, busy=8.0)
    assert list(found.index) == ["kernels on cpu", "kernels on cuda", "host"]
    assert found["seconds"].tolist() == [4.0, 1.0, 3.0]
    assert found["share"].tolist() == [0.5, 0.125, 0.375]
    assert found["overall"].tolist() == pytest.approx([2.0, 8 / 7, 1.6])
    overlapping = work.kernels_and_host(both, busy=4.5)
    assert overlapping.loc["host", "seconds"] == 0.0
    assert work.kernels_and_host(pd.DataFrame(), busy=0.0)["share"].tolist() == [0.0]


def test_the_chart_stacks_backends(counters):
    figure = charts.operations(counters)
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["objects", "rot90"]
    bars = [(bar.get_x(), bar.get_width()) for bar in axes.patches]
    assert bars == [(0.0, 4.5), (0.0, 0.0), (4.5, 0.5), (0.0, 3.0)]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["cuda", "cpu"]
    assert [text.get_text() for text in axes.texts] == ["5 s  1,010 values", "3 s  20 values"]


def test_the_chart_says_how_much_it_leaves_out(counters):
    (axes,) = charts.operations(counters, limit=1).axes
    assert axes.get_title(loc="left") == "objects took 62% of the kernels' time, the 1 slowest of 2 together 62%"
    (axes,) = charts.operations(pd.DataFrame()).axes
    assert axes.texts[0].get_text() == "nothing recorded"


def failure(task_id, stage, error="IndexError: index 0 is out of bounds", traceback="in rules.py"):
    return {"task_id": task_id, "stage": stage, "view": "", "error": error, "traceback": traceback}


FAILURES = [
    failure("a", "step choices"),
    failure("b", "strategy objects", traceback="in objects.py"),
    failure("c", "strategy objects"),
    failure("b", "strategy objects"),
    failure("c", "strategy objects", "ValueError: zero-size array"),
]


def test_failures_of_a_kind_are_counted_together(tmp_path):
    with RunRecord(tmp_path / "record") as record:
        record.write_all("failure", FAILURES)
    found = work.failures(read_record(tmp_path / "record").failures)
    assert found.equals(work.failures(failures_frame(FAILURES)))
    assert found.drop(columns=["error", "traceback"]).values.tolist() == [
        ["strategy objects", 3, 2, "b"],
        ["step choices", 1, 1, "a"],
        ["strategy objects", 1, 1, "c"],
    ]
    assert found["traceback"][0] == "in objects.py"
    assert found["error"][2] == "ValueError: zero-size array"


def test_without_failures_the_table_is_empty():
    found = work.failures(failures_frame([]))
    assert list(found.columns) == ["stage", "error", "times", "tasks", "first", "traceback"]
    assert len(found) == 0
