"""What the operations on enclosed regions mean, on small examples."""

from grids_in_words import applied

ROOMS = """
5555000
5005333
5555303
0000333
"""


def test_enclosed():
    assert applied("enclosed", ROOMS) == "0000000 0110000 0000010 0000000"
    assert applied("enclosed_size", ROOMS) == "0000000 0220000 0000010 0000000"
    assert applied("enclosing_color", ROOMS) == "0000000 0550000 0000030 0000000"


def test_paths_may_lead_through_corners():
    leak = "0100 1010 0101 0010"
    assert applied("enclosed", leak, 4) == "0000 0100 0010 0000"
    assert applied("enclosed", leak, 8) == "0000 0000 0000 0000"
    assert applied("enclosed_size", leak, 8) == "0000 0000 0000 0000"


def test_walls_of_several_colours_give_none():
    assert applied("enclosing_color", "111 102 111") == "000 000 000"
    assert applied("enclosing_color", "000 000") == "000 000", "regions at the border are not enclosed"


def test_flood():
    assert applied("flood", "0050 3050 0054 0050") == "3354 3354 3354 3354"
    assert applied("flood", "0053 4050 0150") == "0053 4053 0153", "two colours in one room"
    assert applied("flood", "005 050 520", 4) == "005 052 522"
    assert applied("flood", "005 050 520", 8) == "225 252 522"
    assert applied("flood", "000 000") == "000 000"
