"""Patterns on single lines of a grid, drawn on from where they begin and end. Background is colour 0."""

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Grid

Onward = Annotated[
    str,
    Choice(
        (
            "up",
            "down",
            "left",
            "right",
            "rows",
            "columns",
            "cross",
            "diagonals",
            "counterdiagonals",
            "diagonal cross",
        )
    ),
]

_BOTH = {"cross": ("rows", "columns"), "diagonal cross": ("diagonals", "counterdiagonals")}
_ALONG = {"left": "rows", "right": "rows", "up": "columns", "down": "columns"}


def _lines(cells: Array, axis: str) -> Iterator[Any]:
    """Views of the lines along an axis; what is written into them is written into the cells."""
    h, w = cells.shape
    if axis in ("rows", "columns"):
        yield from cells if axis == "rows" else cells.T
        return
    turned = cells if axis == "diagonals" else cells[:, ::-1]
    for offset in range(1 - h, w):
        line = turned[max(0, -offset) :, max(0, offset) :]
        yield np.einsum("ii->i", line[: min(line.shape), : min(line.shape)])


@op(
    cost=2,
    kernel="""
    const int axes[10] = {COLUMNS, COLUMNS, ROWS, ROWS, ROWS, COLUMNS, ROWS, DIAGONALS, COUNTERDIAGONALS, DIAGONALS};
    COPY(out, grid);
    SYNC();
    const bool before = way != 1 && way != 3, after = way != 0 && way != 2;
    draw_on(grid, axes[way], before, after, out);
    if (way == 6 || way == 9) draw_on(grid, axes[way] + 1, before, after, out);
    """,
)
def continue_lines(grid: Grid, way: Onward) -> Grid:
    """What lies on each line, from its first to its last cell that is not 0, goes on with its smallest period.

    Single cells do not go on. cross: rows, and under these columns; diagonal cross likewise. (h, w) -> (h, w)

    >>> continue_lines('0000000 0012000 0000000 0303000 0000400', 'rows')
    '0000000 1212121 0000000 0303030 0000400'
    >>> continue_lines('00000 01000 02000 00000 00000', 'down')
    '00000 01000 02000 01000 02000'
    """
    made = np.array(grid)
    for axis in _BOTH.get(way, (_ALONG.get(way, way),)):
        for source, line in zip(_lines(np.array(grid), axis), _lines(made, axis), strict=True):
            filled = np.flatnonzero(source)
            if len(filled) < 2:
                continue
            first, last = int(filled[0]), int(filled[-1])
            run = source[first : last + 1]
            period = next(p for p in range(1, len(run) + 1) if np.array_equal(run[p:], run[:-p]))
            going_on = run[(np.arange(len(source)) - first) % period]
            if way in ("down", "right"):
                going_on[:first] = 0
            if way in ("up", "left"):
                going_on[last:] = 0
            line[:] = np.where(line == 0, going_on, line)
    return made
