"""What operations on whole lists mean, on small examples."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, at, origin_of

A, B, C, D = (at([[k]], (k, 0)) for k in (1, 2, 3, 4))
LIST = [A, B, None, C, D]
TWIN = at([[1]], (7, 7))


def name_of(piece):
    return None if piece is None else (int(piece[0, 0]), origin_of(piece)[0])


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("most_repeated", ([B, A, None, None, None, TWIN],), A),
        ("odd_grid", ([A, B, None, TWIN],), B),
        ("odd_grid", ([A, B, C],), None),
        ("first", (LIST,), A),
        ("first", ([None, A],), None),
        ("last", (LIST,), D),
    ],
)
def test_one(name, arguments, expected):
    assert name_of(OPS[name](*arguments)) == name_of(expected)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("reverse", (LIST,), [D, C, None, B, A]),
        ("distinct", ([A, None, TWIN, B, A],), [A, B]),
        ("distinct", ([None],), []),
        ("remove", (A, [A, TWIN, None, B]), [TWIN, B]),
        ("remove", (A, [A]), []),
        ("combine", ([A, None], [B]), [A, None, B]),
        ("take", (LIST, 2), [A, B]),
        ("take", (LIST, -1), [D]),
        ("take", (LIST, 99), LIST),
        ("take", (LIST, 0), []),
        ("insert", (C, [A, None]), [A, None, C]),
        ("insert", (A, [A, None]), [A, None]),
        ("insert", (TWIN, [A]), [A, TWIN]),
        ("dedupe", ([A, None, TWIN, B, A],), [A, TWIN, B]),
        ("repeat", (A, 2), [A, A]),
        ("repeat", (A, 0), None),
        ("repeat", (A, 31), None),
    ],
)
def test_several(name, arguments, expected):
    made = OPS[name](*arguments)
    assert (made and list(map(name_of, made))) == (expected and list(map(name_of, expected)))


def test_shape_counts_as_well_as_cells():
    row, column = np.array([[1, 1]]), np.array([[1], [1]])
    assert len(OPS["distinct"]([row, column, row])) == 2
