"""Support for tests and benchmarks: random values and programs, and a build of the kernels whose lanes are threads.

No other part of the package uses it.
"""
