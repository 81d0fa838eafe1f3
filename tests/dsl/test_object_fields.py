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
        ("touches_border", (4,), "110010 110000 000001 011001 011001 010000"),
        ("position_rank", ("up", 8), "110010 110100 000002 033002 033002 030000"),
        ("position_rank", ("down", 8), "330030 330300 000002 011002 011002 010000"),
        ("position_rank", ("left", 8), "110030 110300 000004 022004 022004 020000"),
        ("position_rank", ("right", 8), "440020 440200 000001 033001 033001 030000"),
        ("steps_to_side", ("up", 8), "110010 220200 000001 011002 022003 030000"),
        ("steps_to_side", ("right", 8), "210010 210200 000001 021001 021001 020000"),
        ("box_ring", (8,), "110010 110100 000001 011001 011001 010000"),
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


def test_box_ring_counts_inwards():
    assert applied("box_ring", "00000 00000 06660 06660 06660") == "00000 00000 01110 01210 01110"


def test_holes_count_from_one():
    assert applied("object_holes", "2220 2020 2220 0002") == "2220 2020 2220 0001"
    assert applied("object_holes", "33333 30303 33333") == "33333 30303 33333"
    assert applied("object_holes", "050 505 050", 4) == "010 101 010"
    assert applied("object_holes", "050 505 050", 8) == "020 202 020"


def test_sizes_stop_at_255():
    assert OPS["object_size"](cells(" ".join(["1" * 30] * 30))).max() == 255
