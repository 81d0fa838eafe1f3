"""What the operations on repeating patterns mean: small examples, and hidden patterns that must be found again."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS


def check(name, *arguments, expected):
    made = OPS[name](*arguments)
    if expected is None:
        assert made is None
    else:
        assert made.tolist() == np.array(expected).tolist()


def test_periods():
    grid = np.array([[1, 2, 1, 2, 1], [1, 3, 1, 3, 1]])
    assert OPS["hperiod"](grid) == 2
    assert OPS["vperiod"](grid) == 2
    assert OPS["vperiod"](grid.T) == 2
    assert OPS["hperiod"](np.array([[4]])) == 1
    assert OPS["hperiod"](np.array([[1, 2, 3]])) == 3


def test_repeating_unit():
    grid = np.tile([[1, 2], [3, 4]], (2, 2))
    check("repeating_unit", grid, "both", expected=[[1, 2], [3, 4]])
    check("repeating_unit", grid[:3, :3], "both", expected=[[1, 2], [3, 4]])
    check("repeating_unit", grid, "rows", expected=grid[:2])
    check("repeating_unit", grid, "columns", expected=grid[:, :2])
    check("repeating_unit", np.array([[1, 2], [3, 4]]), "both", expected=None)


def test_extend_pattern():
    check("extend_pattern", np.array([[1, 2, 1, 2, 1]]), "columns", 4, expected=[[1, 2] * 5])
    check("extend_pattern", np.array([[1, 2, 3]]).T, "rows", 3, expected=np.array([[1, 2, 3, 1]]).T)
    check("extend_pattern", np.array([[1, 2, 3]]), "columns", 2, expected=None)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("right", [[0, 0, 0, 1, 2, 1, 2, 1, 2]]),
        ("left", [[2, 1, 2, 1, 2, 1, 0, 0, 0]]),
        ("columns", [[2, 1, 2, 1, 2, 1, 2, 1, 2]]),
        ("down", [[0, 0, 0, 1, 2, 1, 0, 0, 0]]),
    ],
)
def test_continue_pattern(to, expected):
    check("continue_pattern", np.array([[0, 0, 0, 1, 2, 1, 0, 0, 0]]), to, "period", expected=expected)


def test_continue_pattern_by_rows():
    column = np.array([[0, 0, 4, 5, 0, 0, 0]]).T
    check("continue_pattern", column, "down", "period", expected=np.array([[0, 0, 4, 5, 4, 5, 4]]).T)
    check("continue_pattern", column, "up", "period", expected=np.array([[4, 5, 4, 5, 0, 0, 0]]).T)
    check("continue_pattern", column, "rows", "period", expected=np.array([[4, 5, 4, 5, 4, 5, 4]]).T)
    check("continue_pattern", np.zeros((2, 2)), "rows", "period", expected=None)
    check("continue_pattern", np.array([[0, 1, 2, 1, 0, 0]]), "columns", "whole", expected=[[1, 1, 2, 1, 1, 2]])


def test_complete_period_prefers_the_smallest():
    row = np.array([[1, 2, 0, 0, 1, 0, 1, 2]])
    check("complete_period", row, 0, "both", expected=[[1, 2] * 4])
    check("complete_period", row, 9, "both", expected=row)


def test_complete_period_on_diagonals():
    grid = np.array([[1, 2, 3, 0], [2, 0, 0, 0], [0, 0, 0, 0]])
    check("complete_period", grid, 0, "diagonals", expected=[[1, 2, 3, 1], [2, 3, 1, 2], [3, 1, 2, 3]])
    check("complete_period", grid[:, ::-1], 0, "antidiagonals", expected=[[1, 3, 2, 1], [2, 1, 3, 2], [3, 2, 1, 3]])


@pytest.mark.parametrize("way", ["both", "rows", "columns"])
def test_hidden_patterns_are_found_again(way):
    rng = np.random.default_rng(3)
    for _ in range(10):
        unit = rng.integers(1, 10, (5 if way == "rows" else 3, 11 if way == "columns" else 4))
        grid = np.tile(unit, (1 if way == "rows" else 4, 1 if way == "columns" else 3))
        hidden = grid.copy()
        hidden[1 : 3 + rng.integers(0, 2), 2:5] = 0
        check("complete_period", hidden, 0, way, expected=grid)
