"""Objects are counted as the operation `objects` cuts them."""

import numpy as np
import pytest
from answers.made_up import grid
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from arc_pipeline.answers.components import count_objects
from arc_pipeline.dsl import OPS


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9), elements=st.integers(0, 3)))
def test_as_many_as_the_operation_cuts(cells):
    pieces = OPS["objects"](cells, connectivity=8, univalued=True, background="most")
    assert count_objects(cells) == len(pieces or [])


@pytest.mark.parametrize("side", [1, 2, 5, 30])
def test_a_long_snake_is_one(side):
    rows = np.arange(side)
    snake = np.zeros((side, side), np.uint8)
    snake[rows % 2 == 0] = 3
    snake[1::4, -1] = snake[3::4, 0] = 3
    assert count_objects(np.pad(snake, 20)) == 1


def test_touching_at_a_corner_is_touching_and_colours_part():
    assert count_objects(grid("100", "010", "000")) == 1
    assert count_objects(grid("100", "020", "000")) == 2
    assert count_objects(grid("777", "777")) == 0
