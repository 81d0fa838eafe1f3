"""What a job takes besides its tasks is measured by jobs of two sizes."""

import json

import pytest

from arc_pipeline.planning import RATES, read_rates
from arc_pipeline.search.effort import ROUNDS, Effort
from arc_pipeline.tasks import load_tasks
from benchmarks import jobs

SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, together=2)
IDS = ["a416b8f3", "3c9b0459", "67a3c6ac", "05269061"]


def test_what_a_job_takes_is_told_from_what_its_tasks_take():
    assert jobs.of_job(large=2 * 3 + 32 * 0.5, small=8 * 3 + 32 * 0.5, few=2, many=8, tasks=32) == pytest.approx(6)
    assert jobs.of_job(large=9.0, small=8.0, few=2, many=8, tasks=32) == 0, "noise is nothing that a job takes"


def test_jobs_of_both_sizes_have_all_tasks(monkeypatch):
    asked = []

    def seconds(tasks, size, effort):
        asked.append((len(tasks), size))
        return -(-len(tasks) // size) * 1.0 + len(tasks) * 0.5

    monkeypatch.setattr(jobs, "seconds", seconds)
    assert jobs.once(range(24), ROUNDS[1]) == pytest.approx(2)
    assert asked == [(16, 16), (16, 16), (16, 4), (8, 16), (8, 4)], "first a warm-up"
    assert jobs.once(range(3), ROUNDS[7]) == 0, "a task at a time"


def test_it_is_written_for_the_round_and_for_later_ones_that_take_tasks_together(tmp_path, monkeypatch, capsys):
    (tmp_path / "ids.txt").write_text("\n".join(IDS))
    (tmp_path / "rates.json").write_text(RATES.read_text())
    monkeypatch.setattr(jobs, "once", lambda tasks, effort: 3.14159)
    jobs.main(["--ids", str(tmp_path / "ids.txt"), "--rounds", "2", "--rates", str(tmp_path / "rates.json")])
    before, found = read_rates(), read_rates(tmp_path / "rates.json")
    assert [one.once for one in found.rounds[:2]] == [before.of(1).once, 3.14]
    assert [one.once for one in found.rounds[2:]] == [3.14 if one.together > 1 else 0 for one in ROUNDS[2:]]
    assert "3.14 more tasks" in capsys.readouterr().out
    written = json.loads((tmp_path / "rates.json").read_text())
    assert [one["of"] for one in written["rounds"]] == [one["of"] for one in json.loads(RATES.read_text())["rounds"]]


def test_tasks_are_searched_in_jobs(capsys):
    tasks = load_tasks("arc-agi-1/training", IDS).tasks
    assert jobs.once(tasks, SMALL) >= 0
    assert "4 tasks in jobs of 2 and of 1" in capsys.readouterr().out


def test_the_rates_that_are_shipped_know_it():
    known = read_rates()
    assert all((one.once > 0) == (effort.together > 1) for one, effort in zip(known.rounds, ROUNDS, strict=True))
    assert known.of(len(ROUNDS) + 5).once > 0
