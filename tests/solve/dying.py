"""Stand-ins for the search of a shard, for worker processes: told by the ids of its tasks whether to die or fail."""

import os
import signal
import time
from types import SimpleNamespace

from arc_pipeline.backends import BackendError
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.workers import Job, ShardResult


def tasks(*ids):
    """Tasks with nothing but their ids."""
    return [SimpleNamespace(id=id) for id in ids]


def jobs(tasks, together=8, **more):
    """What gives the jobs of a single round over these tasks, one after the other, and then none."""
    found = [Job(tasks[k : k + together], ROUNDS[0], **more) for k in range(0, len(tasks), together)]
    return lambda: found.pop(0) if found else None


def never(*_):
    """End this process before it can do anything."""
    os._exit(3)


def run_shard(shard, views, known, effort, deadline, backend, *_):
    """By how a task's id begins: `kills` this process, `fails` with an exception, `lacks` memory, `hangs` for a minute;
    `loses` the backend, unless that is the CPU's. Else find nothing."""
    for task in shard:
        if task.id.startswith("kills"):
            os.kill(os.getpid(), signal.SIGKILL)
        if task.id.startswith("fails"):
            raise ValueError(f"cannot search {task.id}")
        if task.id.startswith("lacks"):
            raise MemoryError(f"no memory for {task.id}")
        if task.id.startswith("hangs"):
            time.sleep(60)
        if task.id.startswith("loses") and backend != "cpu":
            raise BackendError(f"{backend} is gone")
    return ShardResult([TaskResult(task.id, tried=1) for task in shard])
