"""Patterns that repeat: their periods, their units, and how they go on where cells are hidden or missing."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Axis, Cells, Choice, Color, Count, Grid, Object
from ..values import MAX_SIDE, TRANSPARENT, VOID

Lines = Annotated[str, Choice(("both", "rows", "columns"))]
Ways = Annotated[str, Choice(("both", "rows", "columns", "diagonals", "antidiagonals"))]
Directions = Annotated[str, Choice(("up", "down", "left", "right", "rows", "columns"))]


def _row_period(cells: Any, free: int | None = None) -> int:
    """The smallest p >= 1 such that each row equals the p-th before it, but in `free` cells; the height if none."""
    h = len(cells)
    anything = np.zeros(cells.shape, bool) if free is None else cells == free
    return next((p for p in range(1, h) if ((cells[p:] == cells[:-p]) | anything[p:]).all()), h)


def _classes(shape: tuple[int, int], way: str) -> Iterator[Callable[[int, int], Any]]:
    """Ways to divide the cells into classes that have one colour each, the fewest classes first."""
    h, w = shape
    if way == "rows":
        yield from (lambda i, j, p=p: (i, j % p) for p in range(1, w + 1))
    elif way == "columns":
        yield from (lambda i, j, p=p: (i % p, j) for p in range(1, h + 1))
    elif way == "both":
        pairs = sorted((p * q, p, q) for p in range(1, h + 1) for q in range(1, w + 1))
        yield from (lambda i, j, p=p, q=q: (i % p, j % q) for _, p, q in pairs)
    else:
        sign = 1 if way == "diagonals" else -1
        yield from (lambda i, j, p=p: (i + sign * j) % p for p in range(1, max(h, w) + 1))


def completed_by_period(grid: Any, hidden: int, way: str) -> Any:
    """The grid with its hidden cells filled in; None where no period makes all of them known."""
    cells = [(i, j) for i in range(grid.shape[0]) for j in range(grid.shape[1])]
    visible = [(i, j) for i, j in cells if grid[i, j] != hidden]
    if len(visible) == len(cells):
        return grid
    for class_of in _classes(grid.shape, way):
        colors: dict[Any, int] = {}
        if any(colors.setdefault(class_of(i, j), grid[i, j]) != grid[i, j] for i, j in visible):
            continue
        if all(class_of(i, j) in colors for i, j in cells):
            made = grid.copy()
            for i, j in cells:
                made[i, j] = colors[class_of(i, j)]
            return made
    return None


@op(cost=2, kernel="out = column_period(obj, 0, obj.w, TRANSPARENT);")
def hperiod(obj: Object) -> Count:
    """The smallest p >= 1 such that each column equals the p-th to the left of it; the width if there is none.

    Where an object is transparent any cell may stand to the left.

    >>> hperiod('120120 012012')
    3
    """
    return _row_period(obj.T, free=TRANSPARENT)


@op(cost=2, kernel="out = row_period(obj, 0, obj.h, TRANSPARENT);")
def vperiod(obj: Object) -> Count:
    """The smallest p >= 1 such that each row equals the p-th above it; the height if there is none.

    Where an object is transparent any cell may stand above.

    >>> vperiod('112 330 112 330 112')
    2
    """
    return _row_period(obj, free=TRANSPARENT)


@op(
    cost=1,
    kernel="""
    const int h = lines == 2 ? grid.h : row_period(grid, 0, grid.h);
    const int w = lines == 1 ? grid.w : column_period(grid, 0, grid.w);
    if (h < grid.h || w < grid.w) cut(out, grid, 0, 0, h, w);
    """,
)
def repeating_unit(grid: Cells, lines: Lines) -> Cells:
    """The upper left window of which the grid is a repetition, by rows and/or columns. Void if nothing repeats.

    >>> repeating_unit('120120 300300 120120 300300', 'both')
    '120 300'
    """
    h = grid.shape[0] if lines == "columns" else _row_period(grid)
    w = grid.shape[1] if lines == "rows" else _row_period(grid.T)
    return VOID if (h, w) == grid.shape else grid[:h, :w]


@op(
    cost=2,
    literals={"halves": (3, 4)},
    kernel="""
    if (halves >= 3 && halves <= 2 * MAX_SIDE) {
        const int period = axis == 0 ? row_period(grid, 0, grid.h) : column_period(grid, 0, grid.w);
        RESIZE(out, axis == 0 ? grid.h * halves / 2 : grid.h, axis == 0 ? grid.w : grid.w * halves / 2);
        FOR_CELLS(out, i, j) out(i, j) = grid(axis == 0 ? i % period : i, axis == 0 ? j : j % period);
    }
    """,
)
def extend_pattern(grid: Cells, axis: Axis, halves: Count) -> Cells:
    """More rows, or more columns, by the pattern's period: their number times `halves` / 2, rounded down.

    Void for halves below 3.

    >>> extend_pattern('120 003 120 003', 'rows', 3)
    '120 003 120 003 120 003'
    """
    if not 3 <= halves <= 2 * MAX_SIDE:
        return VOID
    cells = grid if axis == "rows" else grid.T
    made = cells[np.arange(len(cells) * halves // 2) % _row_period(cells)]
    return made if axis == "rows" else made.T


@op(cost=2, kernel="continue_lines(out, grid, to, by == 1);")
def continue_pattern(grid: Grid, to: Directions, by: Annotated[str, Choice(("period", "whole"))]) -> Grid:
    """The rows (columns) from the first to the last that holds a colour but 0, repeated up to an edge.

    rows: up and down; columns: left and right. They are repeated as a whole, or with their period if that is smaller.
    Void where all is 0.

    >>> continue_pattern('102 330 102 000 000', 'down', 'period')
    '102 330 102 330 102'
    >>> continue_pattern('102 330 102 000 000', 'down', 'whole')
    '102 330 102 102 330'
    """
    flat = to in ("left", "right", "columns")
    cells = grid.T if flat else grid
    coloured = np.flatnonzero(cells.any(1))
    if not len(coloured):
        return VOID
    first, last = int(coloured[0]), int(coloured[-1])
    period = _row_period(cells[first : last + 1]) if by == "period" else last + 1 - first
    made = cells.copy()
    for i in range(len(cells)):
        if (i > last and to not in ("up", "left")) or (i < first and to not in ("down", "right")):
            made[i] = cells[first + (i - first) % period]
    return made.T if flat else made


@op(
    cost=2,
    kernel="""
    SHARED(uint16_t, places, MAX_CELLS);
    SHARED(int, seen, MAX_CELLS);
    SHARED(int, of_row, 2 * MAX_SIDE);
    complete_by_period(out, grid, hidden, way, Visible{places, seen, of_row, 0});
    """,
)
def complete_period(grid: Grid, hidden: Color, way: Ways) -> Grid:
    """Cells of a colour filled in by the smallest period that fits all others: of both axes, one, or diagonals.

    Void where no period makes every cell known.

    >>> complete_period('112112 300332 100112 332332', 0, 'both')
    '112112 332332 112112 332332'
    """
    return completed_by_period(grid, hidden, way)
