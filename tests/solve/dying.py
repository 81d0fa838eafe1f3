"""Stand-ins for the search of a shard, for worker processes: told by the ids of its tasks whether to die or fail."""

import os
import resource
import signal
import time
from pathlib import Path
from types import SimpleNamespace

from arc_pipeline.backends import BackendError, open_backend
from arc_pipeline.measure import clock
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.workers import Job, ShardResult, shard

EPOCH = clock._EPOCH_OF_COUNTER


def tasks(*ids):
    """Tasks with nothing but their ids."""
    return [SimpleNamespace(id=id, train=(), test=()) for id in ids]


def jobs(tasks, together=8, **more):
    """What gives the jobs of a single round over these tasks, one after the other, and then none."""
    found = [Job(tasks[k : k + together], CHEAP, **more) for k in range(0, len(tasks), together)]
    return lambda: found.pop(0) if found else None


def never(*_):
    """End this process before it can do anything."""
    os._exit(3)


def run_shard(tasks, *_):
    """By how a task's id begins: `kills` this process, `fails` with an exception, `lacks` memory, `eats` all that the
    system allows, `hangs` for an hour. Else find nothing."""
    for task in tasks:
        if task.id.startswith("kills"):
            os.kill(os.getpid(), signal.SIGKILL)
        if task.id.startswith("fails"):
            raise ValueError(f"cannot search {task.id}")
        if task.id.startswith("lacks"):
            raise MemoryError(f"no memory for {task.id}")
        if task.id.startswith("eats"):
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            most = pages * resource.getpagesize() + (1 << 26)
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            bytearray(1 << 30)
        if task.id.startswith("hangs"):
            time.sleep(3600)
    return ShardResult([TaskResult(task.id, tried=1) for task in tasks])


def run_shard_hours_ahead(*arguments):
    """The search of a shard itself, in a process that began when the wall clock was five hours ahead."""
    clock._EPOCH_OF_COUNTER = EPOCH + 5 * 3600.0
    return shard.run_shard(*arguments)


def run_shard_without_a_gpu(*arguments):
    """The search of a shard itself, in a process with a GPU that no backend can use: only that of the CPU opens."""

    def opened(name, *given, **named):
        if name != "cpu":
            raise BackendError(f"{name} is gone")
        return open_backend("reference", 1 << 22)

    shard.open_backend, shard.gpus_of = opened, lambda name: int(name != "cpu")
    shard.search_shard = lambda backend, tasks, *more: [TaskResult(task.id, tried=1) for task in tasks]
    return shard.run_shard(*arguments)
