"""Masks: which cells of a piece are meant, and pieces made of masks. A mask lies where the piece it is of lies."""

import numpy as np

from ..op import op
from ..types import Cells, Color, Count, Field, Grid, Mask, Object, State
from ..values import TRANSPARENT, VOID, at, origin_of
from .color import mostcolor


@op(
    cost=1,
    kernel="""
    mark_value(out, obj, color);
    """,
)
def ofcolor(obj: Object, color: Color) -> Mask:
    """The cells of this colour: (h, w) -> (h, w).

    >>> ofcolor('1203 2213 0013', 2)
    '0100 1100 0000'
    """
    return at(obj == color, origin_of(obj))


@op(
    cost=1,
    kernel="""
    RESIZE(out, obj.h, obj.w);
    MOVE(out, obj.y, obj.x);
    FOR_LANES(k, obj.size()) out.p[k] = obj.p[k] != TRANSPARENT;
    """,
)
def toindices(obj: Object) -> Mask:
    """The cells that belong to the object, of whatever colour: (h, w) -> (h, w).

    >>> toindices('.33 334 .3.')
    '011 111 010'
    """
    return at(obj != TRANSPARENT, origin_of(obj))


@op(
    cost=1,
    kernel="""
    RESIZE(out, obj.h, obj.w);
    MOVE(out, obj.y, obj.x);
    FOR_LANES(k, obj.size()) out.p[k] = obj.p[k] != 0 && obj.p[k] != TRANSPARENT;
    """,
)
def nonzero(obj: Object) -> Mask:
    """The cells of any colour but 0, transparent ones not among them: (h, w) -> (h, w).

    >>> nonzero('3.0 303 .34')
    '100 101 011'
    """
    return at((obj != 0) & (obj != TRANSPARENT), origin_of(obj))


@op(
    cost=1,
    kernel="""
    const ColorCounts counts = count_colors(grid);
    const int common = most_common(counts);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) out.p[k] = grid.p[k] != common;
    """,
)
def foreground(grid: Grid) -> Mask:
    """The cells that are not of the grid's most common colour (the smallest of several): (h, w) -> (h, w).

    >>> foreground('1121 1221 1131')
    '0010 0110 0010'
    """
    return grid != mostcolor(grid)


@op(
    cost=1,
    kernel="""
    mark_value(out, mask, 0);
    """,
)
def complement(mask: Mask) -> Mask:
    """1 for 0 and 0 for 1.

    >>> complement('010 111 000')
    '101 000 111'
    """
    return at(mask == 0, origin_of(mask))


@op(
    cost=4,
    kernel="""
    int n = 0;
    FOR_LANES(k, field.size()) n += field.p[k] > 0;
    out = TOTAL(n);
    """,
)
def count(field: Field) -> Count:
    """How many ones a mask has; of a field, how many cells are not 0.

    >>> count('010 111 000')
    4
    """
    return int((field > 0).sum())


@op(
    cost=4,
    kernel="""
    RESIZE(out, frame.h, frame.w);
    MOVE(out, frame.y, frame.x);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)mask.get(frame.y + i - mask.y, frame.x + j - mask.x, 0);
    """,
)
def in_frame(mask: Mask, frame: State) -> Mask:
    """The ones of a mask where they lie in another piece's box, 0 in the rest of it: (h, w) of the piece.

    >>> in_frame('11 01 @1,2', '0000 0000 0000')
    '0000 0011 0001'
    """
    (h, w), made = frame.shape, np.zeros(frame.shape, int)
    for i, j in np.argwhere(mask) + origin_of(mask) - origin_of(frame):
        if 0 <= i < h and 0 <= j < w:
            made[i, j] = 1
    return at(made, origin_of(frame))


@op(
    cost=1,
    literals={"color": range(1, 10)},
    kernel="""
    RESIZE(out, mask.h, mask.w);
    FOR_LANES(k, mask.size()) out.p[k] = mask.p[k] ? color : 0;
    """,
)
def colored(mask: Mask, color: Color) -> Grid:
    """A grid of the mask's shape, with this colour where the mask is 1 and 0 elsewhere.

    >>> colored('010 111 001', 3)
    '030 333 003'
    """
    return np.where(mask, color, 0)


@op(
    cost=2,
    kernel="""
    const auto chosen = [&](int i, int j) { return patch(i, j) && grid.has(patch.y + i, patch.x + j); };
    int top = MAX_SIDE, left = MAX_SIDE, bottom = -1, right = -1;
    FOR_CELLS(patch, i, j) {
        if (!chosen(i, j)) continue;
        top = least(top, i);
        left = least(left, j);
        bottom = most(bottom, i);
        right = most(right, j);
    }
    top = SMALLEST(top);
    left = SMALLEST(left);
    bottom = LARGEST(bottom);
    right = LARGEST(right);
    RESIZE(out, bottom - top + 1, right - left + 1);
    MOVE(out, patch.y + top, patch.x + left);
    FOR_CELLS(out, i, j) {
        const int a = top + i, b = left + j;
        out(i, j) = chosen(a, b) ? grid(patch.y + a, patch.x + b) : TRANSPARENT;
    }
    """,
)
def toobject(patch: Mask, grid: Grid) -> Object:
    """The grid's cells under the ones of the mask, in the smallest box round them. Void if there are none.

    >>> toobject('0100 0110 0000', '1222 1332 1442')
    '2. 33 @0,1'
    """
    y, x = origin_of(patch)
    seen = np.argwhere(patch) + np.array((y, x))
    seen = seen[((seen >= 0) & (seen < grid.shape)).all(axis=1)]
    if not len(seen):
        return VOID
    top, left = seen.min(axis=0)
    piece = np.full(seen.max(axis=0) - (top, left) + 1, TRANSPARENT)
    for i, j in seen:
        piece[i - top, j - left] = grid[i, j]
    return at(piece, (top, left))


@op(
    cost=2,
    kernel="""
    const bool alike = a.h == b.h && a.w == b.w;
    RESIZE(out, alike ? a.h : 0, a.w);
    MOVE(out, a.y, a.x);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] == b.p[k];
    """,
)
def equals(a: Cells, b: Cells) -> Mask:
    """The cells in which two pieces of one shape are the same, wherever they lie. Void if the shapes differ.

    >>> equals('112 122 333', '122 122 303')
    '101 111 101'
    """
    return at(a == b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=2,
    role="comparison",
    kernel="""
    RESIZE(out, field.h, field.w);
    MOVE(out, field.y, field.x);
    FOR_LANES(k, field.size()) out.p[k] = field.p[k] >= least_value;
    """,
)
def threshold(field: Field, least_value: Count) -> Mask:
    """The cells with at least this value.

    >>> threshold('013 254 001', 2)
    '001 111 000'
    """
    return at(field.astype(int) >= least_value, origin_of(field))


@op(
    cost=2,
    role="comparison",
    kernel="""
    mark_value(out, field, value);
    """,
)
def is_value(field: Field, value: Count) -> Mask:
    """The cells with this value.

    >>> is_value('013 231 300', 3)
    '001 010 100'
    """
    return at(field.astype(int) == value, origin_of(field))


@op(
    cost=2,
    kernel="""
    int value = 0;
    FOR_LANES(k, field.size()) value = most(value, field.p[k]);
    value = LARGEST(value);
    mark_value(out, field, value);
    """,
)
def is_max(field: Field) -> Mask:
    """The cells with the largest value that occurs.

    >>> is_max('142 241 310')
    '010 010 000'
    """
    return at(field == field.max(), origin_of(field))


@op(
    cost=2,
    kernel="""
    int value = 256;
    FOR_LANES(k, field.size()) value = least(value, field.p[k] ? field.p[k] : 256);
    value = SMALLEST(value);
    mark_value(out, field, value);
    if (value == 256) make_void(out);
    """,
)
def is_smallest(field: Field) -> Mask:
    """The cells with the smallest value above 0. Void if all are 0.

    >>> is_smallest('032 203 005')
    '001 100 000'
    """
    return at(field == field[field > 0].min(), origin_of(field)) if field.any() else VOID
