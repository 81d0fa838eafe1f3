"""How long startup takes: importing the package, compiling all kernels for the first time, loading them again.

Each is timed in fresh interpreters; `python -m benchmarks.start` prints the times, medians if repeated, in seconds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

_IMPORT = "import arc_pipeline"
_OPEN = "from arc_pipeline.backends import open_backend; open_backend('cpu', limit=1 << 24)"
# The clock starts after what is not measured: the interpreter's start and, for opening, the imports.
_TIMED = "import time; {before}; start = time.perf_counter(); {timed}; print(time.perf_counter() - start)"


def seconds(timed: str, before: str, cache: str) -> float:
    """Seconds that `timed` takes in a fresh interpreter after `before`, with `cache` as the folder of kernels."""
    environment = os.environ | {"ARC_PIPELINE_CACHE": cache}
    code = _TIMED.format(before=before, timed=timed)
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=root, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="fresh interpreters for each median (default 5)")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as cache:
        first = seconds(_OPEN, _IMPORT, cache)
        loads = [seconds(_OPEN, _IMPORT, cache) for _ in range(runs)]
        imports = [seconds(_IMPORT, "pass", cache) for _ in range(runs)]
    print(f"import arc_pipeline                 {median(imports):6.2f} s")
    print(f"kernels compiled, the first time    {first:6.2f} s")
    print(f"kernels loaded from the cache       {median(loads):6.2f} s")


if __name__ == "__main__":
    main()
