"""Cutting a grid into objects: connected components, clusters, colours, frames.

Pieces are bounding boxes with their origin in the grid, TRANSPARENT where the grid has something else, in reading
order of their first cells. Nothing to cut is void.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Axis, Choice, Connectivity, Grid, Mask, Masks, Objects
from ..values import TRANSPARENT, at, origin_of

Univalued = Annotated[bool, Choice((True, False))]
Background = Annotated[str, Choice(("zero", "most", "none"))]


def label_cells(kinds: Array, connectivity: int) -> Array:
    """Number the components of neighbours of equal kind: int (h, w) -> int (h, w).

    0 where the kind is negative, else 1, 2, ... in reading order of the components' first cells.
    """
    h, w = kinds.shape
    kind, labels = kinds.tolist(), np.zeros((h, w), int).tolist()  # cells of lists are read ten times as fast
    reach = 1 if connectivity == 4 else 2
    steps = [(di, dj) for di in (-1, 0, 1) for dj in (-1, 0, 1) if 0 < abs(di) + abs(dj) <= reach]
    number = 0
    for start in np.argwhere(kinds >= 0).tolist():
        if labels[start[0]][start[1]]:
            continue
        number += 1
        labels[start[0]][start[1]] = number
        waiting = [start]
        while waiting:
            i, j = waiting.pop()
            for di, dj in steps:
                a, b = i + di, j + dj
                if 0 <= a < h and 0 <= b < w and not labels[a][b] and kind[a][b] == kind[i][j]:
                    labels[a][b] = number
                    waiting.append([a, b])
    return np.array(labels, int).reshape(h, w)


def cut(cells: Array, labels: Array, outside: int = TRANSPARENT) -> list[Array]:
    """The pieces under the labels 1, 2, ... of an array of the shape of `cells`; other cells become `outside`."""
    pieces: list[Array] = []
    for number in range(1, labels.max() + 1):
        box = box_of(labels == number)
        row, column = origin_of(cells)
        origin = row + box[0].start, column + box[1].start
        pieces.append(at(np.where(labels[box] == number, cells[box], outside), origin))
    return pieces


def box_of(chosen: Array) -> tuple[slice, slice]:
    """The rows and columns that the true cells of a boolean array (h, w) span."""
    rows, columns = np.nonzero(chosen)
    return slice(int(rows.min()), int(rows.max()) + 1), slice(int(columns.min()), int(columns.max()) + 1)


def most_common(cells: Array) -> int:
    """The most common value, the lowest of equally common ones."""
    return int(np.bincount(cells.ravel()).argmax())


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    const int empty = background == 0 ? 0 : background == 1 ? most_common(grid, 10) : -1;
    const int count = label_view(grid, connectivity == 8, univalued, empty, label);
    component_bounds(grid.h, grid.w, label, count, bounds);
    cut_pieces(call, grid, label, bounds, count, TRANSPARENT, out);
    """,
)
def objects(
    grid: Grid, connectivity: Connectivity = 4, univalued: Univalued = True, background: Background = "zero"
) -> Objects:
    """The connected objects, each of one colour if `univalued`.

    Cells of the background (colour 0, or the most common colour) belong to no object; without one every cell does.

    >>> objects('66000 06077 00007 88000')
    ['66 .6', '77 .7 @1,3', '88 @3,0']
    >>> objects('67000 06077 00007 88000', univalued=False)
    ['67 .6', '77 .7 @1,3', '88 @3,0']
    """
    empty = {"zero": [0], "most": [most_common(grid)], "none": []}[background]
    kinds = np.where(np.isin(grid, empty), -1, grid.astype(int) if univalued else 0)
    return cut(grid, label_cells(kinds, connectivity))


@op(
    cost=3,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    const auto near = [&](int i, int j) {
        return grid(i, j) || grid.get(i - 1, j, 0) || grid.get(i, j - 1, 0) || grid.get(i - 1, j - 1, 0) ? 0 : -1;
    };
    const int count = label_components(grid.h, grid.w, true, near, label);
    FOR_LANES(k, grid.size()) if (!grid.p[k]) label[k] = 0;
    SYNC();
    component_bounds(grid.h, grid.w, label, count, bounds);
    cut_pieces(call, grid, label, bounds, count, TRANSPARENT, out);
    """,
)
def clusters(grid: Grid) -> Objects:
    """Objects of any colours with gaps: cells other than 0 belong together if both coordinates differ by at most 2.

    >>> clusters('606000 000000 070000 000000 000008 000088')
    ['6.6 ... .7.', '.8 88 @4,4']
    """
    near = np.zeros(grid.shape, bool)
    for i, j in np.argwhere(grid):
        near[i : i + 2, j : j + 2] = True
    return cut(grid, np.where(grid > 0, label_cells(np.where(near, 0, -1), 8), 0))


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, 10);
    const int count = label_colors(grid, -1, label);
    component_bounds(grid.h, grid.w, label, count, bounds);
    cut_pieces(call, grid, label, bounds, count, TRANSPARENT, out);
    """,
)
def partition(grid: Grid) -> Objects:
    """One object a colour, connected or not.

    >>> partition('660 067 777')
    ['66 .6', '..0 0..', '..7 777 @1,0']
    """
    return _by_color(grid, skipped=-1)


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, 10);
    const int count = label_colors(grid, most_common(grid, 10), label);
    component_bounds(grid.h, grid.w, label, count, bounds);
    cut_pieces(call, grid, label, bounds, count, TRANSPARENT, out);
    """,
)
def fgpartition(grid: Grid) -> Objects:
    """One object a colour, connected or not, but none of the most common colour.

    >>> fgpartition('6600 0060 7000 0007')
    ['66. ..6', '7... ...7 @2,0']
    """
    return _by_color(grid, skipped=most_common(grid))


def _by_color(grid: Array, skipped: int) -> list[Array]:
    colors = [color for color in dict.fromkeys(grid.ravel().tolist()) if color != skipped]
    return [piece for color in colors for piece in cut(grid, (grid == color).astype(int))]


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    const int count = label_view(mask, connectivity == 8, true, 0, label);
    component_bounds(mask.h, mask.w, label, count, bounds);
    cut_pieces(call, mask, label, bounds, count, 0, out);
    """,
)
def regions(mask: Mask, connectivity: Connectivity = 4) -> Masks:
    """The connected regions of ones, each as a mask of its bounding box.

    >>> regions('1100 0100 0001 0011')
    ['11 01', '01 11 @2,2']
    """
    return cut(mask, label_cells(mask.astype(int) - 1, connectivity), outside=0)


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    const int found = label_view(grid, false, true, 0, label);
    component_bounds(grid.h, grid.w, label, found, bounds);
    const int count = keep_frames(grid, label, found, bounds);
    LIST(out, count);
    for (int k = 0; k < out.count; k++) {
        const int top = bounds[k].top(), left = bounds[k].left();
        const View piece = ELEMENT(out, k, bounds[k].height(), bounds[k].width(), top, left);
        FOR_CELLS(piece, i, j) piece(i, j) = grid(top + i, left + j);
    }
    """,
)
def frames(grid: Grid) -> Objects:
    """The rectangles, at least 3x3, that a line of one colour other than 0 runs round, with all they hold.

    The line is the border of the bounding box of a 4-connected object, which has to leave part of the inside free.

    >>> frames('000000 033330 032030 033330 000000')
    ['3333 3203 3333 @1,1']
    """
    labels = label_cells(np.where(grid == 0, -1, grid.astype(int)), 4)
    found: list[Array] = []
    for number in range(1, labels.max() + 1):
        box = box_of(labels == number)
        mine = labels[box] == number
        inside = mine[1:-1, 1:-1]
        if inside.size and mine.sum() - inside.sum() == mine.size - inside.size and not inside.all():
            found.append(at(grid[box], (box[0].start, box[1].start)))
    return found


@op(
    cost=4,
    kernel="""
    SHARED(uint8_t, plain, 2 * MAX_SIDE);
    const int lines = grid.h + grid.w;
    FOR_LANES(k, lines) plain[k] = is_plain(grid, k);
    SYNC();
    int count = 0;
    for (int k = 0; k < lines; k++) count += plain[k];
    LIST(out, count);
    for (int k = 0, to = 0; k < lines && to < out.count; k++) {
        if (!plain[k]) continue;
        const bool across = k < grid.h;
        const int top = across ? k : 0, left = across ? 0 : k - grid.h;
        const View piece = ELEMENT(out, to++, across ? 1 : grid.h, across ? grid.w : 1, top, left);
        FOR_LANES(c, piece.size()) piece.p[c] = grid(top, left);
    }
    """,
)
def frontiers(grid: Grid) -> Objects:
    """The rows, then the columns, that are of one colour from border to border, each an object. Void if there are none.

    >>> frontiers('0030 2222 0130')
    ['2222 @1,0']
    """
    rows = [at(grid[i : i + 1], (i, 0)) for i in range(grid.shape[0])]
    columns = [at(grid[:, j : j + 1], (0, j)) for j in range(grid.shape[1])]
    return [line for line in rows + columns if (line == line[0, 0]).all()]


@op(
    cost=3,
    kernel="""
    const bool across = axis == 0;
    LIST(out, across ? grid.h : grid.w);
    for (int k = 0; k < out.count; k++) {
        const View piece = ELEMENT(out, k, across ? 1 : grid.h, across ? grid.w : 1, across ? k : 0, across ? 0 : k);
        FOR_LANES(c, piece.size()) piece.p[c] = across ? grid(k, c) : grid(c, k);
    }
    """,
)
def slices(grid: Grid, axis: Axis) -> Objects:
    """The rows (or columns) of the grid, each an object: h pieces (1, w) or w pieces (h, 1).

    >>> slices('123 456', 'rows')
    ['123', '456 @1,0']
    """
    if axis == "rows":
        return [at(grid[i : i + 1], (i, 0)) for i in range(grid.shape[0])]
    return [at(grid[:, j : j + 1], (0, j)) for j in range(grid.shape[1])]
