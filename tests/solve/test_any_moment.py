"""Whatever a run is doing when it is interrupted, all answers found so far are written; and a clock that leaps."""

import random
import signal
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from solve import dying
from solve.test_simulated_devices import IDS, SMALL

from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.answers.submission import Submission, read_submission
from arc_pipeline.measure import read_record
from arc_pipeline.measure.record import RunRecord
from arc_pipeline.planning import Planner
from arc_pipeline.search.views.view import View
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
from arc_pipeline.workers import Workers, unwound_by_sigterm
from arc_pipeline.workers import workers as running

ROUNDS = (SMALL, replace(SMALL, features=60))
# By what is going on: the call, and the how manieth of a run is interrupted.
MOMENTS = {
    "workers are made": (Workers, "__enter__", 1),
    "the next job is planned": (Planner, "next_job", 3),
    "a task is searched": (View, "of", 3),
    "results are merged": (RunResults, "take", 3),
    "an answer is set": (Submission, "set", len(IDS) + 3),
    "work is counted": (RunResults, "count", 2),
    "the submission is written": (Submission, "write", 4),
    "spans are written": (RunRecord, "write_spans", 2),
    "lines are written": (RunRecord, "write_all", 4),
    "the planner takes note": (Planner, "take", 3),
    "workers are ended": (Workers, "_stop", 1),
}


@pytest.fixture(scope="module")
def tasks():
    return load_tasks("arc-agi-1/training", ids=list(IDS)).tasks


# Each second one is quick: whatever is stopped, it ends in the same way.
@pytest.mark.parametrize("moment", [pytest.param(m, marks=[pytest.mark.slow] * (k % 2)) for k, m in enumerate(MOMENTS)])
def test_an_interruption_at_any_moment_loses_no_answer(monkeypatch, tasks, tmp_path, moment):
    held, name, number = MOMENTS[moment]
    calls, answers = [], {}
    real, put = getattr(held, name), Submission.set

    def noting(submission, task_id, attempts):
        put(submission, task_id, attempts)
        answers[task_id] = attempts

    def interrupted(*arguments, **named):
        calls.append(name)
        if len(calls) == number:
            raise KeyboardInterrupt
        return (noting if name == "set" else real)(*arguments, **named)

    monkeypatch.setattr(Submission, "set", noting)
    monkeypatch.setattr(held, name, interrupted)
    with pytest.raises(KeyboardInterrupt):
        solve(tasks, tmp_path, backend="cpu", workers=0, rounds=ROUNDS, budget_seconds=None)
    assert len(calls) >= number
    written = read_submission(tmp_path / "submission.json")
    assert set(written) == set(IDS)
    for id, attempts in answers.items():
        for pair, found in zip(written[id], attempts, strict=True):
            assert all(map(np.array_equal, pair, found))
    record = read_record(tmp_path / "run.jsonl")
    assert not record.truncated
    assert len(record.run) == 1


def test_sigterm_is_left_to_others_that_handle_it_and_to_other_threads():
    seen = []
    before = signal.signal(signal.SIGTERM, mine := lambda *_: None)
    try:
        with unwound_by_sigterm():
            seen.append(signal.getsignal(signal.SIGTERM))
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with unwound_by_sigterm():
            seen.append(signal.getsignal(signal.SIGTERM))
        seen.append(signal.getsignal(signal.SIGTERM))
        thread = threading.Thread(target=lambda: unwound_by_sigterm().__enter__())
        thread.start()
        thread.join()
        seen.append(signal.getsignal(signal.SIGTERM))
    finally:
        signal.signal(signal.SIGTERM, before)
    assert seen[0] is mine
    assert seen[1] not in (mine, signal.SIG_DFL)
    assert seen[2:] == [signal.SIG_DFL] * 2


@pytest.mark.parametrize("workers", [0, 1])
def test_a_wall_clock_that_leaps_by_hours_changes_nothing(monkeypatch, tasks, tmp_path, workers):
    chance = random.Random(0)
    monkeypatch.setattr(time, "time", lambda: 1e9 + chance.uniform(-1e5, 1e5))
    if workers:
        monkeypatch.setattr(running, "run_shard", dying.run_shard_hours_ahead)
    solved = solve(tasks, tmp_path, backend="cpu", workers=workers, rounds=ROUNDS, budget_seconds=600.0)
    assert all(solved.results[task.id].searched for task in tasks), "the budget was not used up by a leap"
    spans = read_record(tmp_path / "run.jsonl").spans
    (whole,) = spans[spans["name"] == "solve"].itertuples()
    inner = spans[spans["name"] == "shard"]
    assert set(inner["worker"]) == {workers}
    assert (spans["duration"] >= 0).all()
    assert (inner["start"] >= whole.start - 1e-3).all()
    assert (inner["start"] + inner["duration"] <= whole.start + whole.duration + 1e-3).all()
    seconds = [moment.seconds for moments in solved.history.values() for moment in moments]
    assert 0 <= min(seconds) <= max(seconds) <= whole.duration + 1
