"""What the tilings mean, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS

GRID = np.array([[1, 2], [3, 4]])


def check(name, *arguments, expected):
    made = OPS[name](*arguments)
    if expected is None:
        assert made is None
    else:
        assert made.tolist() == expected


def test_side_by_side():
    check("hconcat", GRID, np.array([[5], [6]]), expected=[[1, 2, 5], [3, 4, 6]])
    check("vconcat", GRID, np.array([[5, 6]]), expected=[[1, 2], [3, 4], [5, 6]])
    check("hconcat", GRID, np.array([[5, 6]]), expected=None)
    check("vconcat", GRID, np.array([[5], [6]]), expected=None)
    check("hconcat", np.ones((1, 16)), np.ones((1, 15)), expected=None)


def test_repeated():
    check("tile", GRID, 1, 2, expected=[[1, 2, 1, 2], [3, 4, 3, 4]])
    check("tile", GRID, 0, 2, expected=None)
    check("tile", GRID, 16, 1, expected=None)
    check("tile_like", GRID, np.zeros((3, 5)), expected=[[1, 2, 1, 2, 1], [3, 4, 3, 4, 3], [1, 2, 1, 2, 1]])
    check("tile_like", GRID, np.zeros((1, 1)), expected=[[1]])


def test_mirrored_copies():
    check("tile_mirrored", GRID, 2, 2, "all", expected=[[1, 2, 2, 1], [3, 4, 4, 3], [3, 4, 4, 3], [1, 2, 2, 1]])
    check("tile_mirrored", GRID, 2, 1, "rows left to right", expected=[[1, 2], [3, 4], [2, 1], [4, 3]])
    check("tile_mirrored", GRID, 1, 2, "columns upside down", expected=[[1, 2, 3, 4], [3, 4, 1, 2]])
    check("tile_mirrored", GRID, 3, 1, "rows upside down", expected=[[1, 2], [3, 4], [3, 4], [1, 2], [1, 2], [3, 4]])
    check("tile_mirrored", GRID, 1, 2, "columns left to right", expected=[[1, 2, 2, 1], [3, 4, 4, 3]])
    check("tile_mirrored", GRID, 1, -1, "all", expected=None)


def test_kaleidoscope():
    check("kaleidoscope", GRID, "mirrors", expected=[[1, 2, 2, 1], [3, 4, 4, 3], [3, 4, 4, 3], [1, 2, 2, 1]])
    check("kaleidoscope", GRID, "clockwise", expected=[[1, 2, 3, 1], [3, 4, 4, 2], [2, 4, 4, 3], [1, 3, 2, 1]])
    check("kaleidoscope", GRID, "anticlockwise", expected=[[1, 2, 2, 4], [3, 4, 1, 3], [3, 1, 4, 3], [4, 2, 2, 1]])
    check("kaleidoscope", GRID, "mirrors sharing lines", expected=[[1, 2, 1], [3, 4, 3], [1, 2, 1]])
    check("kaleidoscope", GRID[:1], "clockwise", expected=None)
