"""Runs shards of tasks on processes, one per core, through the interface of `concurrent.futures`.

Any executor can replace the local pool (for instance a Dask client's `get_executor()`).
"""

from .pool import refuse_while_starting
from .shard import ShardResult, run_shard
from .workers import Workers, WorkersError, worker_count

__all__ = ["ShardResult", "Workers", "WorkersError", "refuse_while_starting", "run_shard", "worker_count"]
