"""Changes of colour that leave every cell in its place."""

import numpy as np

from ..op import op
from ..types import Array, Color, Grid, Object
from ..values import TRANSPARENT, VOID, at, origin_of
from .color import ranking


@op(
    cost=2,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) out.p[k] = grid.p[k] == replacee ? replacer : grid.p[k];
    """,
)
def replace(grid: Grid, replacee: Color, replacer: Color) -> Grid:
    """Give the cells of colour `replacee` the colour `replacer`.

    >>> replace('110 021 002', 1, 3)
    '330 023 002'
    """
    return np.where(grid == replacee, replacer, grid)


@op(
    cost=2,
    kernel="""
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) {
        const int cell = grid.p[k];
        out.p[k] = cell == a ? b : cell == b ? a : cell;
    }
    """,
)
def switch(grid: Grid, a: Color, b: Color) -> Grid:
    """Exchange two colours.

    >>> switch('110 321 002', 1, 2)
    '220 312 001'
    """
    return np.where(grid == a, b, np.where(grid == b, a, grid))


@op(
    cost=2,
    kernel="""
    const ColorCounts counts = count_colors(grid);
    const int first = number_of_colors(counts, 0) == 2 ? 0 : 1;
    const bool two = number_of_colors(counts, first) == 2;
    int a = NONE, b = NONE;
    for (int c = first; c < 10; c++)
        if (counts[c]) { a = b; b = c; }
    RESIZE(out, two ? grid.h : 0, grid.w);
    FOR_LANES(k, out.size()) {
        const int cell = grid.p[k];
        out.p[k] = cell == a ? b : cell == b ? a : cell;
    }
    """,
)
def swapcolors(grid: Grid) -> Grid:
    """Exchange the grid's two colours: both of them if it has two, else the two besides 0. Void if it has others.

    >>> swapcolors('110 021 002')
    '220 012 001'
    >>> swapcolors('300 033')
    '033 300'
    """
    colors = ranking(grid)
    if len(colors) != 2:
        colors = [c for c in colors if c != 0]
    if len(colors) != 2:
        return VOID
    first, second = colors
    return np.where(grid == first, second, np.where(grid == second, first, grid))


@op(
    cost=1,
    literals={"color": range(1, 10)},
    kernel="""
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) out.p[k] = grid.p[k] == color ? color : 0;
    """,
)
def keep(grid: Grid, color: Color) -> Grid:
    """The cells of this colour, 0 elsewhere.

    >>> keep('110 021 002', 1)
    '110 001 000'
    """
    return np.where(grid == color, grid, 0)


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) out.p[k] = grid.p[k] ? color : 0;
    """,
)
def recolor_all(grid: Grid, color: Color) -> Grid:
    """Every cell that is not 0 gets this colour.

    >>> recolor_all('110 021 002', 3)
    '330 033 003'
    """
    return np.where(grid != 0, color, 0)


@op(
    cost=1,
    kernel="""
    RESIZE(out, patch.h, patch.w);
    MOVE(out, patch.y, patch.x);
    FOR_LANES(k, patch.size()) out.p[k] = patch.p[k] == TRANSPARENT ? TRANSPARENT : color;
    """,
)
def recolor(color: Color, patch: Object) -> Object:
    """The object in this colour throughout; what is transparent stays so.

    >>> recolor(3, '12. .21 @1,1')
    '33. .33 @1,1'
    """
    return at(np.where(patch == TRANSPARENT, TRANSPARENT, color), origin_of(patch))


@op(
    cost=2,
    kernel="""
    SHARED(uint8_t, renamed, 16);
    const ColorCounts counts = count_colors(grid);
    FOR_LANES(c, 16) renamed[c] = c && c < 10 ? 1 + rank_of(counts, c, 1) : 0;
    SYNC();
    RESIZE(out, grid.h, grid.w);
    rename_colors(out, grid, renamed);
    """,
)
def normalize_colors(grid: Grid) -> Grid:
    """Rename colours: 0 stays, the most common other one becomes 1, the next 2 and so on.

    >>> normalize_colors('550 853 888')
    '220 123 111'
    """
    order = [0] + [c for c in ranking(grid) if c != 0]
    return np.vectorize(order.index)(grid)


@op(
    cost=3,
    kernel="""
    SHARED(uint8_t, renamed, 16);
    const ColorCounts counts = count_colors(frame);
    FOR_LANES(c, 16) renamed[c] = c < 10 ? name_by_rank(counts, c) : 0;
    SYNC();
    RESIZE(out, grid.h, grid.w);
    rename_colors(out, grid, renamed);
    """,
)
def normalize_like(grid: Grid, frame: Grid) -> Grid:
    """Rename colours by how common they are in `frame`: 0 stays, its most common other colour becomes 1, the next 2 and
    so on. What it lacks keeps its name if that is free, else takes those that became free, in ascending order.

    >>> normalize_like('1853 4000', '550 858 888')
    '5123 4000'
    """
    return np.vectorize(_order(frame).index)(grid)


@op(
    cost=3,
    kernel="""
    SHARED(uint8_t, restored, 16);
    const ColorCounts counts = count_colors(frame);
    FOR_LANES(c, 10) restored[name_by_rank(counts, c)] = c;
    SYNC();
    RESIZE(out, grid.h, grid.w);
    rename_colors(out, grid, restored);
    """,
)
def restore_colors(grid: Grid, frame: Grid) -> Grid:
    """Undo `normalize_like` with the same frame.

    >>> restore_colors('5123 4000', '550 858 888')
    '1853 4000'
    """
    return np.array(_order(frame), dtype=np.uint8)[grid]


def _order(frame: Array) -> list[int]:
    """The colours that are called 0, 1, ... 9 by their rank in the frame."""
    ranked = [c for c in ranking(frame) if c != 0]
    taken = range(1, len(ranked) + 1)
    nameless = iter([c for c in taken if c not in ranked])
    return [0, *ranked, *(next(nameless) if c in ranked else c for c in range(len(ranked) + 1, 10))]
