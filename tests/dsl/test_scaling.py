"""What the operations that magnify and shrink mean, on small examples."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, at

GRID = np.array([[1, 0], [2, 3]])


def check(name, *arguments, expected):
    made = OPS[name](*arguments)
    if expected is None:
        assert made is None
    else:
        assert made.tolist() == expected


def test_magnified():
    check("upscale", GRID, 2, expected=[[1, 1, 0, 0], [1, 1, 0, 0], [2, 2, 3, 3], [2, 2, 3, 3]])
    check("hupscale", GRID, 2, expected=[[1, 1, 0, 0], [2, 2, 3, 3]])
    check("vupscale", GRID, 2, expected=[[1, 0], [1, 0], [2, 3], [2, 3]])
    check("upscale_to", GRID, np.zeros((4, 2)), expected=[[1, 0], [1, 0], [2, 3], [2, 3]])
    check("upscale_to", GRID, np.zeros((4, 3)), expected=None)
    check("upscale", GRID, 0, expected=None)
    check("upscale", GRID, 16, expected=None)
    assert OPS["upscale_by_colors"](GRID).shape == (6, 6)
    check("upscale_by_colors", np.zeros((2, 2)), expected=None)


def test_pieces_keep_their_corner():
    assert OPS["upscale"](at(GRID, (4, 5)), 3).origin == (4, 5)
    assert OPS["shrink"](at(np.ones((2, 2)), (4, 5))).origin == (4, 5)


def test_shrunk():
    six = np.kron(GRID, np.ones((3, 3), int))
    check("downscale", np.arange(10)[None], 3, expected=[[0, 3, 6, 9]])
    check("downscale", GRID, 0, expected=None)
    check("shrink", six, expected=GRID.tolist())
    check("shrink", np.kron(GRID, np.ones((6, 4), int)), expected=np.kron(GRID, np.ones((3, 2), int)).tolist())
    check("shrink", GRID, expected=None)
    six[0, 0] = 9
    check("shrink", six, expected=None)
    check("pool", six, 3, "commonest", expected=GRID.tolist())
    check("pool", six, 3, "rarest", expected=[[9, 0], [2, 3]])
    check("pool", six, 3, "smallest", expected=GRID.tolist())
    check("pool", six, 3, "largest", expected=[[9, 0], [2, 3]])
    check("pool", six, 4, "largest", expected=None)


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ("coloured", [[1, 0], [1, 1]]),
        ("background", [[0, 1], [0, 0]]),
        ("commonest", [[0, 1], [0, 0]]),
        ("rarest", [[0, 1], [0, 0]]),
    ],
)
def test_selfsimilar(where, chosen):
    check("selfsimilar", GRID, where, expected=np.kron(chosen, GRID).tolist())


def test_selfsimilar_by_number_of_cells():
    grid = np.array([[4, 4], [4, 7]])
    check("selfsimilar", grid, "commonest", expected=np.kron([[1, 1], [1, 0]], grid).tolist())
    check(
        "selfsimilar",
        grid,
        "own colour",
        expected=[[4, 4, 4, 4], [4, 0, 4, 0], [4, 4, 0, 0], [4, 0, 0, 7]],
    )
    check("selfsimilar", grid, "rarest", expected=np.kron([[0, 0], [0, 1]], grid).tolist())


def test_copies_in_place_of_cells():
    layout = np.array([[0, 3]])
    check("kron", layout, GRID, "copy", expected=[[0, 0, 1, 0], [0, 0, 2, 3]])
    check("kron", layout, GRID, "recolor", expected=[[0, 0, 3, 0], [0, 0, 3, 3]])
    check("kron_mask", np.array([[0, 1]]), GRID, expected=[[0, 0, 1, 0], [0, 0, 2, 3]])
    check("kron", np.ones((16, 16)), GRID, "copy", expected=None)
