"""Support for tests and benchmarks: random values and programs, simulated devices, kernels whose lanes are threads.

No other part of the package uses it.
"""
