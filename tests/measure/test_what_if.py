"""Projections from one run: what changes, what does not, and whether the interval holds what it says."""

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from measure.test_phases import SPANS
from measure.test_projection import frame

from arc_pipeline.measure import RunRecord, panel, phase_charts, read_record, what_if
from arc_pipeline.measure.what_if import Measured, Question, project


@pytest.fixture
def record(tmp_path):
    """Four tasks on one worker: a round of 10 s for all, one of 6 s for two; another of 8 s was planned."""
    with RunRecord(tmp_path / "run.jsonl") as written:
        for row in SPANS.to_dict("records"):
            written.write("span", row)
        written.write_all("plan", [{"at": 0.0, "round": 2, "tasks": 2, "seconds": 6.0}])
        written.write_all("plan", [{"at": 0.0, "round": 3, "tasks": 4, "seconds": 8.0}])
        written.write_all("plan", [{"at": 5.0, "round": 3, "tasks": 9, "seconds": 99.0}])
        for k in range(4):
            fields = {"id": f"{k:08}", "seconds": 2.0 + k, "candidates": 5, "chosen": None}
            written.write("task", fields | {"right": None, "samples": 4})
    return read_record(tmp_path / "run.jsonl")


@pytest.fixture
def measured(record):
    return Measured.of(record)


def test_a_run_projects_to_itself(measured):
    assert (measured.tasks, measured.samples, measured.cores, measured.devices) == (4, 4, 1, 0)
    assert measured.fixed == pytest.approx(5)  # of 21 s the jobs took 16
    own = project(measured, Question(budget=42))
    assert own.seconds == pytest.approx(21.5)  # kernels of 1.5 s outlast their span by 0.5
    assert own.share == pytest.approx(21.5 / 42)
    assert own.speed_up == 1
    assert own.low < own.seconds < own.high


def test_only_the_search_grows_with_the_tasks(measured):
    assert project(measured, Question(tasks=8)).seconds == pytest.approx(5 + 2 * 16.5)


def test_what_a_worker_does_once_is_no_part_of_what_grows(record):
    """A warm-up of 0.75 s, most of it in another, in a strategy of a job: as much is fixed, and all adds up."""
    spans = record.spans
    strategy = spans[spans["name"] == "a strategy"].iloc[0]
    more = pd.concat([strategy.to_frame().T] * 2, ignore_index=True).astype(spans.dtypes.to_dict())
    more["id"], more["parent"], more["duration"] = [901, 902], [strategy["id"], 901], [0.75, 0.5]
    more["path"] = [strategy["path"] + "/warm", strategy["path"] + "/warm/up"]
    more["counts"] = [{"cold": 1}, {"cold": 1}]
    cold = Measured.of(replace(record, spans=pd.concat([spans, more], ignore_index=True)))
    warm = Measured.of(record)
    assert cold.fixed == pytest.approx(warm.fixed + 0.75)
    assert project(cold, Question()).seconds == pytest.approx(project(warm, Question()).seconds)
    grown, of_warm = (project(one, Question(tasks=40)).seconds for one in (cold, warm))
    assert of_warm - grown == pytest.approx(9 * 0.75)


def test_more_tasks_fill_jobs_that_were_small(measured):
    """Of two jobs with two tasks each, which took 10.5 s; half of a job's seconds are its own, whatever it holds."""
    rounds = pd.DataFrame({"tasks": [4, 2], "jobs": [2, 1], "most": [4.0, 4.0], "once": [2.0, 0.0]}, index=[1, 2])
    jobs = replace(measured, rounds=rounds)
    assert project(jobs, Question()).seconds == pytest.approx(21.5), "as many tasks take what they took"
    assert project(jobs, Question(tasks=2)).seconds == pytest.approx(5 + 16.5 / 2), "fewer come in such jobs"
    assert project(jobs, Question(tasks=12)).seconds == pytest.approx(5 + 10.5 * (12 + 2 * 4) / 8 + 3 * 6)


def test_more_cores_search_fewer_tasks_in_each_job(measured):
    rounds = pd.DataFrame({"tasks": [4, 2], "jobs": [2, 1], "most": [4.0, 4.0], "once": [2.0, 0.0]}, index=[1, 2])
    jobs = replace(measured, rounds=rounds)
    assert project(jobs, Question(cores=2)).seconds == pytest.approx(5 + 16.5 / 2), "jobs of two, as before"
    assert project(jobs, Question(cores=4)).seconds == pytest.approx(5 + (10.5 * (4 + 2 * 4) / 8 + 6) / 4)


def test_who_waits_for_the_last_job_does_so_once_however_many_tasks_there_are(record):
    first = record.spans[record.spans["name"] == "shard"].iloc[[0]]
    other = first.assign(id=first["id"] + 1000, worker=first["worker"] + 1, duration=6.0)
    measured = Measured.of(replace(record, spans=pd.concat([record.spans, other], ignore_index=True)))
    assert (measured.cores, measured.fixed) == (2, pytest.approx(5 + (16 - 6) / 2))
    assert measured.idle == pytest.approx(0)


@pytest.mark.parametrize(
    ("question", "seconds"),
    [
        (Question(cores=2), 5 + 16.5 / 2),
        (Question(kernels=2), 5 + 16.5 - 4.5 / 2),
        (Question(samples=8), 5 + 16.5 + 4.5),
        (Question(faster={"validate": 5}), 5 + 16.5 - 4),
        (Question(faster={"execute": 2}, kernels=2), 5 + 16.5 - 1 / 2 - 3.5 / 2 - 3 / 4),
    ],
)
def test_parts_of_the_machine_and_of_the_work(measured, question, seconds):
    projected = project(measured, question)
    assert projected.seconds == pytest.approx(seconds)
    assert projected.speed_up == pytest.approx(21.5 / seconds)


def test_kernels_on_a_gpu_depend_on_the_number_of_gpus_not_of_cores(record):
    measured = Measured.of(record, devices=2)
    assert project(measured, Question()).seconds == pytest.approx(5 + 12 + 4.5 / 2)
    assert project(measured, Question(devices=4, cores=2)).seconds == pytest.approx(5 + 12 / 2 + 4.5 / 4)


def test_rounds_within_a_budget_know_that_rounds_differ(measured):
    # 5 s once; rounds of 10.5 s (with kernels that outlast their span), 6 s, 8 s as planned, and then 10.5 s again.
    within = {
        budget: project(measured, Question(budget=budget)).rounds for budget in (5, 15, 16, 21, 22, 29, 30, 41, 51)
    }
    assert within == {5: 0, 15: 0, 16: 1, 21: 1, 22: 2, 29: 2, 30: 3, 41: 4, 51: 5}
    assert project(measured, Question(tasks=8, budget=31)).rounds == 1


def test_a_last_round_that_ended_early_is_counted_as_planned(measured):
    longer = replace(measured, planned=measured.planned.assign(tasks=4.0))
    assert project(longer, Question(budget=27)).rounds == 1
    assert project(longer, Question(budget=28)).rounds == 2


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Question(faster={"think": 2}), "not think"),
        (lambda: Question(tasks=0), "above 0"),
        (lambda: Question(kernels=-1.0), "above 0"),
        (lambda: Question(faster={"load": 0}), "above 0"),
    ],
)
def test_questions_without_an_answer(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_what_the_record_does_not_tell_is_not_answered(measured):
    with pytest.raises(ValueError, match="nothing of this run ran on a GPU"):
        project(measured, Question(devices=2))
    with pytest.raises(ValueError, match="how many samples"):
        project(replace(measured, samples=math.nan), Question(samples=2))


def test_a_run_that_searched_nothing_has_nothing_to_project_from(tmp_path):
    with pytest.raises(ValueError, match="searched nothing"):
        Measured.of(read_record(tmp_path / "none.jsonl", missing_ok=True))


def test_nine_in_ten_intervals_from_32_tasks_hold_what_400_take():
    random = np.random.default_rng(3)
    population = random.lognormal(1.0, 1.2, 20_000)  # few tasks take most of the time
    held = []
    for _ in range(100):
        few, many = random.choice(population, 32), random.choice(population, 400)
        parts = pd.DataFrame(
            {"kernels": 0.0, "host": [few.sum()]},
            index=pd.MultiIndex.from_tuples([(1, "generate")], names=["round", "phase"]),
        )
        rounds = pd.DataFrame({"tasks": [32], "jobs": [2], "most": [16.0], "once": [0.0]}, index=[1])
        planned = pd.DataFrame(columns=["tasks", "seconds"])
        measured = Measured(32, 4.0, 1, 0, 0.0, parts, 0.0, rounds, planned, few)
        found = project(measured, Question(tasks=400))
        held.append(found.low <= many.sum() <= found.high)
    assert 0.8 <= np.mean(held) <= 0.97


def test_one_task_tells_no_interval(measured):
    alone = project(replace(measured, by_task=measured.by_task[:1]), Question())
    assert math.isnan(alone.low)
    assert math.isnan(alone.high)


def test_bottlenecks_add_up_to_the_run(measured):
    table = what_if.bottlenecks(replace(measured, idle=0.2))
    assert list(table.index[:3]) == ["generate (host)", "validate (host)", "start, warm-up and end"]
    assert table["seconds"].sum() == pytest.approx(project(replace(measured, idle=0.2), Question()).seconds)
    assert table["share"].sum() == pytest.approx(1)
    assert table.loc["workers without a job", "seconds"] == pytest.approx(16.5 / 4)
    first = table.iloc[0]
    assert first["twice"] == pytest.approx(1 / (1 - first["share"] / 2))
    assert first["gone"] == pytest.approx(1 / (1 - first["share"]))
    assert "faster GPU changes nothing" in first["reason"]


def test_the_table_has_a_row_for_each_question(measured):
    table = what_if.table(measured, {"as it is": Question(), "twice the tasks": Question(tasks=8)})
    assert list(table.index) == ["as it is", "twice the tasks"]
    assert list(table.columns) == ["seconds", "low", "high", "share", "rounds", "speed_up"]


def test_sliders_change_what_is_told(measured):
    box = panel.what_if(measured)
    *sliders, told = box.children
    by_name = {slider.description: slider for slider in sliders}
    assert list(by_name) == [
        "tasks", "samples for each task", "cores", "all kernels: times as fast", "generate: times as fast",
        "execute: times as fast", "validate: times as fast", "budget in hours",
    ]  # fmt: skip
    assert "<b>4 tasks would take 22 s.</b>" in told.value
    assert "less than 1% of 8 h" in told.value
    assert "as fast as on the machine that was measured" in told.value
    by_name["tasks"].value = 400
    assert "<b>400 tasks would take 28 min.</b>" in told.value
    by_name["budget in hours"].value = 0.5
    assert "92% of 30 min" in told.value
    by_name["cores"].value = 2
    assert "They would go 1.99 times as fast as on the machine that was measured." in told.value
    assert re.findall(r"<tr><td[^>]*>([^<]*)", told.value)[0] == "generate (host)"
    by_name["generate: times as fast"].value = 100.0
    assert re.findall(r"<tr><td[^>]*>([^<]*)", told.value)[0] == "validate (host)"


@pytest.mark.parametrize(
    "question", [Question(), Question(tasks=100, cores=3), Question(kernels=7, samples=9, faster={"execute": 2})]
)
def test_what_holds_a_run_up_adds_up_to_what_is_projected(measured, question):
    for one in (measured, replace(measured, cores=4, devices=1, idle=0.2)):
        found = what_if.bottlenecks(one, question)
        assert found["seconds"].sum() == pytest.approx(project(one, question).seconds)
        assert found["share"].sum() == pytest.approx(1)


def test_sliders_begin_at_what_they_show(measured):
    """A slider can only stand on one of its steps: one that begins between two shows something else than it holds."""
    for slider in panel.what_if(measured).children[:-1]:
        value = math.log10(slider.value) if hasattr(slider, "base") else slider.value
        steps = (value - slider.min) / slider.step
        assert steps == pytest.approx(round(steps)), slider.description


def test_charts_of_phases(record, measured):
    phases = phase_charts.time_in_phases_chart(record.spans)
    assert phases.axes[0].get_title(loc="left") == "Kernels run for 23% of the busy time"
    names = [label.get_text().rstrip() for label in phases.axes[0].get_yticklabels()]
    assert names[:5] == ["generate", "  generate", "    frontier", "  a strategy", "  shard"]
    assert names[5:] == ["execute", "validate", "plan", "  wait", "  solve", "other"]
    stuck = phase_charts.bottlenecks_chart(measured).axes[0]
    assert stuck.get_title(loc="left") == "28% of the time goes into generate (host)"
    budget = phase_charts.budget_chart(measured).axes[0]
    assert budget.get_title(loc="left").startswith("2 rounds of 4 tasks took 22 s; 400 tasks would take ")
    assert phase_charts.time_in_phases_chart(record.spans[:0]).axes[0].texts[0].get_text() == "nothing recorded"


def test_memory_over_time():
    counts = [{"round": 1, "tasks": 1, "peak_memory": 2e9, "peak_values": 1e9}, {"peak_memory": 3e9}]
    spans = frame((1, 0, "shard", 0, 2, 1, counts[0]), (2, 0, "shard", 2, 2, 2, counts[1]))
    axes = phase_charts.memory(spans).axes[0]
    assert axes.get_title(loc="left") == "Memory of the workers: 5.0 GB at most together"
    assert [line.get_label() for line in axes.lines] == [
        "worker 1: process", "worker 1: values", "worker 2: process", "worker 2: values"
    ]  # fmt: skip
    assert phase_charts.memory(SPANS).axes[0].texts[0].get_text() == "nothing recorded"
