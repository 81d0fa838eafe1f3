"""What a run planned for its rounds, beside what they took, and how long workers had nothing to do."""

import io

import pytest

from arc_pipeline.measure import RunRecord, Span, charts, planned, read_record, spans_frame, work

PLAN = [
    {"at": 0.1, "round": 1, "tasks": 10.0, "seconds": 4.0},
    {"at": 0.1, "round": 2, "tasks": 7.5, "seconds": 12.0},
    {"at": 6.0, "round": 2, "tasks": 8.0, "seconds": 14.0},
]


def shard(id, start, seconds, round, tasks, worker=1):
    counts = {"tasks": tasks, "round": round}
    return Span("shard", "shard", 0, id, 0, start, worker, "MainThread", counts, False, seconds)


SPANS = [
    Span("solve", "solve", 0, 1, 0, 100.0, 0, "MainThread", {}, False, 11.0),
    shard(2, 101.0, 2.0, 1, 6),
    shard(3, 101.0, 3.0, 1, 4, worker=2),
    shard(4, 103.0, 8.0, 3, 1),
]


@pytest.fixture
def record(tmp_path):
    with RunRecord(tmp_path / "run.jsonl") as record:
        record.write_all("plan", PLAN)
        record.write_spans(SPANS)
    return read_record(tmp_path / "run.jsonl")


def test_rounds_that_were_planned_or_took_place_are_rows(record):
    table = planned.planned_and_used(record.plan, record.spans)
    assert table.index.tolist() == [1, 2, 3]
    assert table.loc[1].tolist() == [10.0, 10.0, 4.0, 5.0]
    assert table.loc[2].tolist() == [7.5, 0.0, 12.0, 0.0], "as planned at the start, not later"
    assert table.loc[3].tolist() == [0.0, 1.0, 0.0, 8.0]


def test_a_worker_without_a_job_is_idle_until_the_run_ends(record):
    assert planned.idle_share(record.spans, 2) == pytest.approx(1 - 13.0 / 20.0)
    assert planned.idle_share(record.spans[:1], 2) == 0.0


def test_the_chart_has_two_bars_for_each_round(record):
    figure = charts.planned_and_used(record.plan, record.spans)
    figure.savefig(io.BytesIO(), format="png")
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["round 1", "round 2", "round 3"]
    assert [bar.get_width() for bar in axes.patches] == [4.0, 5.0, 12.0, 0.0, 0.0, 8.0]
    assert "10 tasks" in axes.texts[0].get_text()


def test_without_a_plan_or_a_search_the_chart_says_so(record):
    for plan, spans in ((record.plan[:0], record.spans), (record.plan, spans_frame([]))):
        figure = charts.planned_and_used(plan, spans)
        assert "nothing recorded" in [text.get_text() for text in figure.axes[0].texts]


def test_faults_of_a_kind_are_counted_together(tmp_path):
    fault = {"what": "worker died", "tasks": "a, b", "error": "BrokenProcessPool: gone", "then": "searched in halves"}
    with RunRecord(tmp_path / "run.jsonl") as record:
        record.write_all("fault", [fault, fault | {"tasks": "c"}, fault | {"then": "given up"}])
    table = work.faults(read_record(tmp_path / "run.jsonl").faults)
    assert table[["what", "then", "times", "tasks"]].values.tolist() == [
        ["worker died", "searched in halves", 2, "a, b"],
        ["worker died", "given up", 1, "a, b"],
    ]
    assert work.faults(read_record(tmp_path / "none.jsonl", missing_ok=True).faults).empty
