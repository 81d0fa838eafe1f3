"""What place, rank and sharing mean, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS


def test_index():
    assert OPS["numbering"]([np.array([[1]]), None, np.array([[2]])]) == [0, 1, 2]


def test_rank():
    assert OPS["rank"]([5, 9, 5, 1, None], "largest") == [1, 0, 1, 2, None]
    assert OPS["rank"]([5, 9, 5, 1, None], "smallest") == [1, 2, 1, 0, None]


def test_sharing():
    assert OPS["sharing"]([5, 9, 5, None, None]) == [2, 1, 2, None, None]


def test_running_total():
    assert OPS["running_total"]([5, None, -9, 1]) == [5, None, -4, -3]
    assert OPS["running_total"]([9000, 9000, -9000]) == [9000, 10000, 9000]


def test_colors_in_order():
    assert OPS["colors_by"]([1, 2, 3, 4], [5, 9, 5, 1], "largest") == [2, 1, 3, 4]
    assert OPS["colors_by"]([1, 2, 3, 4], [5, 9, 5, 1], "smallest") == [4, 1, 3, 2]
    assert OPS["colors_by"]([1, None, 3, 4], [5, 9, None, 1], "smallest") == [4, 1]
    assert OPS["colors_by"]([1, 2], [5], "smallest") == [1]
