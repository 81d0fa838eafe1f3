"""Larger and smaller by whole factors: magnified cells, pooled blocks and lines, copies of a grid in place of cells.

Pieces stay where their upper left corner was.
"""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Cells, Choice, Count, Grid, Mask, State
from ..values import MAX_SIDE, VOID, at, origin_of

Chosen = Annotated[str, Choice(("coloured", "background", "commonest", "rarest", "own colour"))]


def _magnified(grid: Any, down: int, across: int) -> Any:
    if not (1 <= down <= MAX_SIDE and 1 <= across <= MAX_SIDE):
        return VOID
    return at(grid.repeat(down, 0).repeat(across, 1), origin_of(grid))


@op(cost=1, role="transformation", literals={"factor": (2, 3)}, kernel="scale_up(out, grid, factor, factor);")
def upscale(grid: Cells, factor: Count) -> Cells:
    """Every cell as a square: (h, w) -> (h * factor, w * factor). Void for a factor below 1.

    >>> upscale('120 003', 2)
    '112200 112200 000033 000033'
    """
    return _magnified(grid, factor, factor)


@op(cost=2, role="transformation", literals={"factor": (2, 3)}, kernel="scale_up(out, grid, 1, factor);")
def hupscale(grid: Cells, factor: Count) -> Cells:
    """Every cell as a horizontal bar: (h, w) -> (h, w * factor). Void for a factor below 1.

    >>> hupscale('12 03', 3)
    '111222 000333'
    """
    return _magnified(grid, 1, factor)


@op(cost=2, role="transformation", literals={"factor": (2, 3)}, kernel="scale_up(out, grid, factor, 1);")
def vupscale(grid: Cells, factor: Count) -> Cells:
    """Every cell as a vertical bar: (h, w) -> (h * factor, w). Void for a factor below 1.

    >>> vupscale('12 03', 3)
    '12 12 12 03 03 03'
    """
    return _magnified(grid, factor, 1)


@op(
    cost=1,
    role="transformation",
    kernel="""
    SHARED(int, counts, 10);
    count_colors(grid, counts);
    int factor = 0;
    for (int color = 1; color < 10; color++) factor += counts[color] > 0;
    scale_up(out, grid, factor, factor);
    """,
)
def upscale_by_colors(grid: Grid) -> Grid:
    """Upscale by the number of colours other than 0: (h, w) -> (h * n, w * n). Void where there are none.

    >>> upscale_by_colors('12 01')
    '1122 1122 0011 0011'
    """
    factor = len(set(grid.ravel().tolist()) - {0})
    return _magnified(grid, factor, factor)


@op(
    cost=2,
    role="transformation",
    kernel="if (like.h % grid.h == 0 && like.w % grid.w == 0) scale_up(out, grid, like.h / grid.h, like.w / grid.w);",
)
def upscale_to(grid: Cells, like: State) -> Cells:
    """Every cell as a rectangle so that the whole has the shape of `like`. Void where the sides do not divide.

    >>> upscale_to('12 03', '555555 555555 555555 555555')
    '111222 111222 000333 000333'
    """
    (h, w), (height, width) = grid.shape, like.shape
    return VOID if height % h or width % w else _magnified(grid, height // h, width // w)


@op(
    cost=1,
    role="transformation",
    literals={"factor": (2, 3)},
    kernel="""
    if (factor >= 1) {
        RESIZE(out, (grid.h - 1) / factor + 1, (grid.w - 1) / factor + 1);
        MOVE(out, grid.y, grid.x);
        FOR_CELLS(out, i, j) out(i, j) = grid(i * factor, j * factor);
    }
    """,
)
def downscale(grid: Cells, factor: Count) -> Cells:
    """Every `factor`-th row and column, from the first: sides divided and rounded up. Void for a factor below 1.

    >>> downscale('112200 112200 000033 000033', 2)
    '120 003'
    """
    return at(grid[::factor, ::factor], origin_of(grid)) if factor >= 1 else VOID


@op(
    cost=1,
    role="transformation",
    kernel="""
    SHARED(int, changes, 2);
    mark_changes(grid, changes);
    int factor = common_divisor(grid.h, grid.w);
    for (int k = 1; k < MAX_SIDE; k++)
        if (has_bit(changes[0] | changes[1], k)) factor = common_divisor(factor, k);
    if (factor > 1) {
        RESIZE(out, grid.h / factor, grid.w / factor);
        MOVE(out, grid.y, grid.x);
        FOR_CELLS(out, i, j) out(i, j) = grid(i * factor, j * factor);
    }
    """,
)
def shrink(grid: Cells) -> Cells:
    """One cell for each k x k block, for the largest k that makes every block of one colour. Void if that is 1.

    >>> shrink('112200 112200 000033 000033')
    '120 003'
    """
    h, w = grid.shape
    for k in range(min(h, w), 1, -1):
        small = grid[::k, ::k]
        if h % k == 0 and w % k == 0 and np.array_equal(small.repeat(k, 0).repeat(k, 1), grid):
            return at(small, origin_of(grid))
    return VOID


@op(
    cost=2,
    role="transformation",
    literals={"factor": (2, 3)},
    kernel="""
    if (is_factor(factor) && grid.h % factor == 0 && grid.w % factor == 0) {
        RESIZE(out, grid.h / factor, grid.w / factor);
        FOR_CELLS(out, i, j) out(i, j) = (uint8_t)pooled(grid, i * factor, j * factor, factor, by);
    }
    """,
)
def pool(grid: Grid, factor: Count, by: Annotated[str, Choice(("commonest", "rarest", "largest", "smallest"))]) -> Grid:
    """One cell for each block of factor x factor: (h / factor, w / factor).

    It has the block's commonest or rarest colour (the lower of equals), or the one of the largest or smallest number.
    Void where the factor does not divide the sides.

    >>> pool('1100 1200 0033 0323', 2, 'commonest')
    '10 03'
    >>> pool('1100 1200 0033 0323', 2, 'largest')
    '20 33'
    """
    h, w = grid.shape
    if factor < 1 or h % factor or w % factor:
        return VOID
    blocks = grid.reshape(h // factor, factor, w // factor, factor).swapaxes(1, 2).reshape(h // factor, -1, factor**2)
    by_count = {"commonest": -1, "rarest": 1}.get(by, 0)

    def pooled(block: Any) -> int:
        colors, counts = np.unique(block, return_counts=True)
        if by_count:
            return int(colors[np.argmin(counts * by_count)])
        return int(colors[-1] if by == "largest" else colors[0])

    return np.array([[pooled(block) for block in row] for row in blocks])


@op(
    cost=1,
    role="transformation",
    kernel="""
    SHARED(int, counts, 10);
    count_colors(grid, counts);
    int commonest = 0, rarest = -1;
    for (int color = 0; color < 10; color++) {
        if (counts[color] > counts[commonest]) commonest = color;
        if (counts[color] && (rarest < 0 || counts[color] < counts[rarest])) rarest = color;
    }
    const int wanted = where == 2 ? commonest : where == 3 ? rarest : 0;
    if (where == 4) place_own_colors(out, grid);
    else place_copies(out, grid, grid, false, [&](int color) { return (color == wanted) != (where == 0); });
    """,
)
def selfsimilar(grid: Grid, where: Chosen) -> Grid:
    """A copy of the grid in place of each chosen cell of itself, 0 elsewhere: (h, w) -> (h * h, w * w).

    Chosen are the cells that are not 0, or are 0, or of the commonest or rarest colour (the lower of equals).
    own colour: all cells, but each copy keeps only the cells that have the colour of the cell that it replaces.

    >>> selfsimilar('300 033 300', 'coloured')
    '300000000 033000000 300000000 000300300 000033033 000300300 300000000 033000000 300000000'
    """
    if where == "own colour":
        colors = np.kron(grid, np.ones_like(grid))
        return np.where(np.tile(grid, grid.shape) == colors, colors, 0)
    colors, counts = np.unique(grid, return_counts=True)
    chosen = {
        "coloured": grid != 0,
        "background": grid == 0,
        "commonest": grid == colors[counts.argmax()],
        "rarest": grid == colors[counts.argmin()],
    }[where]
    return np.kron(chosen, grid)


@op(
    cost=2,
    role="transformation",
    kernel="place_copies(out, layout, piece, by == 1, [](int color) { return color != 0; });",
)
def kron(layout: Grid, piece: Grid, by: Annotated[str, Choice(("copy", "recolor"))]) -> Grid:
    """A copy of `piece` in place of each cell of `layout` that is not 0, 0 elsewhere: sides multiply.

    recolor: the cells of a copy that are not 0 take the colour of the cell that it replaces.

    >>> kron('30 34', '12 01', 'copy')
    '1200 0100 1212 0101'
    >>> kron('30 34', '12 01', 'recolor')
    '3300 0300 3344 0304'
    """
    copies = np.kron(layout != 0, piece)
    if by == "copy":
        return copies
    return np.where(copies != 0, np.kron(layout, np.ones_like(piece)), 0)


@op(
    cost=2,
    kernel="place_copies(out, layout, piece, false, [](int color) { return color != 0; });",
)
def kron_mask(layout: Mask, piece: Grid) -> Grid:
    """A copy of `piece` in place of each cell of a mask, 0 elsewhere: sides multiply.

    >>> kron_mask('10 11', '12 03')
    '1200 0300 1212 0303'
    """
    return np.kron(layout, piece)
