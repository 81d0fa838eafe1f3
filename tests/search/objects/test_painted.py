"""What lists paint is known of every demonstration, also of those in which a list has no elements."""

import numpy as np

from arc_pipeline.search.objects.painted import Painted


def test_a_demonstration_without_objects_is_reached_nowhere():
    fits = np.array([[True, False, True], [False, True, True]])
    bits = np.array([[[1], [2], [4]], [[8], [16], [32]]], np.uint32)
    painted = Painted(fits, np.full((2, 3), 3, np.uint8), bits)
    assert painted.reached(np.array([1, 1, 3]), 5).tolist() == [[0], [1 | 2 | 8 | 16], [0], [4 | 32], [0]]
    nothing = painted.take(slice(0, 0))
    assert nothing.reached(np.array([1, 1, 3]), 5).tolist() == [[0]] * 5


def test_what_only_one_of_several_demonstrations_has_explains_nothing():
    bits = np.array([[[1], [3], [4]], [[0], [3], [4]], [[0], [0], [7]]], np.uint32)
    painted = Painted(np.ones((3, 3), bool), np.full((3, 3), 3, np.uint8), bits)
    changed, example = np.full((3, 1), 7, np.uint32), np.array([0, 1, 1])
    assert painted.explained(changed, example).tolist() == [4, 0, 0]
    assert painted.explained(changed[:1] & 1, np.zeros(3, int)).tolist() == [2, 1, 1]
