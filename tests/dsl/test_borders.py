"""What the operations on borders mean, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS, at

GRID = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])


def check(name, *arguments, expected):
    made = OPS[name](*arguments)
    if expected is None:
        assert made is None
    else:
        assert made.tolist() == expected


def test_frames():
    check("border", GRID, 0, expected=[[0, 0, 0], [0, 5, 0], [0, 0, 0]])
    check("border", GRID[:1], 0, expected=[[0, 0, 0]])
    check("pad", np.array([[1, 2]]), 3, 1, expected=[[3, 3, 3, 3], [3, 1, 2, 3], [3, 3, 3, 3]])
    check("pad", GRID, 3, -1, expected=None)
    check("pad", GRID, 3, 14, expected=None)
    check("pad_side", np.array([[1]]), "up", 3, expected=[[3], [1]])
    check("pad_side", np.array([[1]]), "down", 3, expected=[[1], [3]])
    check("pad_side", np.array([[1]]), "left", 3, expected=[[3, 1]])
    check("pad_side", np.array([[1]]), "right", 3, expected=[[1, 3]])
    check("extend_edges", np.array([[1, 2]]), "repeated", expected=[[1, 1, 2, 2]] * 3)
    check("extend_edges", np.array([[1, 2]]), "empty", expected=[[0, 1, 2, 0], [1, 1, 2, 2], [0, 1, 2, 0]])


def test_moved():
    check("shiftcells", GRID, "up", 1, expected=[[4, 5, 6], [7, 8, 9], [0, 0, 0]])
    check("shiftcells", GRID, "right", 2, expected=[[0, 0, 1], [0, 0, 4], [0, 0, 7]])
    check("shiftcells", GRID, "left", -1, expected=[[0, 1, 2], [0, 4, 5], [0, 7, 8]])
    check("shiftcells", GRID, "down", 10**9, expected=[[0, 0, 0]] * 3)
    check("roll", GRID, "down", 1, expected=[[7, 8, 9], [1, 2, 3], [4, 5, 6]])
    check("roll", GRID, "left", 4, expected=[[2, 3, 1], [5, 6, 4], [8, 9, 7]])
    check("roll", GRID, "left", -1, expected=[[3, 1, 2], [6, 4, 5], [9, 7, 8]])
    assert OPS["roll"](at(GRID, (3, 4)), "left", 1).origin == (3, 4)


def test_gridlines():
    check("gridlines", GRID[:2], 0, 1, expected=[[1, 0, 2, 0, 3], [0, 0, 0, 0, 0], [4, 0, 5, 0, 6]])
    check("gridlines", GRID, 0, 2, expected=[[1, 2, 0, 3], [4, 5, 0, 6], [0, 0, 0, 0], [7, 8, 0, 9]])
    check("gridlines", GRID, 0, 5, expected=GRID.tolist())
    check("gridlines", GRID, 0, 0, expected=None)


def test_extend():
    check("extend", GRID[:1], 2, "lower right", expected=[[0, 0, 0, 0, 0, 0], [0, 0, 0, 1, 2, 3]])
    check("extend", GRID[:1], 2, "center", expected=[[0, 1, 2, 3, 0, 0], [0, 0, 0, 0, 0, 0]])
    check("extend", GRID[:2, :1], 2, "upper right", expected=[[0, 1], [0, 4], [0, 0], [0, 0]])
    check("extend", GRID, 1, "lower left", expected=GRID.tolist())
    check("extend", GRID, 0, "center", expected=None)
    check("extend", GRID, 11, "center", expected=None)
