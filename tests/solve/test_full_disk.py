"""A disk that fills up, or takes no more writing, costs what would have been written, and nothing that was found."""

import errno
import json
import os
import subprocess
import sys
import warnings

import pytest
from structure.imports import ROOT

from arc_pipeline.answers import submission as writing
from arc_pipeline.answers.report import write_report
from arc_pipeline.answers.submission import Submission, check_submission
from arc_pipeline.measure import read_record, told_if_possible
from arc_pipeline.measure.record import RunRecord
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks

IDS = ["67a3c6ac", "a416b8f3", "3c9b0459"]
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, strategies="cheap", together=1)
TASK = {"id": "0a1b2c3d", "seconds": 1.5, "candidates": 20, "chosen": None}
# A file may grow to so many bytes: less than the record and the attempts of this run take, more than its submission.
MOST = 4000
PROGRAM = f"""
import resource, sys, warnings
from arc_pipeline.answers.report import write_report
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
resource.setrlimit(resource.RLIMIT_FSIZE, ({MOST}, {MOST}))
loaded = load_tasks("arc-agi-1/training", {IDS})
solved = solve(loaded.tasks, sys.argv[1], backend="cpu", workers=0, rounds=({SMALL!r},))
table = write_report(loaded.tasks, solved, loaded.answers, sys.argv[1])
print(table["solved"].sum(), "solved;", *solved.errors)
"""


@pytest.fixture(scope="module")
def loaded():
    return load_tasks("arc-agi-1/training", IDS)


def no_space(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit of the system")
def test_a_run_whose_record_finds_no_room_solves_as_ever(tmp_path, loaded):
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "3 solved; attempts.json lacks what was found, as it cannot be written: " in ended.stdout
    assert f"the record {tmp_path / 'run.jsonl'} ends here, as it cannot be written: " in ended.stdout
    assert ended.stderr.count("ends here") == 2, "once as it ran, once for the report"
    check_submission(tmp_path / "submission.json", loaded.tasks)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        record = read_record(tmp_path / "run.jsonl")
    assert len(record.run) == 1
    assert not record.truncated, "it ends with a whole line"


def test_a_record_that_cannot_be_written_says_so_once_and_goes_on_without(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.warns(RuntimeWarning, match=r"ends here, as it cannot be written: ") as said:
        record = RunRecord(tmp_path / "file" / "run.jsonl", anew=True)
    assert record.failure == str(said[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        record.write("task", TASK)
        record.write_all("task", [TASK, TASK])
        record.close()
    found = read_record(tmp_path / "nowhere" / "run.jsonl", missing_ok=True)
    assert len(found.tasks) == len(found.spans) == len(found.counters) == len(found.failures) == 0
    with pytest.raises(FileNotFoundError):
        read_record(tmp_path / "nowhere" / "run.jsonl")


def test_a_submission_that_cannot_be_replaced_stays_and_is_tried_again(tmp_path, monkeypatch):
    path, replace = tmp_path / "submission.json", os.replace
    submission = Submission(path, {"a": 1})
    submission.write()
    before = path.read_bytes()
    submission.set("a", [([[1]], [[2]])])
    monkeypatch.setattr(writing.os, "replace", no_space)
    with pytest.warns(RuntimeWarning, match=r"No space left on device.*stays as it was"):
        submission.write_if_possible()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # once is enough
        submission.write_if_possible()
    assert path.read_bytes() == before
    assert "No space left" in submission.failure
    assert [one.name for one in tmp_path.iterdir()] == ["submission.json"], "no part of a file is left behind"
    monkeypatch.setattr(writing.os, "replace", replace)
    submission.write_if_possible()
    assert json.loads(path.read_text()) == {"a": [{"attempt_1": [[1]], "attempt_2": [[2]]}]}
    assert submission.failure == ""


@pytest.mark.parametrize("recovers", [True, False])
@pytest.mark.filterwarnings("ignore:.*stays as it was")
def test_a_run_whose_submission_cannot_be_replaced_for_a_while_loses_nothing(tmp_path, loaded, monkeypatch, recovers):
    replace, calls = os.replace, []

    def sometimes(*arguments):
        if arguments[1].name != "submission.json":
            return replace(*arguments)
        calls.append(arguments)
        first, last = len(calls) == 1, len(calls) == len(IDS) + 2  # prefilled; after the last shard
        return (replace if first or (last and recovers) else no_space)(*arguments)

    monkeypatch.setattr(writing.os, "replace", sometimes)
    solved = solve(loaded.tasks, tmp_path, backend="cpu", workers=0, rounds=(SMALL,))
    assert len(calls) == len(IDS) + 2
    check_submission(tmp_path / "submission.json", loaded.tasks)
    assert all(solved.is_settled(task) for task in loaded.tasks)
    written = json.loads((tmp_path / "submission.json").read_text())
    for task in loaded.tasks:
        chosen = [pair[0].grid.tolist() for pair in solved.attempts[task.id]]
        assert ([pair["attempt_1"] for pair in written[task.id]] == chosen) == recovers
    assert [error.count("No space left on device") for error in solved.errors] == ([] if recovers else [1])


def test_attempts_that_find_no_room_cost_the_submission_nothing(tmp_path, loaded):
    (tmp_path / "attempts.json").mkdir()
    with pytest.warns(RuntimeWarning, match=r"attempts\.json lacks what was found") as said:
        solved = solve(loaded.tasks, tmp_path, backend="cpu", workers=0, rounds=(SMALL,))
    assert len(said) == 2, "when the run began, and when it ended"
    assert solved.errors == [str(said[1].message)]
    check_submission(tmp_path / "submission.json", loaded.tasks)


def test_an_output_folder_that_cannot_be_written_at_all_is_an_error_at_once(tmp_path, loaded):
    (tmp_path / "file").write_text("")
    with pytest.raises(writing.SubmissionError, match="cannot write the submission"):
        solve(loaded.tasks, tmp_path / "file", backend="cpu", workers=0)


def test_a_report_that_cannot_be_written_is_returned(tmp_path, loaded):
    solved = solve(loaded.tasks, tmp_path, backend="cpu", workers=0, rounds=(SMALL,))
    (tmp_path / "report.csv").mkdir()
    with pytest.warns(RuntimeWarning, match=r"report\.csv cannot be written: "):
        table = write_report(loaded.tasks, solved, loaded.answers, tmp_path)
    assert table["solved"].tolist() == [True] * len(IDS)


def test_a_bar_on_a_terminal_that_is_gone_ends_no_run(tmp_path, loaded):
    calls = []

    def gone(tasks):
        calls.append(tasks)
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))

    with pytest.warns(RuntimeWarning, match="progress is not shown any more: .*Broken pipe"):
        solved = solve(loaded.tasks, tmp_path, backend="cpu", workers=0, rounds=(SMALL,), progress=gone)
    assert len(calls) == 1
    assert all(solved.is_settled(task) for task in loaded.tasks)


def test_what_a_caller_raises_to_end_a_run_ends_it():
    told = told_if_possible(lambda tasks: {}[tasks], "progress")
    with pytest.raises(KeyError):
        told(1)
