"""Grids that consist of parts: divided by separating lines, or cut into equal pieces; lists of pieces put together.

Separating lines are full rows and columns of one colour. Of several such colours that one counts whose lines make
parts of equal shape; next, one that is not 0; next, the one with most lines; last, the least.
"""

from itertools import product
from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Cells, CellsList, Choice, Color, Count, Grid, Grids
from ..values import VOID

Windows = list[list[tuple[slice, slice]]]  # of the parts: rows of windows


def _runs(kept: list[bool]) -> list[slice]:
    """The maximal runs of true values."""
    edges = np.flatnonzero(np.diff([False, *kept, False]))
    return [slice(a, b) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]


def layout_of(grid: Any) -> tuple[int, Windows] | None:
    """The separators' colour and the windows of the parts; None where the grid is not divided."""
    best: tuple[tuple[bool, bool, int, int], int, Windows] | None = None
    for color in range(10):
        rows, columns = (grid == color).all(1), (grid == color).all(0)
        down, across = _runs((~rows).tolist()), _runs((~columns).tolist())
        if len(down) * len(across) < 2:
            continue
        even = len({r.stop - r.start for r in down}) == 1 and len({r.stop - r.start for r in across}) == 1
        rank = (even, color > 0, int(rows.sum() + columns.sum()), -color)
        if best is None or rank > best[0]:
            best = rank, color, [[(r, c) for c in across] for r in down]
    return None if best is None else best[1:]


def _commonest(cells: Any, skip_zero: bool = False) -> int:
    counts = np.bincount(cells.ravel(), minlength=10)
    if skip_zero:
        counts[0] = 0
    return int(counts.argmax())


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    const int color = find_layout(grid, colors).color;
    out = color < 0 ? NONE : color;
    """,
)
def separator_color(grid: Grid) -> Color:
    """The colour of the lines that divide the grid. Void where there are not two parts.

    >>> separator_color('10500 02500 55555 30504 00540')
    5
    """
    layout = layout_of(grid)
    return VOID if layout is None else layout[0]


@op(
    cost=1,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    list_parts(call, grid, find_layout(grid, colors), out);
    """,
)
def parts(grid: Grid) -> Grids:
    """The parts between separating lines, in reading order. Void where there are not two.

    >>> parts('10500 02500 55555 30504 00540')
    ['10 02', '00 00', '30 00', '04 40']
    """
    layout = layout_of(grid)
    return VOID if layout is None else [grid[window] for row in layout[1] for window in row]


@op(
    cost=1,
    literals={"index": (0, 1, 2, 3)},
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    const Layout layout = find_layout(grid, colors);
    const int count = layout.down * layout.across;
    if (index >= -count && index < count) cut(out, grid, part_box(grid, layout, index < 0 ? index + count : index));
    """,
)
def part(grid: Grid, index: Count) -> Grid:
    """The part with this number in reading order, from 0; -1 is the last. Void where there is none.

    >>> part('10500 02500 55555 30504 00540', 3)
    '04 40'
    """
    layout = layout_of(grid)
    windows = [] if layout is None else [window for row in layout[1] for window in row]
    return grid[windows[index]] if -len(windows) <= index < len(windows) else VOID


@op(
    cost=2,
    kernel="""
    SHARED(int, colors, 2 * MAX_SIDE);
    const Layout layout = find_layout(grid, colors);
    RESIZE(out, layout.down, layout.across);
    FOR_LANES(k, out.size()) out.p[k] = (uint8_t)commonest(grid, part_box(grid, layout, k), by == 1);
    """,
)
def part_colors(grid: Grid, by: Annotated[str, Choice(("commonest", "commonest but 0"))]) -> Grid:
    """One cell for each part between separating lines, of its commonest colour (but 0: 0 only if nothing else).

    The least colour of equally common ones. Void where there are not two parts.

    >>> part_colors('10500 00500 55555 33504 03544', 'commonest but 0')
    '10 34'
    >>> part_colors('10500 00500 55555 33504 03544', 'commonest')
    '00 34'
    """
    layout = layout_of(grid)
    if layout is None:
        return VOID
    return np.array([[_commonest(grid[window], by == "commonest but 0") for window in row] for row in layout[1]])


@op(
    cost=1,
    literals={"n": (2, 3)},
    kernel="""
    const int width = n >= 1 ? grid.w / n : 0, step = n >= 1 && grid.w % n ? width + 1 : width;
    const bool fits = width >= 1 && (n - 1) * step + width <= grid.w;
    LIST(out, fits ? n : -1);
    for (int k = 0; k < out.count; k++) {
        const View piece = ELEMENT(out, k, grid.h, width, 0, 0);
        FOR_CELLS(piece, i, j) piece(i, j) = grid(i, k * step + j);
    }
    """,
)
def hsplit(grid: Cells, n: Count) -> CellsList:
    """n pieces of equal width side by side; if n does not divide the width, a column is left out between them.

    Void where they do not fit.

    >>> hsplit('110220 101022', 2)
    ['110 101', '220 022']
    >>> hsplit('11522 10502', 2)
    ['11 10', '22 02']
    """
    w = grid.shape[1]
    if not 1 <= n <= w:
        return VOID
    width = w // n
    step = width + (w % n > 0)
    if (n - 1) * step + width > w:
        return VOID
    return [grid[:, k * step : k * step + width] for k in range(n)]


@op(
    cost=1,
    literals={"n": (2, 3)},
    kernel="""
    const int height = n >= 1 ? grid.h / n : 0, step = n >= 1 && grid.h % n ? height + 1 : height;
    const bool fits = height >= 1 && (n - 1) * step + height <= grid.h;
    LIST(out, fits ? n : -1);
    for (int k = 0; k < out.count; k++) {
        const View piece = ELEMENT(out, k, height, grid.w, 0, 0);
        FOR_CELLS(piece, i, j) piece(i, j) = grid(k * step + i, j);
    }
    """,
)
def vsplit(grid: Cells, n: Count) -> CellsList:
    """n pieces of equal height one below another; if n does not divide the height, a row is left out between them.

    Void where they do not fit.

    >>> vsplit('11 10 22 02', 2)
    ['11 10', '22 02']
    """
    h = len(grid)
    if not 1 <= n <= h:
        return VOID
    height = h // n
    step = height + (h % n > 0)
    if (n - 1) * step + height > h:
        return VOID
    return [grid[k * step : k * step + height] for k in range(n)]


@op(
    cost=2,
    kernel="""
    const int h = grid.h / 2, w = grid.w / 2;
    LIST(out, h && w ? 4 : -1);
    for (int k = 0; k < out.count; k++) {
        const View piece = ELEMENT(out, k, h, w, 0, 0);
        const int top = k >= 2 ? grid.h - h : 0, left = k & 1 ? grid.w - w : 0;
        FOR_CELLS(piece, i, j) piece(i, j) = grid(top + i, left + j);
    }
    """,
)
def quadrants(grid: Cells) -> CellsList:
    """The four quarters in reading order, without a middle row or column. Void for a single row or column.

    >>> quadrants('11522 10502 55555 33544 03540')
    ['11 10', '22 02', '33 03', '44 40']
    """
    h, w = grid.shape[0] // 2, grid.shape[1] // 2
    if h == 0 or w == 0:
        return VOID
    rows, columns = (slice(0, h), slice(-h, None)), (slice(0, w), slice(-w, None))
    return [grid[window] for window in product(rows, columns)]


@op(
    cost=1,
    literals={"index": (0, 1, 2, -1)},
    kernel="if (index >= -list.count && index < list.count) COPY(out, list[index < 0 ? index + list.count : index]);",
)
def pick(list: CellsList, index: Count) -> Cells:
    """The element with this number, from 0; -1 is the last. Void where there is none.

    >>> pick(['11 10', '22 22', '33 03'], 1)
    '22 22'
    """
    return list[index] if -len(list) <= index < len(list) else VOID
