"""Places and strokes from them: where they lie, and what has none."""

import pytest
from grids_in_words import cells, shown

from arc_pipeline.dsl import OPS, at, origin_of

BAR = at([[3, 3, 3, 3], [10, 3, 10, 10]], (2, 1))
PLACE = at([[1]], (4, 6))
SEVERAL = at([[0, 0], [0, 1], [1, 1]], (3, 5))
NOWHERE = at([[0, 0]], (0, 0))


@pytest.mark.parametrize(
    ("word", "place"),
    [
        ("ulcorner", (2, 1)), ("urcorner", (2, 4)), ("llcorner", (3, 1)), ("lrcorner", (3, 4)), ("center", (3, 3)),
        ("centerofmass", (2, 2)),
    ],
)  # fmt: skip
def test_places_of_a_piece(word, place):
    made = OPS[word](BAR)
    assert made.tolist() == [[1]]
    assert origin_of(made) == place


def test_the_first_of_several_is_meant():
    grid = at([[7] * 9] * 9, (0, 0))
    grid[4, 6] = 2
    assert OPS["index"](grid, SEVERAL) == OPS["index"](grid, PLACE) == 2
    assert origin_of(OPS["neighbors"](SEVERAL)) == origin_of(OPS["neighbors"](PLACE)) == (3, 5)
    assert origin_of(OPS["vfrontier"](SEVERAL)) == (0, 6)


@pytest.mark.parametrize("word", ["dneighbors", "ineighbors", "neighbors", "hfrontier", "vfrontier"])
def test_without_a_place_void(word):
    assert OPS[word](NOWHERE) is None


def test_the_first_cell_of_a_mask_is_a_place():
    assert origin_of(OPS["first_cell"](SEVERAL)) == (4, 6)
    assert OPS["first_cell"](SEVERAL).tolist() == [[1]]
    assert OPS["first_cell"](NOWHERE) is None


@pytest.mark.parametrize(
    ("axis", "expected"),
    [("rows", "0110000 0000000 0000100"), ("columns", "0000000 1001000 0000000")],
)
def test_between_pairs_of_ones_of_a_line(axis, expected):
    mask = cells("1001000 0000000 1101011")
    assert shown(OPS["between"](mask, axis)) == expected


def test_without_cells_or_outside_void():
    assert OPS["centerofmass"](at([[10, 10]], (0, 0))) is None
    assert OPS["index"](at([[1, 2]], (0, 0)), PLACE) is None
    assert OPS["connect"](PLACE, NOWHERE) is None
    assert OPS["shoot"](NOWHERE, "up") is None


def test_connect():
    assert OPS["connect"](PLACE, PLACE).tolist() == [[1]]
    assert OPS["connect"](PLACE, at([[1]], (2, 4))).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert OPS["connect"](PLACE, at([[1]], (2, 5))) is None
    assert OPS["connect"](PLACE, at([[1]], (4, 35))).shape == (1, 30)
    assert OPS["connect"](PLACE, at([[1]], (4, 36))) is None


@pytest.mark.parametrize(
    ("direction", "shape", "origin"),
    [("up", (30, 1), (-25, 6)), ("right", (1, 30), (4, 6)), ("down left", (30, 30), (4, -23))],
)
def test_shoot(direction, shape, origin):
    made = OPS["shoot"](PLACE, direction)
    assert (made.shape, origin_of(made), made.sum()) == (shape, origin, 30)
