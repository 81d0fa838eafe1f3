"""How fast each operation is on one core, and compared with its reference: `python -m benchmarks.operations`.

Every argument is computed from inputs of the development tasks. If an operation takes or makes lists, their elements
are counted (`*`), not the lists. Times are medians of several runs. Then follow measurements with goals of their own:
`objects`, labels, the hash, and how cost and memory grow with the number of grids.
"""
