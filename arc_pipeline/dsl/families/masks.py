"""Masks: which cells of a piece are meant, and pieces made of masks. A mask lies where the piece it is of lies."""

import numpy as np

from ..op import op
from ..types import Cells, Color, Count, Field, Grid, Mask, Object
from ..values import TRANSPARENT, VOID, at, origin_of
from .color import mostcolor


@op(
    cost=1,
    kernel="""
    mark_value(out, obj, color);
    """,
)
def ofcolor(obj: Object, color: Color) -> Mask:
    """The cells of this colour: (h, w) -> (h, w)."""
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
    """The cells that belong to the object, of whatever colour: (h, w) -> (h, w)."""
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
    """The cells of any colour but 0, transparent ones not among them: (h, w) -> (h, w)."""
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
    """The cells that are not of the grid's most common colour (the smallest of several): (h, w) -> (h, w)."""
    return grid != mostcolor(grid)


@op(
    cost=1,
    kernel="""
    mark_value(out, mask, 0);
    """,
)
def invert(mask: Mask) -> Mask:
    """1 for 0 and 0 for 1."""
    return at(mask == 0, origin_of(mask))


@op(
    cost=1,
    literals={"color": range(1, 10)},
    kernel="""
    RESIZE(out, mask.h, mask.w);
    FOR_LANES(k, mask.size()) out.p[k] = mask.p[k] ? color : 0;
    """,
)
def colored(mask: Mask, color: Color) -> Grid:
    """A grid of the mask's shape, with this colour where the mask is 1 and 0 elsewhere."""
    return np.where(mask, color, 0)


@op(
    cost=2,
    kernel="""
    RESIZE(out, mask.h, mask.w);
    MOVE(out, mask.y, mask.x);
    bool any = false;
    FOR_CELLS(out, i, j) {
        const bool is_cut = mask(i, j) && grid.has(mask.y + i, mask.x + j);
        out(i, j) = is_cut ? grid(mask.y + i, mask.x + j) : TRANSPARENT;
        any |= is_cut;
    }
    if (!ANY(any)) make_void(out);
    """,
)
def cut(grid: Grid, mask: Mask) -> Object:
    """The grid's cells under the ones of the mask, of the mask's shape and place. Void if there are none."""
    piece = np.full(mask.shape, TRANSPARENT)
    y, x = origin_of(mask)
    for i, j in np.argwhere(mask):
        if 0 <= y + i < grid.shape[0] and 0 <= x + j < grid.shape[1]:
            piece[i, j] = grid[y + i, x + j]
    return VOID if (piece == TRANSPARENT).all() else at(piece, (y, x))


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
    """The cells in which two pieces of one shape are the same, wherever they lie. Void if the shapes differ."""
    return at(a == b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=2,
    kernel="""
    RESIZE(out, field.h, field.w);
    MOVE(out, field.y, field.x);
    FOR_LANES(k, field.size()) out.p[k] = field.p[k] >= least_value;
    """,
)
def threshold(field: Field, least_value: Count) -> Mask:
    """The cells with at least this value."""
    return at(field.astype(int) >= least_value, origin_of(field))


@op(
    cost=2,
    kernel="""
    mark_value(out, field, value);
    """,
)
def is_value(field: Field, value: Count) -> Mask:
    """The cells with this value."""
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
    """The cells with the largest value that occurs."""
    return at(field == field.max(), origin_of(field))


@op(
    cost=3,
    kernel="""
    int value = 255;
    FOR_LANES(k, field.size()) value = least(value, field.p[k]);
    value = SMALLEST(value);
    mark_value(out, field, value);
    """,
)
def is_min(field: Field) -> Mask:
    """The cells with the smallest value that occurs."""
    return at(field == field.min(), origin_of(field))


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
    """The cells with the smallest value above 0. Void if all are 0."""
    return at(field == field[field > 0].min(), origin_of(field)) if field.any() else VOID
