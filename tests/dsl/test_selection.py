"""What choosing from a list by numbers means, on small examples."""

import pytest

from arc_pipeline.dsl import OPS, at, origin_of

A, B, C, D = (at([[k]], (k, 0)) for k in (1, 2, 3, 4))
LIST = [A, B, None, C, D]


def name_of(piece):
    return None if piece is None else (int(piece[0, 0]), origin_of(piece)[0])


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("argmax", (LIST, [3, 8, 99, 8, None]), B),
        ("argmin", (LIST, [3, 2, 0, 2, None]), B),
        ("argmax", ([None], [1]), None),
        ("argmax", (LIST, [1, 2]), None),
        ("odd_one", (LIST, [5, 5, 1, 7, 5]), C),
        ("odd_one", (LIST, [5, 6, 1, 6, 7]), None),
        ("odd_one", (LIST, [5, 5, 1, 7, None]), C),
        ("common_one", (LIST, [7, 5, 5, 5, 7]), A),
        ("common_one", (LIST, [9, 5, 5, 5, 7]), B),
    ],
)
def test_one(name, arguments, expected):
    assert name_of(OPS[name](*arguments)) == name_of(expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("keep_if", (LIST, [1, 0, 1, 1, None]), [A, C]),
        ("drop_if", (LIST, [1, 0, 1, 1, None]), [B]),
        ("keep_if", (LIST, [0, 0, 1, 0, 0]), []),
        ("keep_if", (LIST, [1]), None),
        ("where_equal", (LIST, [2, 3, 2, 2, None], 2), [A, C]),
        ("where_equal", (LIST, [2, 3], 2), None),
        ("sort_by", (LIST, [5]), None),
        ("where_other", (LIST, [2, 3, 2, 2, None], 2), [B]),
        ("sort_by", (LIST, [5, -2, 0, 5, 1]), [B, D, A, C]),
        ("sort_by", (LIST, [5, -2, 0, 5, None]), [B, A, C]),
    ],
)
def test_several(name, arguments, expected):
    made = OPS[name](*arguments)
    assert (made and list(map(name_of, made))) == (expected and list(map(name_of, expected)))
