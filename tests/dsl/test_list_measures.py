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
