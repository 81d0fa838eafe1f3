"""What is regular in a piece, on small examples."""

import numpy as np
import pytest
from grids_in_words import applied, cells, shown

from arc_pipeline.dsl import OPS, at


@pytest.mark.parametrize("turn", ["rot90", "rot180", "rot270", "hmirror", "vmirror", "dmirror", "cmirror"])
@pytest.mark.parametrize("text", ["123 450", "12 30", "1 0 2", "010 111"])
def test_canonical_is_the_same_for_all_images(turn, text):
    image = OPS[turn](cells(text))
    assert np.array_equal(OPS["canonical"](image), OPS["canonical"](cells(text)))


def test_canonical_is_an_image_and_stays_in_its_place():
    made = OPS["canonical"](at([[3, 1], [2, 0], [2, 2]], (4, 5)))
    assert shown(made) == "102 322"
    assert made.origin == (4, 5)


@pytest.mark.parametrize(
    ("grid", "axis", "expected"),
    [
        ("1221 0330", "columns", "0110 0110"),
        ("01210 40004", "columns", "00100 00100"),
        ("11 22 11 00", "rows", "00 11 00 00"),
        ("100 000 001", "rows", None),
        ("000", "columns", None),
    ],
)
def test_symmetry_axis(grid, axis, expected):
    assert applied("symmetry_axis", grid, axis) == expected


def test_an_axis_off_the_middle():
    assert applied("symmetry_axis", "121000 303000", "columns") == "010000 010000"


def test_diagonal_period():
    assert OPS["diagonal_period"](cells("1231 3123 2312"), "diagonals") == 3
    assert OPS["diagonal_period"](cells("1231 2312 3123"), "counterdiagonals") == 3
    assert OPS["diagonal_period"](cells("1231 2312 3123"), "diagonals") is None
    assert OPS["diagonal_period"](cells("12"), "diagonals") == 2
    assert OPS["diagonal_period"](cells("11"), "diagonals") == 1


def test_largest_rectangle():
    assert applied("largest_rectangle", "1110 1110 0011") == "1110 1110 0000"
    assert applied("largest_rectangle", "101 101") == "100 100"
    assert applied("largest_rectangle", "011 110") == "011 000"
    assert applied("largest_rectangle", "11 10") == "11 00"
    assert applied("largest_rectangle", "00") is None
    assert OPS["largest_rectangle"](at([[1]], (2, 3))).origin == (2, 3)


def test_squares():
    squares = OPS["squares"]
    assert [shown(piece) for piece in squares(cells("1234 5678"))] == ["12 56", "34 78"]
    assert [shown(piece) for piece in squares(cells("12 56 00 34 78"))] == ["12 56", "34 78"]
    assert [shown(piece) for piece in squares(cells("123"))] == ["1", "2", "3"]
    assert [shown(piece) for piece in squares(cells("12 34"))] == ["12 34"]
    assert squares(cells("12345 12345")) is not None
    assert squares(cells("123 456 789 123")) is None


def test_patches_do_not_mind_noise_nor_noisy_lines():
    rng = np.random.default_rng(0)
    for _ in range(20):
        colors = rng.permutation(np.arange(1, 7)).reshape(2, 3)
        grid = np.repeat(np.repeat(colors, rng.integers(6, 9, 2), axis=0), rng.integers(6, 9, 3), axis=1)
        noisy = grid.copy()
        noisy[rng.integers(len(grid)), rng.integers(grid.shape[1])] = 9
        noisy = np.vstack([np.resize([1, 2], grid.shape[1]), noisy])
        assert np.array_equal(OPS["patches"](noisy.astype(np.uint8)), colors)


def test_the_largest_frame_is_found_in_noise_and_no_solid_block_is_one():
    rng = np.random.default_rng(1)
    grid = rng.integers(0, 4, (14, 15)).astype(np.uint8)
    grid[3:10, 4:12] = rng.integers(1, 4, (7, 8))
    grid[[3, 9], 4:12] = grid[3:10, [4, 11]] = 5
    assert np.array_equal(OPS["largest_frame"](grid), grid[3:10, 4:12])
    assert OPS["largest_frame"](np.full((5, 6), 3, np.uint8)) is None
