"""What is regular in a piece: its form however it is turned, its axis, its diagonals, rectangles, squares, patches."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Axis, Cells, CellsList, Choice, Count, Grid, Mask, State
from ..values import VOID, at, origin_of
from .measures import TURNS


@op(
    cost=3,
    role="transformation",
    kernel="""
    const int turn = first_image(piece);
    RESIZE(out, least(piece.h, piece.w), most(piece.h, piece.w));
    MOVE(out, piece.y, piece.x);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)turned_cell(piece, turn, i, j);
    """,
)
def canonical(piece: Cells) -> Cells:
    """The piece turned or mirrored so that all its images give the same: (h, w) -> (min(h, w), max(h, w)).

    Of the images that are not higher than wide, the one whose cells, read row by row, come first.

    >>> canonical('01 01 11')
    '001 111'
    """
    images = [piece, *(turn(piece) for turn in TURNS.values())]
    flat = [image for image in images if image.shape[0] <= image.shape[1]]
    return at(min(flat, key=lambda image: image.ravel().tolist()), origin_of(piece))


@op(
    cost=3,
    role="transformation",
    kernel="""
    const int sum = find_axis(grid, axis == 1);
    if (sum >= 0) RESIZE(out, grid.h, grid.w);
    const int first = sum / 2, last = (sum + 1) / 2;
    const View made = out;
    FOR_CELLS(made, i, j) made(i, j) = (axis == 0 ? i : j) == first || (axis == 0 ? i : j) == last;
    """,
)
def symmetry_axis(grid: Grid, axis: Axis) -> Mask:
    """The row or column that is an axis of mirror symmetry, or the two beside it: (h, w) -> (h, w).

    No cell may differ from its image where that lies inside. Of several axes the one with most cells mirrored that are
    not 0, next the nearest to the middle, then the first; void if none mirrors any.

    >>> symmetry_axis('00000 12021 30003 02020', 'columns')
    '00100 00100 00100 00100'
    """
    cells = grid if axis == "rows" else grid.T
    n = len(cells)
    found = []
    for place in range(2 * n - 1):  # twice the axis
        lines = range(max(0, place - n + 1), (place + 1) // 2)
        count = sum(np.count_nonzero(cells[k]) for k in lines)
        if count and all(np.array_equal(cells[k], cells[place - k]) for k in lines):
            found.append((-count, abs(place - n + 1), place))
    if not found:
        return VOID
    made = np.zeros(cells.shape, int)
    place = min(found)[2]
    made[[place // 2, (place + 1) // 2]] = 1
    return made if axis == "rows" else made.T


@op(
    cost=3,
    role="transformation",
    kernel="""
    SHARED(uint8_t, line, 2 * MAX_SIDE);
    const bool alike = read_diagonals(grid, diagonals == 1, line);
    const int n = grid.h + grid.w - 1;
    int period = n;
    for (int p = LANE + 1; p < period; p += LANES) {
        int k = 0;
        while (k + p < n && line[k] == line[k + p]) k++;
        if (k + p == n) period = p;
    }
    period = SMALLEST(period);
    if (alike) out = period;
    """,
)
def diagonal_period(
    grid: State, diagonals: Annotated[str, Choice(("diagonals", "counterdiagonals"))] = "diagonals"
) -> Count:
    """The smallest p >= 1 such that diagonals of one value come again after p; their number if there is none.

    Void where a diagonal is of several values. Counterdiagonals run from the lower left.

    >>> diagonal_period('12312 31231 23123')
    3
    """
    cells = np.fliplr(grid) if diagonals == "counterdiagonals" else np.array(grid)
    lines = [np.diagonal(cells, k) for k in range(1 - cells.shape[0], cells.shape[1])]
    if any((line != line[0]).any() for line in lines):
        return VOID
    values, n = [line[0] for line in lines], len(lines)
    return next((p for p in range(1, n) if values[p:] == values[:-p]), n)


@op(
    cost=2,
    kernel="""
    SHARED(uint32_t, rows, MAX_SIDE);
    collect_rows(mask.h, mask.w, [&](int i, int j) { return mask(i, j) != 0; }, rows);
    const int best = find_rectangle(mask.h, rows);
    RESIZE(out, best < 1 << 30 ? mask.h : 0, mask.w);
    MOVE(out, mask.y, mask.x);
    const int height = best & 31, top = best >> 10 & 31, left = best >> 5 & 31;
    const int width = height ? (1023 - (best >> 15)) / height : 0;
    FOR_CELLS(out, i, j) out(i, j) = i >= top && i < top + height && j >= left && j < left + width;
    """,
)
def largest_rectangle(mask: Mask) -> Mask:
    """The largest rectangle that consists of ones: (h, w) -> (h, w). Void if there are none.

    Of several the one whose upper left cell comes first in reading order, then the lowest.

    >>> largest_rectangle('10111 11111 10111 01001')
    '00111 00111 00111 00000'
    """
    ones, found = np.array(mask) > 0, []
    for top, left in np.argwhere(ones):
        width = ones.shape[1] - left
        for bottom in range(top, ones.shape[0]):
            row = ones[bottom, left : left + width]
            width = width if row.all() else int(row.argmin())
            found.append((-(bottom + 1 - top) * width, int(top), int(left), bottom + 1 - top))
    if not found:
        return VOID
    cells, top, left, height = min(found)
    made = np.zeros(ones.shape, int)
    made[top : top + height, left : left - cells // height] = 1
    return at(made, origin_of(mask))


@op(
    cost=2,
    role="transformation",
    kernel="""
    const bool flat = grid.w >= grid.h;
    const int side = least(grid.h, grid.w), length = most(grid.h, grid.w), left_over = length % side;
    const int n = length / side, step = side + (left_over && left_over == n - 1);
    LIST(out, left_over && step == side ? -1 : n);
    for (int k = 0; k < out.count; k++) {
        const View piece = ELEMENT(out, k, side, side, 0, 0);
        FOR_CELLS(piece, i, j) piece(i, j) = flat ? grid(i, k * step + j) : grid(k * step + i, j);
    }
    """,
)
def squares(grid: Cells) -> CellsList:
    """The squares side by side, or one below another, of which a grid consists, perhaps with a line between them.

    (h, w) -> n pieces (s, s), s the shorter side. Void where they do not fit.

    >>> squares('125347 031500')
    ['12 03', '53 15', '47 00']
    """
    cells = grid if grid.shape[1] >= grid.shape[0] else grid.T
    side, length = cells.shape
    n, left_over = divmod(length, side)
    if left_over not in (0, n - 1):
        return VOID
    step = side + (left_over > 0)
    pieces = [cells[:, k * step : k * step + side] for k in range(n)]
    return pieces if cells is grid else [piece.T for piece in pieces]


@op(
    cost=1,
    role="transformation",
    kernel="""
    SHARED(uint8_t, right, MAX_CELLS);
    SHARED(uint8_t, down, MAX_CELLS);
    largest_frame(out, grid, right, down);
    """,
)
def largest_frame(grid: Grid) -> Grid:
    """The largest rectangle, at least 3x3, round which a line of one colour but 0 runs, none of which is inside it.

    What lies around it does not count. Of equally large ones that whose upper left cell comes first, then the widest.
    Void if there is none.

    >>> largest_frame('030303 333330 032130 030430 333333')
    '3333 3213 3043 3333'
    """
    w, best = grid.shape[1], (0, 0, 0)
    right, down = _runs(grid), _runs(grid.T).T
    corners = (grid != 0) & (right >= 3) & (down >= 3)
    corners[:-1, :-1] &= grid[1:, 1:] != grid[:-1, :-1]  # else the innermost cell has the colour of the line
    for i, j in np.argwhere(corners).tolist():
        rows, columns = np.ix_(np.arange(3, down[i, j] + 1), np.arange(3, right[i, j] + 1))
        closed = (right[i + rows - 1, j] >= columns) & (down[i, j + columns - 1] >= rows)
        for high, wide in (np.argwhere(closed & (rows * columns >= best[0])) + 3).tolist():
            if not (grid[i + 1 : i + high - 1, j + 1 : j + wide - 1] == grid[i, j]).any():
                best = max(best, (high * wide, -(i * w + j), wide))
    if best[0] == 0:
        return VOID
    (top, left), (area, _, across) = divmod(-best[1], w), best
    return grid[top : top + area // across, left : left + across]


def _runs(cells: Any) -> Any:
    """How many cells in a row, from each cell on to the right, are of its colour."""
    runs = np.ones(cells.shape, int)
    for j in range(cells.shape[1] - 2, -1, -1):
        runs[:, j] += np.where(cells[:, j] == cells[:, j + 1], runs[:, j + 1], 0)
    return runs


@op(cost=2, role="transformation", kernel="patches(out, grid);")
def patches(grid: Grid) -> Grid:
    """One cell, in the commonest colour, for each patch of a patchwork: noise and how large patches are do not count.

    Lines that change at more than half of their steps are left out; patches end where more than half of a line differs
    from the one before. Of equally common colours the smallest; void if no line is left.

    >>> patches('3338888 3338080 3308888 2224444 2424444')
    '38 24'
    """
    rows, columns = (_plain_lines(cells) for cells in (grid, grid.T))
    if not rows or not columns:
        return VOID
    plain = grid[np.ix_(rows, columns)]
    bands = [_bands(cells) for cells in (plain, plain.T)]
    made = [[np.bincount(plain[np.ix_(i, j)].ravel(), minlength=10).argmax() for j in bands[1]] for i in bands[0]]
    return np.array(made)


def _plain_lines(grid: Any) -> list[int]:
    """The rows of a grid that change at no more than half of their steps."""
    changes = (grid[:, 1:] != grid[:, :-1]).sum(axis=1)
    return np.flatnonzero(2 * changes <= grid.shape[1] - 1).tolist()


def _bands(grid: Any) -> list[list[int]]:
    """The rows of a grid, those together of which half or more of the cells are as in the one before."""
    differ = 2 * (grid[1:] != grid[:-1]).sum(axis=1) > grid.shape[1]
    return [band.tolist() for band in np.split(np.arange(len(grid)), np.flatnonzero(differ) + 1)]
