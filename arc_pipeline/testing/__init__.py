"""What tests and benchmarks run on: random values and programs, and a build of the kernels with threads as lanes.

Nothing of the product uses it.
"""
