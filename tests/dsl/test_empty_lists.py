"""A selection that nothing is left of is an empty list, of which nothing is painted, and not void."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, same

GRID = np.array([[0, 3], [3, 5]], np.uint8)
DARK = np.zeros((2, 2), np.uint8)


@pytest.mark.parametrize(
    ("name", "arguments", "made"),
    [
        ("paintall", (GRID, []), GRID),
        ("fillall", (GRID, 7, []), GRID),
        ("coverall", (GRID, []), GRID),
        ("paint_colors", (GRID, [], []), GRID),
        ("fill_each", (GRID, [], []), GRID),
        ("move_each", (GRID, [], "up", []), GRID),
        ("put_back", (GRID, [], []), GRID),
        ("show", ([], GRID), DARK),
        ("lay", ([], GRID), DARK),
        ("paint_numbers", (GRID, [], []), DARK),
        ("combine", ([], [GRID]), [GRID]),
        ("insert", (GRID, []), [GRID]),
        ("length", ([],), 0),
        ("total", ([],), 0),
        ("contained", (3, []), 0),
        ("related", ([GRID], [], "touches"), [0]),
        ("merge", ([],), None),
        ("argmax", ([], []), None),
        ("hstack", ([],), None),
    ],
)
def test_of_no_elements(name, arguments, made):
    assert same(OPS[name](*arguments), made)


def test_void_is_not_empty():
    """Nothing is painted where there is nothing to paint, but a call on what is void stays void."""
    assert OPS["paintall"](GRID, None) is None
    assert OPS["paint_colors"](GRID, [], [3]) is None
    assert OPS["keep_if"]([GRID], [1, 0]) is None
