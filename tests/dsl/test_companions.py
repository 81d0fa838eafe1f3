"""Which piece belongs to which, and what it means to line up with one, on small examples."""

import pytest

from arc_pipeline.dsl import OPS, at, origin_of

DOT, TWO, BAR = at([[1]], (0, 0)), at([[2]], (5, 5)), at([[1, 1, 1]], (8, 0))
BOX = at([[7] * 4] * 4, (4, 4))


def partners(objs, others, by):
    return [None if one is None else origin_of(one) for one in OPS["partners"](objs, others, by)]


def test_the_largest_of_a_colour_is_the_partner_of_smaller_ones():
    pieces = [DOT, TWO, BAR, at([[1]], (3, 3)), at([[2]], (9, 9))]
    assert partners(pieces, pieces, "color") == [(8, 0), None, None, (8, 0), None]


def test_a_piece_is_not_its_own_partner():
    assert partners([DOT, TWO], [DOT, TWO], "nearest") == [(5, 5), (0, 0)]


def test_a_piece_of_another_list_may_be_the_partner_of_one_like_it():
    assert partners([DOT, TWO], [DOT, BAR], "nearest") == [(0, 0), (8, 0)]
    assert partners([DOT, None], [DOT, TWO], "nearest") == [(5, 5), None]


def test_the_nearest_in_line():
    assert partners([DOT], [TWO, BAR, BOX], "nearest") == [(8, 0)]
    assert partners([DOT], [BAR, TWO], "column") == [(8, 0)]
    assert partners([DOT], [BAR, TWO], "row") == [None]


def test_the_smallest_box_around():
    assert partners([TWO, DOT], [at([[8] * 9] * 9, (0, 0)), BOX], "around") == [(4, 4), (0, 0)]


def test_void_pieces_have_no_partner_and_are_nobodys():
    assert partners([None, TWO], [None, BAR], "nearest") == [None, (8, 0)]


@pytest.mark.parametrize(
    ("edge", "origin"),
    [
        ("upper edge", (4, 0)),
        ("lower edge", (7, 0)),
        ("left edge", (8, 4)),
        ("right edge", (8, 5)),
        ("middle row", (5, 0)),
        ("middle column", (8, 4)),
        ("into", (7, 4)),
    ],
)
def test_line_up(edge, origin):
    assert origin_of(OPS["line_up"](BAR, BOX, edge)) == origin


def test_what_lies_inside_stays_and_what_is_larger_begins_where_the_target_does():
    assert origin_of(OPS["line_up"](TWO, BOX, "into")) == (5, 5)
    assert origin_of(OPS["line_up"](BOX, TWO, "into")) == (5, 5)
