"""Measurements that are run by hand, and whose results are written down: `python -m benchmarks.<name>`."""
