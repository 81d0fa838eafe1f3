"""What the operations on symmetric pictures mean: small examples, and hidden cells that must be found again."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS


def check(name, *arguments, expected):
    made = OPS[name](*arguments)
    if expected is None:
        assert made is None
    else:
        assert made.tolist() == np.array(expected).tolist()


def symmetric_picture(rng, axes):
    """A random picture of 12 x 12 colours 1-8 with the symmetries of one option."""
    quarter = rng.integers(1, 9, (6, 6))
    if axes in ("diagonal", "all"):
        quarter = np.maximum(quarter, quarter.T)
    if axes == "diagonal":
        whole = rng.integers(1, 9, (12, 12))
        return np.maximum(whole, whole.T)
    if axes == "rows":
        return np.vstack([half := rng.integers(1, 9, (6, 12)), half[::-1]])
    if axes == "columns":
        return np.hstack([half := rng.integers(1, 9, (12, 6)), half[:, ::-1]])
    top = np.hstack([quarter, quarter[:, ::-1]])
    return np.vstack([top, top[::-1]])


@pytest.mark.parametrize("axes", ["rows", "columns", "both", "diagonal", "all"])
def test_hidden_cells_are_found_again(axes):
    rng = np.random.default_rng(5)
    for _ in range(10):
        grid = symmetric_picture(rng, axes)
        hidden = grid.copy()
        hidden[0:3, 3:6] = 9
        check("complete_symmetry", hidden, 9, axes, expected=grid)


def test_axes_off_the_centre():
    grid = symmetric_picture(np.random.default_rng(6), "all")
    hidden = grid.copy()
    hidden[0:3, 4:8] = 0
    cut = hidden[:, 2:]  # the axis of columns is no longer in the middle
    check("complete_symmetry", cut, 0, "both", expected=grid[:, 2:])
    check("hidden_content", cut, 0, "both axes", expected=grid[0:3, 4:8])
    check("hidden_content", cut, 0, "both axes and diagonal", expected=grid[0:3, 4:8])
    hidden[1:11, 0] = 0
    check("complete_symmetry", hidden[:, :9], 0, "all", expected=grid[:, :9])


def test_turned_images():
    wheel = np.array([[0, 7, 0, 0, 0], [0, 0, 8, 0, 7], [0, 8, 3, 8, 0], [7, 0, 8, 0, 0], [0, 0, 0, 7, 0]])
    grid = np.pad(wheel, ((1, 0), (0, 2)))
    hidden = grid.copy()
    hidden[1, 1] = hidden[5, 3] = 0
    check("complete_symmetry", hidden, 0, "turns", expected=grid)


def test_pictures_without_symmetry():
    grid = np.array([[1, 2, 3], [4, 0, 5], [6, 7, 8]])
    for axes in ("rows", "columns", "both", "diagonal", "all", "turns"):
        check("complete_symmetry", grid, 0, axes, expected=None)


def test_hidden_content():
    grid = np.tile([[1, 2], [3, 4]], (3, 3))
    hidden = grid.copy()
    hidden[1:3, 2:5] = 0
    check("hidden_content", hidden, 0, "period", expected=grid[1:3, 2:5])
    check("hidden_content", grid, 0, "period", expected=None)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("hmirror", [[1, 2, 0], [0, 0, 0], [1, 2, 0]]),
        ("vmirror", [[1, 2, 1], [0, 0, 0], [0, 0, 0]]),
        ("both mirrors", [[1, 2, 1], [0, 0, 0], [1, 2, 1]]),
        ("half turn", [[1, 2, 0], [0, 0, 0], [0, 2, 1]]),
        ("dmirror", [[1, 2, 0], [2, 0, 0], [0, 0, 0]]),
        ("cmirror", [[1, 2, 0], [0, 0, 2], [0, 0, 1]]),
        ("both diagonals", [[1, 2, 0], [2, 0, 2], [0, 2, 1]]),
        ("quarter turns", [[1, 2, 1], [2, 0, 2], [1, 2, 1]]),
        ("all", [[1, 2, 1], [2, 0, 2], [1, 2, 1]]),
    ],
)
def test_symmetrize(by, expected):
    check("symmetrize", np.array([[1, 2, 0], [0, 0, 0], [0, 0, 0]]), 0, by, expected=expected)


def test_symmetrize_needs_a_square_for_diagonals():
    check("symmetrize", np.array([[1, 0]]), 0, "dmirror", expected=None)
    check("symmetrize", np.array([[1, 0]]), 0, "half turn", expected=[[1, 1]])
