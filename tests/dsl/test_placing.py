"""What moving pieces means, on small examples."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, at, origin_of

DOT = at([[2]], (1, 1))
HOOK = at([[3, 10], [3, 3]], (4, 6))
GRID = np.array([[0, 0, 0], [0, 2, 0], [5, 0, 0]])


@pytest.mark.parametrize(
    ("name", "arguments", "origin"),
    [
        ("normalize", (HOOK,), (0, 0)),
        ("shift", (HOOK, -1, 2), (3, 8)),
        ("shift", (HOOK, 10**9, -(10**9)), (127, -127)),
        ("align", (HOOK, DOT, "corner"), (1, 1)),
        ("align", (HOOK, DOT, "center"), (0, 0)),
        ("align", (DOT, HOOK, "center"), (4, 6)),
        ("align", (DOT, HOOK, "up"), (3, 1)),
        ("align", (DOT, HOOK, "down"), (6, 1)),
        ("align", (DOT, HOOK, "left"), (1, 5)),
        ("align", (DOT, HOOK, "right"), (1, 8)),
        ("put", (DOT, HOOK, "upper right"), (4, 7)),
        ("put", (DOT, HOOK, "lower left"), (5, 6)),
        ("put", (DOT, HOOK, "lower right"), (5, 7)),
        ("put", (HOOK, DOT, "above"), (-1, 0)),
        ("put", (HOOK, DOT, "below"), (2, 0)),
        ("put", (HOOK, DOT, "before"), (0, -1)),
        ("put", (HOOK, DOT, "behind"), (0, 2)),
        ("put", (at([[5, 3]], (0, 0)), HOOK, "color"), (4, 5)),
    ],
)
def test_place(name, arguments, origin):
    made = OPS[name](*arguments)
    assert made.tolist() == arguments[0].tolist()
    assert origin_of(made) == origin


def test_a_piece_without_the_colour_cannot_be_put_on_it():
    assert OPS["put"](HOOK, DOT, "color") is None


def test_move_each():
    five = at([[5]], (2, 0))
    assert OPS["move_each"](GRID, [DOT, None, five], "right", [1, 1, 2]).tolist() == [[0, 0, 0], [0, 0, 2], [0, 0, 5]]
    assert OPS["move_each"](GRID, [DOT, five], "left", [None, 0]).tolist() == GRID.tolist()
    assert OPS["move_each"](GRID, [DOT], "right", [5]).tolist() == [[0, 0, 0], [0, 0, 0], [5, 0, 0]]
    assert OPS["move_each"](GRID, [DOT], "down", [-1]).tolist() == [[0, 2, 0], [0, 0, 0], [5, 0, 0]]
    assert OPS["move_each"](GRID, [DOT], "left", [1, 2]) is None
