"""What the fields of parts mean, on small examples."""

import pytest
from grids_in_words import applied

DIVIDED = """
10500
01522
55555
33500
34500
"""


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("part_index", (), "11022 11022 00000 33044 33044"),
        ("part_place", (), "12012 34034 00000 12012 34034"),
        ("part_count", (), "22022 22022 00000 44000 44000"),
        ("part_rank", ("largest",), "22022 22022 00000 11000 11000"),
        ("part_rank", ("smallest",), "11011 11011 00000 22000 22000"),
        ("part_majority", (), "11522 11522 55555 33500 33500"),
        ("part_overlay", (), "13513 21521 55555 13513 21521"),
    ],
)
def test_parts(name, arguments, expected):
    assert applied(name, DIVIDED, *arguments) == expected
    assert applied(name, "12 34", *arguments) is None, "not divided"


def test_parts_of_different_sizes():
    assert applied("part_place", "0050 0050 5555 0050") == "1201 3402 0000 1201"
    assert applied("part_overlay", "1050 0050 5555 0254") == "1251 0050 5555 1251"
