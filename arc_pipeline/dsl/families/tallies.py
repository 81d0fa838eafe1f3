"""Counts made into pictures: bars, so many cells, squares of so many; lines and colours put in order."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Axis, Choice, Color, Colors, Count, Direction, Grid, State
from ..values import MAX_SIDE, VOID
from .line_fields import Order

CellOrder = Annotated[str, Choice(("by rows", "by columns", "there and back"))]
Pattern = Annotated[str, Choice(("full", "frame", "diagonal", "counterdiagonal", "both diagonals", "checkerboard"))]


def _in_order(count: int, height: int, width: int, order: str) -> list[tuple[int, int]]:
    """The first cells of a grid in that order."""
    if order == "by columns":
        return [(k % height, k // height) for k in range(count)]
    back = order == "there and back"
    return [(k // width, width - 1 - k % width if back and k // width % 2 else k % width) for k in range(count)]


@op(cost=2, kernel="draw_histogram(grid, axis == 1, first == 1, out);")
def histogram(grid: Grid, axis: Axis, first: Order) -> Grid:
    """A bar for each colour but 0, as long as it has cells: rows from the left, or columns from below, 0 elsewhere.

    Longest (or shortest) bar first, of equal ones the smaller colour. Void over 30 and for a grid of 0.

    >>> histogram('320 223 200', 'columns', 'largest')
    '20 20 23 23'
    """
    counts = np.bincount(grid.ravel(), minlength=10)
    sign = -1 if first == "largest" else 1
    colors = sorted((c for c in range(1, 10) if counts[c]), key=lambda c: sign * counts[c])
    if not colors:
        return VOID
    made = np.zeros((len(colors), counts[colors].max()), int)
    for row, color in enumerate(colors):
        made[row, : counts[color]] = color
    return made if axis == "rows" else np.flipud(made.T)


@op(
    cost=3,
    literals={"color": range(1, 10)},
    kernel="""
    const int n = frame.size();
    RESIZE(out, count >= 0 && count <= n ? frame.h : 0, frame.w);
    blank(out, 0);
    FOR_LANES(k, out.h ? count : 0) out.p[cell_in_order(frame.h, frame.w, k, order)] = color;
    """,
)
def count_cells(frame: State, color: Color, count: Count, order: CellOrder) -> Grid:
    """A grid of the frame's shape with its first `count` cells coloured, 0 elsewhere. Void unless they fit.

    >>> count_cells('000 000 000', 2, 5, 'there and back')
    '222 022 000'
    """
    if not 0 <= count <= frame.size:
        return VOID
    made = np.zeros(frame.shape, int)
    for cell in _in_order(count, frame.shape[0], frame.shape[1], order):
        made[cell] = color
    return made


@op(
    cost=3,
    literals={"width": (2, 3)},
    kernel="""
    int n = 0;
    FOR_LANES(k, colors.count) n += colors[k] != NONE;
    n = TOTAL(n);
    if (width >= 1 && width <= MAX_SIDE && n <= MAX_CELLS) RESIZE(out, (n + width - 1) / width, width);
    blank(out, 0);
    ONCE for (int k = 0, place = 0; k < (out.h ? colors.count : 0); k++)
        if (colors[k] != NONE) out.p[cell_in_order(out.h, out.w, place++, order)] = colors[k];
    """,
)
def color_cells(colors: Colors, width: Count, order: CellOrder) -> Grid:
    """The colours of a list as cells of a grid of this width, as high as need be, 0 after the last; void ones left out.

    Void over 30, for a width below 1, and if all colours are.

    >>> color_cells([1, 2, 3, 4, 5], 3, 'there and back')
    '123 054'
    """
    present = [color for color in colors if color is not None]
    if not 1 <= width <= MAX_SIDE or not present:
        return VOID
    made = np.zeros((-(-len(present) // width), width), int)
    for cell, color in zip(_in_order(len(present), made.shape[0], width, order), present, strict=True):
        made[cell] = color
    return made


@op(
    cost=2,
    literals={"color": range(1, 10), "size": (), "pattern": ("full", "diagonal", "frame")},
    kernel="""
    RESIZE(out, size, size);
    const View made = out;
    const int last = made.h - 1;
    FOR_CELLS(made, i, j) {
        const bool at_border = !i || !j || i == last || j == last, main = i == j, counter = i + j == last;
        const bool on = pattern == 0   ? true
                        : pattern == 1 ? at_border
                        : pattern == 2 ? main
                        : pattern == 3 ? counter
                        : pattern == 4 ? main || counter
                                       : !((i + j) & 1);
        made(i, j) = on ? color : 0;
    }
    """,
)
def block(color: Color, size: Count, pattern: Pattern) -> Grid:
    """A square of a colour, or its outline, diagonals or every other cell, 0 elsewhere: (size, size).

    Void for sizes outside 1-30.

    >>> block(3, 4, 'diagonal')
    '3000 0300 0030 0003'
    """
    if not 1 <= size <= MAX_SIDE:
        return VOID
    i, j = np.indices((size, size))
    main, counter = i == j, i + j == size - 1
    chosen = {
        "full": i >= 0,
        "frame": np.minimum(i, j) * np.minimum(size - 1 - i, size - 1 - j) == 0,
        "diagonal": main,
        "counterdiagonal": counter,
        "both diagonals": main | counter,
        "checkerboard": (i + j) % 2 == 0,
    }[pattern]
    return np.where(chosen, color, 0)


@op(
    cost=2,
    kernel="""
    SHARED(int, counts, MAX_SIDE);
    sort_by_count(grid, axis == 1, first == 1, counts, out);
    """,
)
def sort_lines(grid: Grid, axis: Axis, first: Order) -> Grid:
    """Rows (or columns) in the order of how many cells that are not 0 they have, equal ones in their order.

    (h, w) -> (h, w)

    >>> sort_lines('0110 1000 1111 0111', 'rows', 'largest')
    '1111 0111 0110 1000'
    """
    lines = grid if axis == "rows" else grid.T
    sign = -1 if first == "largest" else 1
    made = np.array(sorted(lines.tolist(), key=lambda line: sign * np.count_nonzero(line)))
    return made if axis == "rows" else made.T


@op(
    cost=2,
    kernel="""
    SHARED(int, places, 10);
    int ordered[10];
    const int n = order_colors(grid, side, places, ordered);
    LIST(out, n);
    ONCE for (int k = 0; k < out.count; k++) out[k] = ordered[k];
    """,
)
def colors_along(grid: Grid, side: Direction) -> Colors:
    """The colours but 0 in the order in which they come first from that side. Void if there are none.

    Of those that begin in one line the smaller comes first.

    >>> colors_along('00000 04400 00000 02202 33333', 'up')
    [4, 2, 3]
    """
    cells = {"up": grid, "down": np.flipud(grid), "left": grid.T, "right": np.flipud(grid.T)}[side]
    first = {int(color): int(np.argwhere(cells == color)[0][0]) for color in np.unique(cells) if color}
    return sorted(first, key=lambda color: (first[color], color))
