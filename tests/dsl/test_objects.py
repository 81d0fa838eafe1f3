"""What cutting a grid into objects means, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS, at, origin_of

GRID = np.array([[1, 1, 0, 2], [0, 1, 2, 0], [3, 0, 0, 0]])


def pieces(name, *arguments):
    """Each piece as (origin, rows), 10 written as a dot."""
    made = OPS[name](*arguments)
    if made is None:
        return None
    return [(origin_of(p), " ".join("".join("." if c == 10 else str(c) for c in row) for row in p)) for p in made]


def test_objects_of_one_color():
    assert pieces("objects", GRID) == [
        ((0, 0), "11 .1"),
        ((0, 3), "2"),
        ((1, 2), "2"),
        ((2, 0), "3"),
    ]
    assert pieces("objects", GRID, 8) == [((0, 0), "11 .1"), ((0, 2), ".2 2."), ((2, 0), "3")]


def test_objects_of_any_colors():
    assert pieces("objects", GRID, 4, False) == [((0, 0), "11. .12"), ((0, 3), "2"), ((2, 0), "3")]
    assert pieces("objects", GRID, 8, False) == [((0, 0), "11.2 .12. 3...")]


def test_background():
    two = np.array([[5, 5, 5], [5, 0, 5], [0, 0, 5]])
    assert pieces("objects", two, 4, True, "zero") == [((0, 0), "555 5.5 ..5")]
    assert pieces("objects", two, 4, True, "most") == [((1, 0), ".0 00")]
    assert pieces("objects", two, 4, True, "none") == [((0, 0), "555 5.5 ..5"), ((1, 0), ".0 00")]
    assert pieces("objects", np.array([[7, 4]]), 4, True, "most") == [((0, 0), "7")], "the lower of two common colours"
    assert pieces("objects", np.zeros((3, 3), int)) == []


def test_reading_order_is_that_of_first_cells():
    hook = np.array([[0, 0, 1], [2, 0, 1], [1, 1, 1]])
    assert [origin for origin, _ in pieces("objects", hook)] == [(0, 0), (1, 0)]


def test_as_many_objects_as_cells():
    board = np.indices((30, 30)).sum(0) % 2 + 1
    made = OPS["objects"](board)
    assert len(made) == 900
    assert [origin_of(p) for p in made] == [(i, j) for i in range(30) for j in range(30)]


def test_spiral_is_one_object():
    spiral = [
        "1111111",
        "0000001",
        "1111101",
        "1000101",
        "1011101",
        "1000001",
        "1111111",
    ]
    grid = np.array([[int(c) for c in row] for row in spiral])
    assert pieces("objects", grid) == [((0, 0), " ".join(spiral).replace("0", "."))]
    assert len(OPS["objects"](1 - grid)) == 1


def test_clusters_bridge_one_cell():
    assert pieces("clusters", np.array([[1, 0, 2, 0, 0, 3]])) == [((0, 0), "1.2"), ((0, 5), "3")]
    assert pieces("clusters", np.array([[1, 0, 0], [0, 0, 0], [0, 0, 2]])) == [((0, 0), "1.. ... ..2")]


def test_partition():
    grid = np.array([[4, 0, 4], [0, 7, 0]])
    assert pieces("partition", grid) == [((0, 0), "4.4"), ((0, 0), ".0. 0.0"), ((1, 1), "7")]
    assert pieces("fgpartition", grid) == [((0, 0), "4.4"), ((1, 1), "7")]
    assert pieces("fgpartition", np.array([[5, 5]])) == []


def test_regions():
    mask = at([[1, 0, 1], [1, 0, 0]], (3, 4))
    assert pieces("regions", mask) == [((3, 4), "1 1"), ((3, 6), "1")]
    assert pieces("regions", np.array([[0, 1], [1, 1]]), 8) == [((0, 0), "01 11")]
    assert pieces("regions", np.zeros((2, 2), int)) == []


def test_frames():
    grid = np.array([[2, 2, 2, 0, 3, 3], [2, 5, 2, 0, 3, 3], [2, 2, 2, 0, 3, 3]])
    assert pieces("frames", grid) == [((0, 0), "222 252 222")]
    assert pieces("frames", np.array([[4, 4, 4], [4, 0, 4], [4, 4, 0]])) == []


def test_slices():
    grid = np.array([[1, 2], [3, 4], [5, 6]])
    assert pieces("slices", grid, "rows") == [((0, 0), "12"), ((1, 0), "34"), ((2, 0), "56")]
    assert pieces("slices", grid, "columns") == [((0, 0), "1 3 5"), ((0, 1), "2 4 6")]
