"""How fast each operation is on one core, and how much faster than its reference: `python -m benchmarks.operations`.

Every argument comes from inputs of the development tasks, those that are not grids by other operations. Where an
operation takes or makes a list, its elements are what is counted (`*`), not the lists. Medians of several runs.
Then what has a goal of its own: `objects`, labels, the hash, and how cost and memory grow with the number of grids.
"""
