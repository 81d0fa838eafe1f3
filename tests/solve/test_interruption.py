"""However a run is stopped, all answers so far stay behind and no process does; a lost worker costs no task."""

import json
import os
import signal
import sys

import pytest
from solve.session import session, wait_until

from arc_pipeline.answers.submission import submission_problems
from arc_pipeline.measure import read_record
from arc_pipeline.tasks import load_tasks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

TASKS = 12
RUN = """
import json, sys
from dataclasses import replace
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
quick = replace(CHEAP, feature_cost=1, number_cost=1, features=50, rules=4, strategies="cheap", together=2)
tasks = load_tasks("arc-agi-1/training", limit=int(sys.argv[2])).tasks
budget, rounds = float(sys.argv[3]), int(sys.argv[4])
solved = solve(tasks, sys.argv[1], budget_seconds=budget, backend="cpu", workers=2, rounds=(quick,) * rounds)
found = {"searched": sorted(solved.results), "errors": solved.errors, "faults": [vars(one) for one in solved.faults]}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def tasks():
    return load_tasks("arc-agi-1/training", limit=TASKS).tasks


@pytest.fixture
def run(tmp_path):
    """A run that has just begun: small rounds on two workers that do not end before it is stopped."""
    with session(RUN, [str(tmp_path / "out"), str(TASKS), "3600", "9999"], tmp_path / "errors.txt") as running:
        yield running


def wait_for_writings(run, path, times):
    """Until the submission has been written `times` times."""
    seen = set()

    def written():
        if path.exists():
            status = path.stat()
            seen.add((status.st_ino, status.st_mtime_ns))
        return len(seen) >= times

    run.wait_until(written, f"the submission was written {times} times")


def moment(run, path, when):
    if when == "prefilled":
        wait_for_writings(run, path, 1)
    elif when == "workers begun":
        run.wait_until(lambda: len(run.workers()) == 2, "two workers ran")
    else:
        wait_for_writings(run, path, {"first shard": 2, "third shard": 4}[when])


@pytest.mark.parametrize(
    "when",
    [
        "prefilled",
        pytest.param("workers begun", marks=pytest.mark.slow),
        pytest.param("third shard", marks=pytest.mark.slow),
        "first shard",
    ],
)
def test_a_killed_run_leaves_a_whole_submission_and_no_process(run, tmp_path, tasks, when):
    path = tmp_path / "out" / "submission.json"
    moment(run, path, when)
    assert run.stop(signal.SIGKILL) == -signal.SIGKILL
    assert submission_problems(path, tasks) == []
    wait_until(lambda: not run.living(), f"all processes ended: {run.living()}", 60)
    assert submission_problems(path, tasks) == []


@pytest.mark.parametrize(
    ("when", "number", "group"),
    [
        ("workers begun", signal.SIGINT, True),
        pytest.param("first shard", signal.SIGINT, True, marks=pytest.mark.slow),
        pytest.param("workers begun", signal.SIGTERM, False, marks=pytest.mark.slow),
        pytest.param("first shard", signal.SIGTERM, True, marks=pytest.mark.slow),
        ("third shard", signal.SIGTERM, False),
    ],
)
def test_ctrl_c_and_sigterm_leave_a_whole_submission_a_record_and_no_process(run, tmp_path, tasks, when, number, group):
    """As a terminal sends them, to the whole group, or to the program alone."""
    path = tmp_path / "out" / "submission.json"
    moment(run, path, when)
    ended = run.stop(number, group)
    assert ended == -signal.SIGTERM if number == signal.SIGTERM else ended != 0
    assert ("KeyboardInterrupt" in (tmp_path / "errors.txt").read_text()) == (number == signal.SIGINT)
    assert submission_problems(path, tasks) == []
    wait_until(lambda: not run.living(), f"all processes ended: {run.living()}", 60)
    record = read_record(tmp_path / "out" / "run.jsonl")
    assert not record.truncated
    assert record.spans.set_index("path")["failed"]["solve"], "the record says that the run was cut off"
    assert when == "workers begun" or len(record.counters) > 0, "and what was counted up to then"
    assert not list(path.parent.glob(".*.part")), "no part of a file is left behind"


@pytest.mark.parametrize("when", ["workers begun", pytest.param("first shard", marks=pytest.mark.slow)])
def test_a_killed_worker_costs_no_task(tmp_path, tasks, when):
    path = tmp_path / "out" / "submission.json"
    with session(RUN, [str(tmp_path / "out"), str(TASKS), "3600", "1"], tmp_path / "errors.txt") as run:
        moment(run, path, when)
        os.kill(run.workers()[0], signal.SIGKILL)
        output, _ = run.process.communicate(timeout=600)
        assert run.process.returncode == 0, (tmp_path / "errors.txt").read_text()
        wait_until(lambda: not run.living(), "all processes ended", 60)
    solved = json.loads(output)
    assert solved["searched"] == sorted(task.id for task in tasks)
    assert solved["errors"] == []
    assert [fault["what"] for fault in solved["faults"]] in ([], ["worker died"]), "none if it had nothing to do"
    assert submission_problems(path, tasks) == []
    assert read_record(tmp_path / "out" / "run.jsonl").faults.to_dict("records") == solved["faults"]
