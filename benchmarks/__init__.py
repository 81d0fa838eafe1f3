"""What is measured by hand and written down: `python -m benchmarks.<name>`; nothing here runs in the tests' time."""
