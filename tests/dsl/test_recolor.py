"""Changes of colour on small grids."""

import pytest
from pictures import cells, shown

from arc_pipeline.dsl import OPS

GRID = "001/223/220"


@pytest.mark.parametrize(
    ("name", "picture", "arguments", "expected"),
    [
        ("replace", GRID, (2, 7), "001/773/770"),
        ("replace", GRID, (9, 7), GRID),
        ("switch", GRID, (2, 0), "221/003/002"),
        ("switch", GRID, (3, 9), "001/229/220"),
        ("keep", GRID, (2,), "000/220/220"),
        ("recolor_all", GRID, (8,), "008/888/880"),
        ("swapcolors", "1122", (), "2211"),
        ("swapcolors", "0033", (), "3300"),
        ("swapcolors", "01120", (), "02210"),
        ("swapcolors", "1230", (), None),
        ("swapcolors", "123", (), None),
        ("swapcolors", "44", (), None),
        ("normalize_colors", "0775/7090", (), "0112/1030"),
        ("normalize_colors", "775", (), "112"),
    ],
)
def test_change(name, picture, arguments, expected):
    assert shown(OPS[name](cells(picture), *arguments)) == expected


def test_recolor_leaves_the_object_where_it_is():
    tinted = OPS["recolor"](6, cells("1./02", (3, 4)))
    assert shown(tinted) == "6./66"
    assert tinted.origin == (3, 4)


def test_recolor_gives_each_object_of_a_list_its_own_color():
    assert [shown(piece) for piece in OPS["recolor"]([5, 6], [cells("1."), cells("22")])] == ["5.", "66"]
