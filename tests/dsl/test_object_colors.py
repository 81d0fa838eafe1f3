"""What the colours of objects tell their cells, on small examples."""

from grids_in_words import applied

GRID = "11200 01000 00034 55000"


def test_colours_within():
    assert applied("object_colors", GRID) == "22200 02000 00022 11000"
    assert applied("object_has", GRID, 2) == "11100 01000 00000 00000"
    assert applied("object_has", GRID, 11) == "00000 00000 00000 00000"
    assert applied("object_color", GRID, "most common") == "11100 01000 00033 55000"
    assert applied("object_color", GRID, "least common") == "22200 02000 00033 55000"


def test_object_touches():
    assert applied("object_touches", GRID, 2) == "11000 01000 00000 00000"
    assert applied("object_touches", "10 02", 2, 8) == "10 00"
    assert applied("object_touches", "10 02", 2, 4) == "00 00"
    assert applied("object_touches", GRID, -1) == "00000 00000 00000 00000"
