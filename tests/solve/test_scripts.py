"""However a person starts a run: workers need nothing of the program that started them, and never do its work again."""

import json
import os
import subprocess
import sys

import pytest
from solve import dying
from structure.imports import ROOT

from arc_pipeline.measure import Deadline
from arc_pipeline.search.effort import Effort
from arc_pipeline.tasks import load_tasks
from arc_pipeline.workers import Workers, WorkersError, pool

IDS = ["67a3c6ac", "a416b8f3", "3c9b0459"]  # each is solved by one or two operations, so that the runs are short
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.3, strategies="cheap", together=2)
# README's two lines, as a script: without a main guard. A small round is enough to start all workers.
LINES = f"""from arc_pipeline import load_tasks, solve
from arc_pipeline.search.effort import Effort

solved = solve(load_tasks("arc-agi-1/training", {IDS}).tasks, "out", rounds=[{SMALL}], workers=2)
"""
TOLD = """
print(sum(result.fits for result in solved.results.values()), "solved,", solved.errors)
open("runs", "a").write("once ")
"""
IPYTHON = [sys.executable, "-m", "IPython", "--no-banner", "--quick", "--colors=NoColor"]
# A script that does nothing of its own when it is imported, but a pool's processes would have to import it to begin.
IN_A_GUARD = "if __name__ == '__main__':\n    " + (LINES + TOLD).strip().replace("\n", "\n    ") + "\n"
WAYS = {
    "a script without a main guard": (LINES + TOLD, [sys.executable, "script.py"]),
    "a script from standard input": (LINES + TOLD, [sys.executable, "-"]),
    "a script with a guard from standard input": (IN_A_GUARD, [sys.executable, "-"]),
    "a command": ("", [sys.executable, "-c", LINES + TOLD]),
    "a module": (LINES + TOLD, [sys.executable, "-m", "script"]),
    "ipython": (LINES + TOLD, [*IPYTHON, "script.py"]),
    "%run": (LINES + TOLD, [*IPYTHON, "-c", "%run script.py"]),
}

QUICK = {"a script without a main guard"}


def environment(**more):
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8", **more}


def started(folder, text, command):
    (folder / "script.py").write_text(text)
    return subprocess.run(
        command, cwd=folder, env=environment(IPYTHONDIR=str(folder / "ipython")), input=text,
        capture_output=True, encoding="utf-8", check=False, timeout=1800,
    )  # fmt: skip


@pytest.mark.parametrize("way", [pytest.param(way, marks=[] if way in QUICK else pytest.mark.slow) for way in WAYS])
def test_two_lines_solve_however_they_are_started(tmp_path, way):
    ended = started(tmp_path, *WAYS[way])
    assert ended.returncode == 0, ended.stderr
    assert "3 solved, []" in ended.stdout, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stdout + ended.stderr
    assert (tmp_path / "runs").read_text() == "once ", "no worker ran the script again"
    assert set(json.loads((tmp_path / "out" / "submission.json").read_text())) == set(IDS)
    assert (tmp_path / "out" / "run.jsonl").exists()


@pytest.mark.slow
def test_the_submission_notebooks_script_runs_as_a_script(tmp_path):
    script = (ROOT / "notebooks" / "submission.py").read_text(encoding="utf-8")
    for name, value in {"ids": IDS, "budget_seconds": 3600, "workers": 2, "output_dir": "out"}.items():
        assert script.count(f"\n{name} = None\n") == 1
        script = script.replace(f"\n{name} = None\n", f"\n{name} = {value!r}\n")
    ended = started(tmp_path, script, [sys.executable, "script.py"])
    assert ended.returncode == 0, ended.stderr
    assert "3 tasks searched, 3 of them with a program that fits" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert set(json.loads((tmp_path / "out" / "submission.json").read_text())) == set(IDS)


def test_a_worker_of_another_executor_that_imports_the_script_writes_nothing(tmp_path):
    """Its processes import the main module: they are told what is wrong there, and the parent ends with one error."""
    given = """from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
executor = ProcessPoolExecutor(2, get_context("spawn"))
"""
    text = given + LINES.replace("workers=2", "workers=2, executor=executor") + TOLD
    ended = started(tmp_path, text, [sys.executable, "script.py"])
    assert ended.returncode != 0
    # Behind it Python may say that it tidied up after the executor.
    errors = [line for line in ended.stderr.splitlines() if "WorkersError:" in line]
    assert len(errors) == 1
    assert errors[0].startswith("arc_pipeline.workers.workers.WorkersError: the executor")
    assert "solve() is called while a worker process of an executor is being started" in ended.stderr
    assert not (tmp_path / "runs").exists()
    runs = [json.loads(line) for line in (tmp_path / "out" / "run.jsonl").read_text().splitlines()]
    assert [line["workers"] for line in runs if line["kind"] == "run"] == [2], "the parent's record is whole"
    assert set(json.loads((tmp_path / "out" / "submission.json").read_text())) == set(IDS)


def test_where_no_worker_ever_begins_there_is_one_clear_error(monkeypatch):
    monkeypatch.setattr(pool, "_begin", dying.never)
    with (
        pytest.raises(WorkersError, match=r"no worker process begins to work: 3 in a row.*workers=0"),
        Workers("reference", 2) as workers,
    ):
        list(workers.run(dying.jobs(dying.tasks(*"abcdefgh")), Deadline(120)))
    assert workers.faults == [], "no task is blamed"


def test_where_the_system_starts_no_process_there_is_one_clear_error(monkeypatch):
    def refuse(self):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool._Process, "start", refuse)
    with pytest.raises(WorkersError, match="Resource temporarily unavailable"), Workers("reference", 2) as workers:
        list(workers.run(dying.jobs(dying.tasks("a")), Deadline(120)))


def test_a_process_that_does_not_begin_once_blames_no_task(monkeypatch):
    tasks = load_tasks("arc-agi-1/training", IDS).tasks
    begin, begun = pool._begin, []

    def at_second_try(slot):
        begun.append(slot)
        monkeypatch.setattr(pool, "_begin", begin if len(begun) > 1 else dying.never)
        return running(slot)

    running = pool._Slot._running
    monkeypatch.setattr(pool._Slot, "_running", at_second_try)
    monkeypatch.setattr("arc_pipeline.workers.workers.run_shard", dying.run_shard)
    with Workers("reference", 1) as workers:
        found = list(workers.run(dying.jobs(tasks, together=len(IDS)), Deadline(120)))
    assert [shard.error for _, shard in found] == [None]
    assert workers.faults == []
    assert sorted(result.task_id for _, shard in found for result in shard.results) == sorted(IDS)
    assert len(begun) == 2
