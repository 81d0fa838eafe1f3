"""What tests and benchmarks run on: random values of every type, random programs. Nothing of the product uses it."""
