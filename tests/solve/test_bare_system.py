"""A system that lacks what only Linux and macOS have, as Windows does: a task is solved there all the same."""

import subprocess
import sys

from structure.imports import ROOT

# What Python's own modules need of these they have by then.
SOLVE = """
import concurrent.futures.process, os, sys, tempfile
from pathlib import Path
from types import SimpleNamespace
import numpy, psutil, threadpoolctl
from arc_pipeline import solve
from arc_pipeline.search.effort import Effort
from arc_pipeline.tasks import load_tasks

for name in ("fcntl", "resource", "pwd", "grp"):
    sys.modules[name] = None
for name in ("getuid", "sched_getaffinity", "sysconf", "getloadavg", "killpg"):
    delattr(os, name)
read_text = Path.read_text

def read(path, *given, **named):
    if path.parts[1:2] in (("proc",), ("sys",)) and path.name != "cpuinfo":  # so that kernels need not be compiled anew
        raise FileNotFoundError(path)
    return read_text(path, *given, **named)

Path.read_text = read
psutil.virtual_memory = lambda: 1 / 0  # not even this
psutil.Process = lambda: SimpleNamespace(memory_info=lambda: SimpleNamespace(peak_wset=1 << 30))
small = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, together=2)
tasks = load_tasks("arc-agi-1/training", ids=["67a3c6ac"]).tasks
solved = solve(tasks, sys.argv[1], budget_seconds=300.0, backend="cpu", workers=0, rounds=(small,))
print([task.id for task in tasks if solved.is_settled(task)], solved.errors)
"""


def test_a_task_is_solved_on_a_system_that_has_none_of_what_unix_has(tmp_path):
    command = [sys.executable, "-c", SOLVE, str(tmp_path / "out")]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert ended.stdout.strip() == "['67a3c6ac'] []", ended.stderr
    assert (tmp_path / "out" / "submission.json").exists()
    assert "4 GiB are assumed" in ended.stderr
