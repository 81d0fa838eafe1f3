"""Runs jobs, which are searches of some tasks, on processes, one or two per core, through `concurrent.futures`.

Any executor can replace the local pool (for instance a Dask client's `get_executor()`).
"""

from .faults import Fault
from .job import Job
from .pool import LocalPool, refuse_while_starting
from .shard import ShardResult, origin, run_shard
from .sharing import worker_count
from .unwinding import unwound_by_sigterm
from .workers import Workers, WorkersError

__all__ = [
    "Fault",
    "Job",
    "LocalPool",
    "ShardResult",
    "Workers",
    "WorkersError",
    "origin",
    "refuse_while_starting",
    "run_shard",
    "unwound_by_sigterm",
    "worker_count",
]
