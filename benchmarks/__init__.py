"""Measurements that are run by hand, whose results are written down: `python -m benchmarks.<name>`. Tests run none of
them."""
