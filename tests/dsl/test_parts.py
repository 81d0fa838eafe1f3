"""What the operations on parts of grids mean, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS

DIVIDED = np.array(
    [
        [1, 0, 5, 0, 0],
        [0, 1, 5, 2, 2],
        [5, 5, 5, 5, 5],
        [3, 3, 5, 0, 0],
        [3, 4, 5, 0, 0],
    ]
)
PARTS = [[[1, 0], [0, 1]], [[0, 0], [2, 2]], [[3, 3], [3, 4]], [[0, 0], [0, 0]]]


def as_lists(pieces):
    return [None if piece is None else piece.tolist() for piece in pieces]


def test_parts_between_lines():
    assert OPS["separator_color"](DIVIDED) == 5
    assert as_lists(OPS["parts"](DIVIDED)) == PARTS
    assert OPS["part"](DIVIDED, 1).tolist() == PARTS[1]
    assert OPS["part"](DIVIDED, -2).tolist() == PARTS[2]
    assert OPS["part"](DIVIDED, 4) is None


def test_lines_of_the_background_divide_only_where_nothing_else_does():
    grid = np.array([[1, 0, 0, 5, 2, 0], [1, 0, 0, 5, 0, 0], [2, 0, 0, 5, 0, 0]])
    assert OPS["separator_color"](grid) == 5
    grid[:, 3] = [5, 0, 5]
    assert OPS["separator_color"](grid) == 0
    assert OPS["separator_color"](np.array([[1, 0, 2], [3, 0, 4]])) == 0


def test_undivided():
    for name in ("separator_color", "parts"):
        assert OPS[name](np.array([[1, 2], [3, 4]])) is None
        assert OPS[name](np.full((3, 3), 4)) is None
        assert OPS[name](np.array([[5, 5, 5], [5, 1, 5], [5, 5, 5]])) is None


def test_one_cell_for_each_part():
    assert OPS["part_colors"](DIVIDED, "commonest").tolist() == [[0, 0], [3, 0]]
    assert OPS["part_colors"](DIVIDED, "commonest but 0").tolist() == [[1, 2], [3, 0]]
    assert OPS["arrange"](OPS["windows"](DIVIDED), [6, 7, 8, 9]).tolist() == [[6, 7], [8, 9]]


def test_parts_put_back():
    mirrored = [piece[:, ::-1] for piece in OPS["parts"](DIVIDED)]
    assert OPS["put_back"](DIVIDED, OPS["windows"](DIVIDED), mirrored).tolist() == [
        [0, 1, 5, 0, 0],
        [1, 0, 5, 2, 2],
        [5, 5, 5, 5, 5],
        [3, 3, 5, 0, 0],
        [4, 3, 5, 0, 0],
    ]


def test_equal_pieces():
    grid = np.arange(7)[None].repeat(2, 0)
    assert as_lists(OPS["hsplit"](grid, 2)) == [[[0, 1, 2]] * 2, [[4, 5, 6]] * 2]
    assert as_lists(OPS["hsplit"](grid[:, :6], 3)) == [[[0, 1]] * 2, [[2, 3]] * 2, [[4, 5]] * 2]
    assert OPS["hsplit"](grid, 3) is None  # pieces of two with a column between them would need eight
    assert as_lists(OPS["vsplit"](grid, 2)) == [[[0, 1, 2, 3, 4, 5, 6]]] * 2
    assert as_lists(OPS["vsplit"](grid.T, 4)) == [[[0, 0]], [[2, 2]], [[4, 4]], [[6, 6]]]
    assert OPS["vsplit"](grid, 0) is None
    assert as_lists(OPS["quadrants"](DIVIDED)) == PARTS
    assert OPS["quadrants"](grid[:1]) is None


def test_pick():
    pieces = [np.array([[1]]), None, np.array([[3, 3]])]
    assert OPS["pick"](pieces, 0).tolist() == [[1]]
    assert OPS["pick"](pieces, -1).tolist() == [[3, 3]]
    assert OPS["pick"](pieces, 1) is None
    assert OPS["pick"](pieces, 3) is None
