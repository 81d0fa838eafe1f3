"""Copies laid where cells of them are found, on small examples."""

from grids_in_words import applied, cells, shown

from arc_pipeline.dsl import OPS, TRANSPARENT, at

T = TRANSPARENT


def test_stamp():
    piece = at([[T, 2], [3, 2]], (0, 0))
    assert shown(OPS["stamp"](cells("0000 0030 0000 0000"), piece, 3)) == "0002 0032 0000 0000"
    assert shown(OPS["stamp"](cells("2000 0000 0030"), piece, 2)) == "2000 2000 0030"


def test_later_copies_lie_on_top_and_what_sticks_out_is_clipped():
    piece = at([[3, 1], [4, 4]], (0, 0))
    assert shown(OPS["stamp"](cells("0000 3300 0000 0003"), piece, 3)) == "0000 3310 4440 0003"


def test_stamp_without_the_colour_or_with_the_commonest_is_void():
    assert OPS["stamp"](cells("003"), at([[1, 2]], (0, 0)), 3) is None
    assert OPS["stamp"](cells("330"), at([[3, 2]], (0, 0)), 3) is None


def test_copies_at_every_place_of_a_mask():
    piece, places = at([[T, 2], [3, 2]], (0, 0)), at([[1, 0], [0, 1]], (0, 1))
    assert shown(OPS["stamp_at"](cells("0000 0000 0000"), piece, places)) == "0020 0322 0032"
    assert shown(OPS["stamp_at"](cells("0000 0000 0000"), at(piece, (1, -1)), places)) == "0000 0200 3220"
    assert shown(OPS["stamp_at"](cells("0000 0000"), piece, at([[1]], (1, 3)))) == "0000 0000"
    assert shown(OPS["stamp_at"](cells("0000 0000"), piece, at([[0]], (0, 0)))) == "0000 0000"


def test_one_coloured_parts_are_completed():
    grid = "12000 21000 00000 10200 01020"
    assert applied("complete_copies", grid, "part") == "12000 21000 00000 10200 01020"
    assert applied("complete_copies", "14100 00000 00400", "part") == "14100 00000 01410"
    assert applied("complete_copies", "14000 00000 00440", "part") == "14000 00000 01440"
    assert applied("complete_copies", "14100 00000 00403", "part") == "14100 00000 01413"
    assert applied("complete_copies", "14100 00000 30403", "part") == "14100 00000 31413"
    assert applied("complete_copies", "14100 00000 03400", "part") == "14100 00000 03400"
    assert applied("complete_copies", "14000 00000 00001", "part") == "14000 00000 00001"


def test_whole_shapes_are_completed():
    assert applied("complete_copies", "14088 00000 07700", "shape") == "14014 00000 01400"
    assert applied("complete_copies", "14080 00080 07000", "shape") == "14080 00080 07000"
