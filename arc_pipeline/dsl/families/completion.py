"""Pictures made symmetric: hidden cells filled in from mirror images, and what was hidden cut out."""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Choice, Color, Grid
from ..values import VOID
from .periods import completed_by_period

Axes = Annotated[str, Choice(("rows", "columns", "both", "diagonal", "all"))]
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


def _axis(grid: Any, hidden: int) -> int | None:
    """The sum i + i' of two rows that mirror each other: visible pairs never differ, most of them agree.

    Of equals the axis nearest to the centre, then the lesser; None if no pair agrees.
    """
    h = len(grid)
    best, most = None, 0
    for total in sorted(range(h - 1 - h // 2, h + h // 2), key=lambda total: abs(total - (h - 1))):
        agree = differ = 0
        for i in range(h):
            if i < total - i < h:
                a, b = grid[i], grid[total - i]
                visible = (a != hidden) & (b != hidden)
                agree += int((visible & (a == b)).sum())
                differ += int((visible & (a != b)).sum())
        if differ == 0 and agree > most:
            best, most = total, agree
    return best


def _completed(grid: Any, hidden: int, way: str) -> Any:
    """The grid with its hidden cells filled in from visible images; None where it is not symmetric in this way."""
    h, w = grid.shape
    rows = 0 if way in ("columns", "diagonal") else _axis(grid, hidden)
    columns = 0 if way in ("rows", "diagonal") else _axis(grid.T, hidden)
    if rows is None or columns is None:
        return None
    offset = (rows - columns) // 2

    def color_at(i: int, j: int) -> int:
        return int(grid[i, j]) if 0 <= i < h and 0 <= j < w else hidden

    if way in ("diagonal", "all"):
        cells = [(i, j) for i in range(h) for j in range(w) if i - j != offset]
        pairs = [(color_at(i, j), color_at(j + offset, i - offset)) for i, j in cells]
        visible = [(a, b) for a, b in pairs if hidden not in (a, b)]
        if (rows - columns) % 2 or any(a != b for a, b in visible) or (way == "diagonal" and not visible):
            return None
    made = grid.copy()
    for i in range(h):
        for j in range(w):
            images = {
                "rows": [(i, j), (rows - i, j)],
                "columns": [(i, j), (i, columns - j)],
                "diagonal": [(i, j)],
            }.get(way, [(i, j), (rows - i, j), (i, columns - j), (rows - i, columns - j)])
            turned = [(b + offset, a - offset) for a, b in images]
            places = images + turned if way in ("diagonal", "all") else images
            made[i, j] = next((c for a, b in places if (c := color_at(a, b)) != hidden), hidden)
    return made


@op(cost=2, kernel="complete_by_symmetry(out, grid, hidden, axes);")
def complete_symmetry(grid: Grid, hidden: Color, axes: Axes) -> Grid:
    """Cells of a colour filled in from their visible mirror images; those without one stay.

    rows: turned upside down, columns: left to right, at the axis that fits best, at most a quarter of the side off
    the centre; both; diagonal: at the main one; all: both, and the diagonal through their centre.
    Void where visible images differ or none agree.
    """
    return _completed(grid, hidden, axes)


@op(
    cost=2,
    kernel="""
    SHARED(uint16_t, places, MAX_CELLS);
    SHARED(int, seen, MAX_CELLS);
    SHARED(int, of_row, 2 * MAX_SIDE);
    SHARED(uint8_t, copy, MAX_CELLS);
    if (by == 2) complete_by_period(out, grid, hidden, EVERYWHERE, Visible{places, seen, of_row, 0});
    else complete_by_symmetry(out, grid, hidden, by == 0 ? BY_BOTH : BY_ALL);
    cut_hidden(out, grid, hidden, copy);
    """,
)
def hidden_content(
    grid: Grid, hidden: Color, by: Annotated[str, Choice(("both axes", "both axes and diagonal", "period"))]
) -> Grid:
    """What is behind the cells of a colour: their window in the grid completed by symmetry or by a period.

    Void where nothing is hidden or anything stays unknown.
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
    cost=2,
    kernel="""
    Box box = NOWHERE;
    if (after.h == before.h && after.w == before.w) {
        FOR_CELLS(after, i, j) if (after(i, j) != before(i, j)) include(box, i, j);
    }
    cut(out, after, joined(box));
    """,
)
def changed_part(after: Grid, before: Grid) -> Grid:
    """The smallest window of `after` around all cells that differ from `before`.

    Void if none do or the shapes differ.
    """
    if after.shape != before.shape or np.array_equal(after, before):
        return VOID
    where = np.argwhere(after != before)
    (top, left), (bottom, right) = where.min(0), where.max(0)
    return after[top : bottom + 1, left : right + 1]


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
