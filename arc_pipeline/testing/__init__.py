"""Support for tests and benchmarks: random values and programs, simulated devices, kernels whose lanes are threads.

Of the package only `device_check` uses it, for random arguments.
"""
