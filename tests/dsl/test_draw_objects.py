"""What bringing a list of pieces into one frame means, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS, at, origin_of

HOOK = at([[1, 10], [1, 1]], (0, 0))
DOT = at([[2]], (1, 1))
OUT = at([[3, 3]], (1, 2))
GRID = np.full((2, 3), 5)


def test_show():
    assert OPS["show"]([HOOK, None, DOT, OUT], GRID).tolist() == [[1, 0, 0], [1, 2, 3]]
    moved = OPS["show"]([DOT], at(GRID, (1, 0)))
    assert moved.tolist() == [[0, 2, 0], [0, 0, 0]]
    assert origin_of(moved) == (0, 0)


def test_merge():
    made = OPS["merge"]([DOT, None, OUT])
    assert made.tolist() == [[2, 3, 3]]
    assert origin_of(made) == (1, 1)
    assert OPS["merge"]([HOOK, at([[3]], (1, 2))]).tolist() == [[1, 10, 10], [1, 1, 3]]
    assert OPS["merge"]([DOT, at([[3]], (1, 31))]) is None
    assert OPS["merge"]([None]) is None


def test_unite():
    made = OPS["unite"]([at([[1, 0]], (4, 4)), None, at([[1], [1]], (4, 5))])
    assert made.tolist() == [[1, 1], [0, 1]]
    assert origin_of(made) == (4, 4)


def test_paint_numbers():
    assert OPS["paint_numbers"](GRID, [HOOK, DOT], [7, 300]).tolist() == [[7, 0, 0], [7, 255, 0]]
    assert OPS["paint_numbers"](GRID, [HOOK, DOT], [7, None], "box").tolist() == [[7, 7, 0], [7, 7, 0]]
    assert OPS["paint_numbers"](GRID, [HOOK, DOT], [-1, 9]).tolist() == [[0, 0, 0], [0, 9, 0]]
    assert OPS["paint_numbers"](GRID, [HOOK, DOT], [7]) is None
    assert origin_of(OPS["paint_numbers"](at(GRID, (1, 1)), [DOT], [4])) == (1, 1)


def test_lay():
    fields = [at([[9, 200]], (0, 1)), None, at([[1], [5]], (0, 1))]
    assert OPS["lay"](fields, GRID).tolist() == [[0, 9, 200], [0, 5, 0]]


def test_paint_colors():
    assert OPS["paint_colors"](GRID, [HOOK, None, DOT], [7, 8, 9]).tolist() == [[7, 5, 5], [7, 9, 5]]
    assert OPS["paint_colors"](GRID, [HOOK], [7, 8]) is None


def test_fill_each():
    masks = [at([[1, 1]], (0, 0)), at([[1], [0]], (0, 1)), None]
    assert OPS["fill_each"](GRID, masks, [1, 2, 3]).tolist() == [[1, 2, 5], [5, 5, 5]]
