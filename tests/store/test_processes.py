"""Many processes write one store at the same time; one that is killed in the middle leaves it whole."""

import os
import signal
import subprocess
import sys

import pytest
from store.made_up import candidate, filled, recalled, result, rows, turned
from structure.imports import ROOT

from arc_pipeline.store import Store

WRITERS, TIMES = 4, 12


def writer(path, number, times):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-m", "store.writing", str(path), str(number), str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment)


def test_many_processes_that_write_at_once_lose_nothing(tmp_path):
    path = tmp_path / "a.sqlite"  # which all of them want to make
    ended = [(process, *process.communicate()) for process in [writer(path, k, TIMES) for k in range(WRITERS)]]
    for process, said, errors in ended:
        assert (process.returncode, said, errors) == (0, "done\n", "")
    (found,), errors = recalled(path, turned("shared"), resume=True)
    assert errors == []
    assert (found.seconds, found.tried, len(found.finished)) == (WRITERS * TIMES,) * 3
    counts = rows(path, "SELECT count(*) FROM programs GROUP BY task ORDER BY 1")
    assert counts == [(1,), *[(TIMES,)] * WRITERS]
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"]


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_a_process_that_is_killed_while_it_writes_leaves_a_store_that_is_whole(tmp_path):
    path = filled(tmp_path / "a.sqlite")
    process, seen = writer(path, 1, 100_000), 0
    while seen < 5:  # it writes without a pause
        assert process.poll() is None, process.communicate()
        (seen,) = rows(path, "SELECT coalesce(sum(times), 0) FROM finished")[0]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (found,), errors = recalled(path, turned("shared"), resume=True)
    assert errors == []
    assert len(found.finished) == found.tried >= min(seen, 1000)
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"], "nothing was moved aside"


def test_two_runs_with_one_store_see_what_the_other_has_found(tmp_path):
    task = turned()
    with Store(tmp_path / "a.sqlite") as one, Store(tmp_path / "a.sqlite") as other:
        one.add([result(task, candidate(task))], {task.id: task})
        other.add([result(task, candidate(task, "hmirror(I)", fit=0.5))], {task.id: task})
        assert (one.errors, other.errors) == ([], [])
        assert rows(tmp_path / "a.sqlite", "SELECT count(*) FROM programs") == [(2,)]
