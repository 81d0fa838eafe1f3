"""Pictures made symmetric: hidden cells filled in from mirror images, and what was hidden cut out."""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Choice, Color, Grid
from ..values import VOID
from .periods import completed_by_period

Axes = tuple[str, int, int]  # how images are made, sums i + i' and j + j' of rows and columns that mirror each other
Ways = Annotated[str, Choice(("rows", "columns", "both", "diagonal", "all", "turns"))]
Symmetry = Annotated[
    str,
    Choice(
        (
            "hmirror",
            "vmirror",
            "both mirrors",
            "half turn",
            "dmirror",
            "cmirror",
            "both diagonals",
            "quarter turns",
            "all",
        )
    ),
]


def _axes_to_try(n: int) -> list[int]:
    """Sums i + i' of lines that mirror each other: up to a quarter of n off the middle, the nearest to it first."""
    return sorted(range(n - 1 - n // 2, n + n // 2), key=lambda total: abs(total - (n - 1)))


def _agreement(cells: Any, hidden: int, total: int) -> int:
    """How many visible pairs of cells in rows i and total - i are equal; -1 if any differ."""
    i = np.arange(max(0, total - len(cells) + 1), (total + 1) // 2)
    a, b = cells[i], cells[total - i]
    visible = (a != hidden) & (b != hidden)
    return -1 if (visible & (a != b)).any() else int(visible.sum())


def _images(axes: Axes, i: Any, j: Any) -> list[tuple[Any, Any]]:
    """The images of cells, given the rows and the columns of these, without the cells themselves."""
    way, rows, columns = axes
    down, right, offset = rows - i, columns - j, (rows - columns) // 2

    def turned(a: Any, b: Any) -> tuple[Any, Any]:
        return b + offset, a - offset

    if way == "turns":
        return [(down, right), turned(down, j), turned(i, right)]
    mirrored = {"rows": [(down, j)], "columns": [(i, right)], "diagonal": []}.get(
        way, [(down, j), (i, right), (down, right)]
    )
    return mirrored + [turned(a, b) for a, b in [(i, j), *mirrored] if way in ("diagonal", "all")]


def _joint_agreement(grid: Any, hidden: int, axes: Axes) -> int:
    """How many visible cells have all their images visible; -1 if a visible image differs."""
    shown = np.nonzero(grid != hidden)
    colors, all_seen = grid[shown], np.ones(len(shown[0]), bool)
    for places in _images(axes, *shown):
        image = _colors_at(grid, hidden, *places)
        seen = image != hidden
        if (seen & (image != colors)).any():
            return -1
        all_seen &= seen
    return int(all_seen.sum())


def _colors_at(grid: Any, outside: int, i: Any, j: Any) -> Any:
    """The colours of cells (i, j), `outside` beyond the border."""
    h, w = grid.shape
    there = (i >= 0) & (i < h) & (j >= 0) & (j < w)
    colors = np.full(there.shape, outside, grid.dtype)
    colors[there] = grid[i[there], j[there]]
    return colors


def _ways_to_mirror(grid: Any, hidden: int, way: str) -> Iterator[tuple[int, Axes]]:
    """Axes to try, and how many cells agree there (0 or less: not symmetric in this way)."""
    h, w = grid.shape
    if way == "rows":
        yield from ((_agreement(grid, hidden, total), (way, total, 0)) for total in _axes_to_try(h))
    elif way == "columns":
        yield from ((_agreement(grid.T, hidden, total), (way, 0, total)) for total in _axes_to_try(w))
    elif way == "diagonal":
        i, j = np.nonzero(grid != hidden)
        shown = bool((_colors_at(grid, hidden, j[i != j], i[i != j]) != hidden).any())
        yield shown and _joint_agreement(grid, hidden, (way, 0, 0)), (way, 0, 0)
    else:
        rows = [total for total in _axes_to_try(h) if way == "turns" or _agreement(grid, hidden, total) >= 0]
        columns = [total for total in _axes_to_try(w) if way == "turns" or _agreement(grid.T, hidden, total) >= 0]
        for pair in product(rows, columns):
            if way == "both" or sum(pair) % 2 == 0:
                yield _joint_agreement(grid, hidden, (way, *pair)), (way, *pair)


def _completed(grid: Any, hidden: int, way: str) -> Any:
    """The grid with its hidden cells filled in from visible images; None where it is not symmetric in this way."""
    if not (grid == hidden).any():
        return grid
    best, axes = max(_ways_to_mirror(grid, hidden, way), key=lambda one: one[0], default=(0, (way, 0, 0)))
    if best <= 0:
        return None
    made = grid.copy()
    i, j = np.nonzero(grid == hidden)
    for places in reversed(_images(axes, i, j)):  # the first image that is visible counts
        colors = _colors_at(grid, hidden, *places)
        made[i, j] = np.where(colors == hidden, made[i, j], colors)
    return made


@op(
    cost=2,
    kernel="""
    SHARED(uint32_t, bits, 4 * MAX_SIDE);
    const Boards boards{bits, bits + MAX_SIDE, bits + 2 * MAX_SIDE, bits + 3 * MAX_SIDE};
    complete_by_symmetry(out, grid, hidden, axes, boards);
    """,
)
def complete_symmetry(grid: Grid, hidden: Color, axes: Ways) -> Grid:
    """Cells of a colour filled in from their visible mirror images; those without one stay.

    rows: turned upside down; columns: left to right; both; diagonal: at the main one; all: both, and the diagonal
    through their centre; turns: by quarters about that centre. Axes lie at most a quarter of the side off the middle,
    where visible images never differ and most cells have all theirs visible, next to the middle; void where there are
    none.

    >>> complete_symmetry('12399 20499 34543 20402 12321', 9, 'both')
    '12321 20402 34543 20402 12321'
    """
    return _completed(grid, hidden, axes)


@op(
    cost=2,
    kernel="""
    SHARED(uint16_t, places, MAX_CELLS);
    SHARED(int, seen, MAX_CELLS);
    SHARED(int, of_row, 2 * MAX_SIDE);
    SHARED(uint8_t, copy, MAX_CELLS);
    SHARED(uint32_t, bits, 4 * MAX_SIDE);
    const Boards boards{bits, bits + MAX_SIDE, bits + 2 * MAX_SIDE, bits + 3 * MAX_SIDE};
    if (by == 2) complete_by_period(out, grid, hidden, EVERYWHERE, Visible{places, seen, of_row, 0});
    else complete_by_symmetry(out, grid, hidden, by == 0 ? BY_BOTH : BY_ALL, boards);
    cut_hidden(out, grid, hidden, copy);
    """,
)
def hidden_content(
    grid: Grid, hidden: Color, by: Annotated[str, Choice(("both axes", "both axes and diagonal", "period"))]
) -> Grid:
    """What is behind the cells of a colour: their window in the grid completed by symmetry or by a period.

    Void where nothing is hidden or anything stays unknown.

    >>> hidden_content('12399 20499 34543 20402 12321', 9, 'both axes')
    '21 02'
    """
    if by == "period":
        made = completed_by_period(grid, hidden, "both")
    else:
        made = _completed(grid, hidden, "both" if by == "both axes" else "all")
    where = np.argwhere(grid == hidden)
    if made is None or not len(where) or (made == hidden).any():
        return VOID
    (top, left), (bottom, right) = where.min(0), where.max(0)
    return made[top : bottom + 1, left : right + 1]


@op(
    cost=1,
    literals={"background": (0,)},
    kernel="""
    const int symmetries[] = {1, 2, 7, 4, 8, 64, 76, 52, 127};  // bits of the cases of image_of
    overlay_images(out, grid, background, symmetries[by]);
    """,
)
def symmetrize(grid: Grid, background: Color, by: Symmetry) -> Grid:
    """Background cells take the colour of the first of their images about the centre that is not background.

    (h, w) -> (h, w); void for diagonals and quarter turns of a grid that is not square.

    >>> symmetrize('1200 0300 0000 0000', 0, 'both mirrors')
    '1221 0330 0330 1221'
    """
    if by not in ("hmirror", "vmirror", "both mirrors", "half turn") and grid.shape[0] != grid.shape[1]:
        return VOID
    upside_down, left_right, half = grid[::-1], grid[:, ::-1], grid[::-1, ::-1]
    images = {
        "hmirror": [upside_down],
        "vmirror": [left_right],
        "both mirrors": [upside_down, left_right, half],
        "half turn": [half],
        "dmirror": [grid.T],
        "cmirror": [half.T],
        "both diagonals": [half, grid.T, half.T],
        "quarter turns": [half, np.rot90(grid, -1), np.rot90(grid)],
        "all": [upside_down, left_right, half, grid.T, np.rot90(grid, -1), np.rot90(grid), half.T],
    }[by]
    made = grid.copy()
    for image in images:
        made = np.where(made == background, image, made)
    return made
