"""What the measures of objects tell their cells, on small examples."""

import pytest
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS

GRID = """
110020
110200
000003
044003
044003
040000
"""


def told(name, *arguments, **named):
    return applied(name, GRID, *arguments, **named)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("object_size", (), "440010 440100 000003 055003 055003 050000"),
        ("object_size", (8,), "440020 440200 000003 055003 055003 050000"),
        ("size_rank", ("largest",), "220040 220400 000003 011003 011003 010000"),
        ("size_rank", ("smallest",), "330010 330100 000002 044002 044002 040000"),
        ("object_index", (8,), "110020 110200 000003 044003 044003 040000"),
        ("object_height", (8,), "220020 220200 000003 033003 033003 030000"),
        ("object_width", (8,), "220020 220200 000001 022001 022001 020000"),
    ],
)
def test_univalued_objects(name, arguments, expected):
    assert told(name, *arguments) == expected


def test_kinds():
    grid = "0110 0230 4000"
    assert applied("object_size", grid) == "0220 0110 1000"
    assert applied("object_size", grid, kind="multicolored") == "0440 0440 1000"
    assert applied("object_size", grid, kind="background") == "2005 2005 0555"
    assert applied("object_size", grid, 8, "multicolored") == "0550 0550 5000"


def test_holes_count_from_one():
    assert applied("object_holes", "2220 2020 2220 0002") == "2220 2020 2220 0001"
    assert applied("object_holes", "33333 30303 33333") == "33333 30303 33333"
    assert applied("object_holes", "050 505 050", 4) == "010 101 010"
    assert applied("object_holes", "050 505 050", 8) == "020 202 020"


def test_sizes_stop_at_255():
    assert OPS["object_size"](cells(" ".join(["1" * 30] * 30))).max() == 255


def test_extremes_of_size():
    assert applied("size_extreme", "11102 00000 33044") == "33301 00000 22022"
    assert applied("size_extreme", "102 000 304") == "303 000 303"
    assert applied("size_extreme", "1020 1023 1020", kind="background") == "0301 0300 0301"
