"""What the cropping operations mean, on small examples."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS

GRID = np.array([[1, 2, 3, 4, 5], [6, 7, 8, 9, 0], [5, 4, 3, 2, 1]])


def check(name, *arguments, expected):
    made = OPS[name](*arguments)
    if expected is None:
        assert made is None
    else:
        np.testing.assert_array_equal(made, np.array(expected))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("tophalf", [[1, 2, 3, 4, 5]]),
        ("bottomhalf", [[5, 4, 3, 2, 1]]),
        ("lefthalf", [[1, 2], [6, 7], [5, 4]]),
        ("righthalf", [[4, 5], [9, 0], [2, 1]]),
        ("trim", [[7, 8, 9]]),
    ],
)
def test_halves_leave_the_middle_out(name, expected):
    check(name, GRID, expected=expected)


@pytest.mark.parametrize("name", ["tophalf", "bottomhalf", "lefthalf", "righthalf", "trim", "compress"])
def test_one_cell_has_no_halves(name):
    check(name, np.array([[3]]), expected=None)


def test_windows_around_cells():
    grid = np.array([[0, 0, 0, 0], [0, 3, 0, 0], [0, 0, 5, 0]])
    check("content", grid, 0, expected=[[3, 0], [0, 5]])
    check("content", np.zeros((2, 2)), 0, expected=None)
    check("crop_color", grid, 5, expected=[[5]])
    check("crop_color", grid, 7, expected=None)
    check("crop_mask", grid, np.array([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]), expected=[[0, 0], [3, 0]])
    check("crop_mask", grid, np.ones((2, 2)), expected=None)


def test_corners_and_sides():
    check("crop_corner", GRID, "upper right", 2, expected=[[4, 5], [9, 0]])
    check("crop_corner", GRID, "lower left", 2, expected=[[6, 7], [5, 4]])
    check("crop_corner", GRID, "lower left", 4, expected=None)
    check("crop", GRID, 1, 2, 2, 3, expected=[[8, 9, 0], [3, 2, 1]])
    check("crop", GRID, 1, 2, 3, 3, expected=None)
    check("peel", GRID, "up", 2, expected=[[5, 4, 3, 2, 1]])
    check("peel", GRID, "down", 2, expected=[[1, 2, 3, 4, 5]])
    check("peel", GRID, "left", 4, expected=[[5], [0], [1]])
    check("peel", GRID, "right", 4, expected=[[1], [6], [5]])
    check("peel", GRID, "up", 3, expected=None)


def test_lines_left_out():
    grid = np.array([[1, 1, 0, 2], [1, 1, 0, 2], [0, 0, 0, 0], [3, 3, 0, 4]])
    check("compress", grid, expected=[[1, 1, 2], [1, 1, 2], [3, 3, 4]])
    check("drop_repeats", grid, "both", expected=[[1, 0, 2], [0, 0, 0], [3, 0, 4]])
    check("drop_repeats", grid, "rows", expected=[[1, 1, 0, 2], [0, 0, 0, 0], [3, 3, 0, 4]])
    check("drop_repeats", grid, "columns", expected=[[1, 0, 2], [1, 0, 2], [0, 0, 0], [3, 0, 4]])
