"""What measuring costs: CPU seconds of the same search with spans and counters of kernels, and without.

`python -m benchmarks.measuring` prints the median over pairs of runs, one after the other in this process.
"""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext
from statistics import median

from arc_pipeline.backends.array_kernel import ArrayLaunch
from arc_pipeline.backends.backend import Launch
from arc_pipeline.backends.counters import Counter
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline, recording, unmeasured
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.shard import search_shard
from arc_pipeline.tasks import load_tasks

_LIMIT = 1 << 31  # bytes of values
_EVERY = 24  # task of the 400 of the training set


class _Unmeasured(CpuBackend):
    """The CPU without a clock around its kernels."""

    def _timed(self, launch: Launch | ArrayLaunch, counter: Counter) -> None:
        self._launch(launch)


def cpu_seconds(measure: bool) -> tuple[float, int]:
    """CPU seconds of this process for a first round over a few tasks, and the number of spans recorded."""
    tasks = load_tasks("arc-agi-1/training").tasks[::_EVERY]
    backend = (CpuBackend if measure else _Unmeasured)(_LIMIT, threads=1)
    with recording() as recorder, nullcontext() if measure else unmeasured():
        began = time.process_time()
        for start in range(0, len(tasks), 4):
            search_shard(backend, tasks[start : start + 4], ROUNDS[0], Deadline(None))
        seconds = time.process_time() - began
    backend.close()
    return seconds, len(recorder.spans)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs (default 5)")
    pairs = parser.parse_args().pairs
    cpu_seconds(True)  # loads and compiles
    shares, seconds, spans = [], [], 0
    for number in range(pairs):
        order = (True, False) if number % 2 else (False, True)  # whoever is second finds warmer caches
        found = {measure: cpu_seconds(measure) for measure in order}
        spans = found[True][1]
        seconds.append(found[False][0])
        shares.append(found[True][0] / found[False][0] - 1)
    print(f"{median(seconds):.2f} CPU seconds unmeasured, {spans:,} spans when measured")
    print(f"measuring costs {median(shares):+.2%} (from {min(shares):+.2%} to {max(shares):+.2%} in {pairs} pairs)")


if __name__ == "__main__":
    main()
