"""Where objects stand and cells in them, on small examples."""

import pytest
from grids_in_words import applied

GRID = """
110020
110200
000003
044003
044003
040000
"""


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
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
    assert applied(name, GRID, *arguments) == expected


def test_box_ring_counts_inwards():
    assert applied("box_ring", "00000 00000 06660 06660 06660") == "00000 00000 01110 01210 01110"
