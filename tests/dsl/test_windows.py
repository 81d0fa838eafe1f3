"""Windows know where they lie, and what is made of them is put in their places, or is void."""

import numpy as np
import pytest
from grids_in_words import cells, shown

from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.values import at, origin_of

DIVIDED = cells("10502 02500 55555 30504 00540")


def placed(pieces):
    return [(shown(piece), origin_of(piece)) for piece in pieces]


def test_windows_are_the_parts_where_they_lie():
    windows = OPS["windows"](DIVIDED)
    assert [shown(window) for window in windows] == [shown(part) for part in OPS["parts"](DIVIDED)]
    assert [origin_of(window) for window in windows] == [(0, 0), (0, 3), (3, 0), (3, 3)]
    assert OPS["windows"](cells("12 34")) is None


def test_blocks():
    assert placed(OPS["blocks"](cells("1122 1022"), 2, 2)) == [
        ("11", (0, 0)), ("22", (0, 2)), ("10", (1, 0)), ("22", (1, 2)),
    ]  # fmt: skip
    for rows, columns in ((3, 1), (1, 3), (0, 1), (1, -1)):
        assert OPS["blocks"](cells("1122 1022"), rows, columns) is None


@pytest.mark.parametrize("cut", ["windows", "blocks", "slices"])
def test_what_is_cut_and_put_back_is_as_it_was(cut):
    grid = DIVIDED if cut == "windows" else cells("112230 102204")
    places = OPS[cut](grid, *{"windows": (), "blocks": (1, 3), "slices": ("rows",)}[cut])
    assert np.array_equal(OPS["put_back"](np.zeros_like(grid) if cut != "windows" else grid, places, places), grid)
    mirrored = OPS["vmirror"](places)
    assert np.array_equal(OPS["put_back"](grid, places, OPS["vmirror"](mirrored)), grid)
    assert not np.array_equal(OPS["put_back"](grid, places, mirrored), grid)


def test_pieces_that_do_not_fit_their_places_are_void():
    grid, places = cells("0000 0000"), [at(cells("22"), (0, 0)), at(cells("3 3"), (0, 3))]
    assert OPS["put_back"](grid, places, [cells("14")]) is None
    assert OPS["put_back"](grid, places, [cells("14"), cells("56")]) is None
    assert OPS["put_back"](grid, places, [cells("14"), None]) is None
    assert shown(OPS["put_back"](grid, [at(cells("2222"), (1, 2))], [cells("1234")])) == "0000 0012"


def test_pieces_of_one_shape_are_laid_as_their_places_lie():
    places = OPS["windows"](DIVIDED)
    colors = [cells(text) for text in "1234"]
    assert shown(OPS["assemble"](places, colors)) == "12 34"
    assert shown(OPS["assemble"](places[::-1], colors)) == "43 21"
    assert shown(OPS["assemble"](places[1:], colors[1:])) == "02 34"
    assert OPS["assemble"](places, colors[1:]) is None
    assert OPS["assemble"](places, [*colors[1:], cells("11")]) is None
    assert OPS["assemble"](places, [*colors[1:], None]) is None
    assert OPS["assemble"](places, [np.ones((20, 2))] * 4) is None
