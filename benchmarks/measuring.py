"""What measuring costs: CPU seconds of the same search with spans and counters of kernels, and without.

`python -m benchmarks.measuring` prints the median over pairs of runs, one after the other in this process, and, as
pairs tell little on a busy machine, what so many spans and launches cost by what one of each does.
"""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext
from statistics import median
from typing import Any

from arc_pipeline.backends.array_kernel import ArrayLaunch
from arc_pipeline.backends.backend import Launch
from arc_pipeline.backends.counters import Counter
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline, recording, span, unmeasured
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.search.shard import search_shard
from arc_pipeline.tasks import load_tasks

_LIMIT = 1 << 31  # bytes of values
_EVERY = 24  # task of the 400 of the training set
_TIMES = 20_000  # that one span, and the clock around one launch, are repeated
_NOTHING: Any = None  # in place of a launch


class _Unmeasured(CpuBackend):
    """The CPU without a clock around its kernels."""

    def _timed(self, launch: Launch | ArrayLaunch, counter: Counter) -> None:
        self._launch(launch)


class _Idle(CpuBackend):
    """Launches nothing, so that what is left is the clock around it."""

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        del launch


def cpu_seconds(measure: bool) -> tuple[float, int, int]:
    """CPU seconds of this process for a first round over a few tasks, and the numbers of spans recorded and of
    launches."""
    tasks = load_tasks("arc-agi-1/training").tasks[::_EVERY]
    backend = (CpuBackend if measure else _Unmeasured)(_LIMIT, threads=1)
    with recording() as recorder, nullcontext() if measure else unmeasured():
        began = time.process_time()
        for start in range(0, len(tasks), 4):
            search_shard(backend, tasks[start : start + 4], CHEAP, Deadline(None))
        seconds = time.process_time() - began
    launches = sum(counter.launches for counter in backend.counters.operations.values())
    backend.close()
    return seconds, len(recorder.spans), launches


def seconds_of_one() -> tuple[float, float]:
    """CPU seconds that a span with a count costs, and the clock around a launch."""
    backend, counter = _Idle(1 << 20, threads=1), Counter()
    with recording():
        began = time.process_time()
        for _ in range(_TIMES):
            with span("one", given=1) as one:
                one.count(found=1)
        between = time.process_time()
        with span("launches"):
            for _ in range(_TIMES):
                backend._timed(_NOTHING, counter)
        ended = time.process_time()
    backend.close()
    return (between - began) / _TIMES, (ended - between) / _TIMES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs (default 5)")
    pairs = parser.parse_args().pairs
    cpu_seconds(True)  # loads and compiles
    shares, seconds, spans, launches = [], [], 0, 0
    for number in range(pairs):
        order = (True, False) if number % 2 else (False, True)  # whoever is second finds warmer caches
        found = {measure: cpu_seconds(measure) for measure in order}
        _, spans, launches = found[True]
        seconds.append(found[False][0])
        shares.append(found[True][0] / found[False][0] - 1)
    print(f"{median(seconds):.2f} CPU seconds unmeasured, {spans:,} spans when measured")
    print(f"measuring costs {median(shares):+.2%} (from {min(shares):+.2%} to {max(shares):+.2%} in {pairs} pairs)")
    span_seconds, launch_seconds = seconds_of_one()
    by_parts = (spans * span_seconds + launches * launch_seconds) / median(seconds)
    print(
        f"by its parts {by_parts:.2%}: {spans:,} spans of {span_seconds * 1e6:.1f} microseconds, {launches:,} launches "
        f"with {launch_seconds * 1e6:.2f} microseconds of clocks each"
    )


if __name__ == "__main__":
    main()
