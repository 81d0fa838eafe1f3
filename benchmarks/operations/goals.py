"""The goals that the operations are measured against."""

GOALS = {
    "mean ratio": 30,
    "mean grids/s": 1e6,
    "ratio": 5,
    "grids/s": 50e3,
    "grids/s of symmetry": 5e6,
    "grids/s of recolor": 5e6,
    "objects, grids/s": 200e3,
    "labels, grids/s": 300e3,
    "hash, us a grid": 0.2,
    "growth": 1.5,
}
