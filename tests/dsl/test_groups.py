"""What cells with the same value in a state have in common, on small examples."""

from grids_in_words import applied, cells, shown

from arc_pipeline.dsl import OPS


def test_group_color():
    grid, by = cells("1000 0220 3000"), cells("0011 0011 5555")
    assert shown(OPS["group_color"](grid, by)) == "1122 1122 3333"
    assert shown(OPS["group_count"](grid, by)) == "2211 2211 1111"
    assert OPS["group_color"](grid, cells("00 00")) is None
    assert OPS["group_count"](grid, cells("00 00")) is None


def test_group_color_goes_on_with_a_pattern():
    grid = cells("1200 2000 0003")
    diagonals = OPS["modulo"](grid, "counterdiagonals", 3)
    assert shown(OPS["group_color"](grid, diagonals)) == "1231 2312 3123"


def test_ranked():
    assert applied("ranked", "0955 0302", "largest") == "0122 0304"
    assert applied("ranked", "0955 0302", "smallest") == "0433 0201"
