"""What tests and benchmarks draw: every side and colour, and the degenerate cases often enough to be met by each."""

import numpy as np
import pytest

from arc_pipeline.dsl.types import FIELD, GRID, MASK, OBJECT
from arc_pipeline.dsl.values import MAX_SIDE, TRANSPARENT
from arc_pipeline.testing.values import HIGHEST, RandomValues

DRAWN, OFTEN = 2000, 15


@pytest.fixture(scope="module", params=[GRID, OBJECT, MASK, FIELD], ids=str)
def drawn(request):
    values = RandomValues(np.random.default_rng(0))
    return request.param, [values.cells(request.param) for _ in range(DRAWN)]


def test_every_side_and_every_colour(drawn):
    kind, cells = drawn
    for axis in (0, 1):
        assert {piece.shape[axis] for piece in cells} == set(range(1, MAX_SIDE + 1))
    highest = TRANSPARENT if kind == OBJECT else HIGHEST[kind]
    assert set(np.unique(np.concatenate([piece.ravel() for piece in cells]))) == set(range(highest + 1))


def is_checkerboard(piece):
    colors = [piece[0, 0], piece[0, 1]] if piece.shape[1] > 1 else [0, 0]
    expected = np.where(np.indices(piece.shape).sum(0) % 2, colors[1], colors[0])
    return colors[0] != colors[1] and np.array_equal(piece, expected)


DEGENERATE = {
    "one cell": lambda piece: piece.shape == (1, 1),
    "full size": lambda piece: piece.shape == (MAX_SIDE, MAX_SIDE),
    "full size and not of one colour": lambda piece: piece.size == MAX_SIDE**2 and np.ptp(piece) > 0,
    "one row": lambda piece: piece.shape[0] == 1 < piece.shape[1],
    "one column": lambda piece: piece.shape[1] == 1 < piece.shape[0],
    "one colour": lambda piece: piece.size > 1 and np.ptp(piece) == 0,
    "one colour that is not 0": lambda piece: piece.size > 1 and np.ptp(piece) == 0 < piece[0, 0],
    "rows of one colour": lambda piece: min(piece.shape) > 1 and np.ptp(piece) > 0 and (piece == piece[:, :1]).all(),
    "columns of one colour": lambda piece: min(piece.shape) > 1 and np.ptp(piece) > 0 and (piece == piece[:1]).all(),
    "checkerboard": lambda piece: min(piece.shape) > 1 and is_checkerboard(piece),
}


@pytest.mark.parametrize("case", DEGENERATE)
def test_degenerate_cases(drawn, case):
    kind, cells = drawn
    found = sum(map(bool, map(DEGENERATE[case], cells)))
    assert found >= OFTEN, f"{found} of {len(cells)} values of {kind}"
