"""What shapes as numbers and plain grids mean, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS

GRID = np.array([[1, 2, 3], [4, 5, 6]])


def test_shape():
    assert OPS["height"](GRID) == 2
    assert OPS["width"](GRID) == 3


def test_plain_grids():
    assert OPS["canvas_like"](7, GRID).tolist() == [[7, 7, 7], [7, 7, 7]]
    assert OPS["canvas"](4, 1, 2).tolist() == [[4, 4]]
    assert OPS["canvas"](4, 0, 2) is None
    assert OPS["canvas"](4, 31, 2) is None


def test_strip():
    assert OPS["strip"]([3, 1, None, 2], "row").tolist() == [[3, 1, 2]]
    assert OPS["strip"]([3, 1], "column").tolist() == [[3], [1]]
    assert OPS["strip"]([None], "row") is None
    assert OPS["strip"]([1] * 31, "column") is None
