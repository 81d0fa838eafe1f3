"""Runs kernels over arrays as built under a sanitizer; the process has its runtime loaded before Python.

`python sanitized_kernels.py serial|team examples`; ends with an error where a result is wrong or memory misused.
"""

import sys

import numpy as np
from search.kernels.test_kernels import DRAWS, LIMIT

from arc_pipeline.backends import ARRAY_KERNELS
from arc_pipeline.backends.array_kernel import unit_names
from arc_pipeline.backends.backend import Backend
from arc_pipeline.backends.compiler import load_families
from arc_pipeline.backends.cpu import CpuBackend
from benchmarks.sanitize import BUILDS


class Sanitized(CpuBackend):
    """Only kernels over arrays, in a build of benchmarks.sanitize."""

    def __init__(self, build):
        self._libraries = load_families((*build.flags, *build.sanitizers), unit_names())
        self._kernels, self._costs = {}, {}
        Backend.__init__(self, np, LIMIT)
        self.threads, self._pool = 1, None


if __name__ == "__main__":
    backend = Sanitized(BUILDS[sys.argv[1]])
    for seed in range(int(sys.argv[2])):
        for name, draw in DRAWS.items():
            kernel, arguments = ARRAY_KERNELS[name], draw(np.random.default_rng(seed))
            given = [argument.copy() if isinstance(argument, np.ndarray) else argument for argument in arguments]
            made = backend.apply(kernel, *given)
            assert np.array_equal(made, kernel.reference(*arguments)), (name, seed)
            assert all(map(np.array_equal, given, arguments)), f"{name} writes into its arguments"
    print("done")
