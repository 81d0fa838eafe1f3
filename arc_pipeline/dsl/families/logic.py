"""Pieces of one shape laid over each other, wherever they lie: results lie where the first does.

Pieces of different shapes give void. Void elements of a list are left out.
"""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Grid, Grids, Mask
from ..values import VOID, at, origin_of

Order = Annotated[str, Choice(("first", "last"))]


def alike(grids: list[Array]) -> list[Array]:
    """The grids that are not void, none at all if their shapes differ."""
    given = [grid for grid in grids if grid is not None]
    return given if len({grid.shape for grid in given}) == 1 else []


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] & b.p[k];
    """,
)
def logical_and(a: Mask, b: Mask) -> Mask:
    """1 where both are 1.

    >>> logical_and('1110 1110 0000', '0000 0111 0111')
    '0000 0110 0000'
    """
    return at(a & b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] | b.p[k];
    """,
)
def logical_or(a: Mask, b: Mask) -> Mask:
    """1 where at least one is 1.

    >>> logical_or('1110 1110 0000', '0000 0111 0111')
    '1110 1111 0111'
    """
    return at(a | b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=2,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = (a.p[k] | b.p[k]) ^ 1;
    """,
)
def neither(a: Mask, b: Mask) -> Mask:
    """1 where both are 0.

    >>> neither('1110 1110 0000', '0000 0111 0111')
    '0001 0000 1000'
    """
    return at(1 - (a | b), origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] ^ b.p[k];
    """,
)
def differ(a: Mask, b: Mask) -> Mask:
    """1 where exactly one is 1.

    >>> differ('1110 1110 0000', '0000 0111 0111')
    '1110 1001 0111'
    """
    return at(a ^ b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] & (b.p[k] ^ 1);
    """,
)
def without(a: Mask, b: Mask) -> Mask:
    """1 where `a` is 1 and `b` is 0.

    >>> without('1110 1110 0000', '0000 0111 0111')
    '1110 1000 0000'
    """
    return at(a & (1 - b), origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = b.p[k] ? b.p[k] : a.p[k];
    """,
)
def overlay(a: Grid, b: Grid) -> Grid:
    """`a` with the cells of `b` that are not 0 over it.

    >>> overlay('1111 1001 1111', '0200 0200 0222')
    '1211 1201 1222'
    """
    return np.where(b != 0, b, a) if a.shape == b.shape else VOID


@op(
    cost=2,
    literals={"fallback": (0,)},
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] == b.p[k] ? a.p[k] : fallback;
    """,
)
def cellwise(a: Grid, b: Grid, fallback: Color) -> Grid:
    """The colour where both have the same, elsewhere the other one given.

    >>> cellwise('1112 1122 3333', '1122 1122 3003', 0)
    '1102 1122 3003'
    """
    return np.where(a == b, a, fallback) if a.shape == b.shape else VOID


@op(
    cost=2,
    role="assembly",
    kernel="""
    const View shape = first_alike(grids);
    RESIZE(out, shape.h, shape.w);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    for (int n = 0; n < grids.count; n++) {
        const View grid = grids[wins == 1 ? n : grids.count - 1 - n];
        FOR_LANES(k, least(out.size(), grid.size())) if (grid.p[k]) out.p[k] = grid.p[k];
    }
    """,
)
def stack(grids: Grids, wins: Order) -> Grid:
    """The grids over each other: in each cell the first or the last colour that is not 0.

    >>> stack(['110 110 000', '022 022 000', '000 030 030'], 'last')
    '122 132 030'
    >>> stack(['110 110 000', '022 022 000', '000 030 030'], 'first')
    '112 112 030'
    """
    layers = alike(grids)
    if not layers:
        return VOID
    result = np.zeros_like(layers[0])
    for layer in layers if wins == "last" else reversed(layers):
        result = np.where(layer != 0, layer, result)
    return result


@op(
    cost=2,
    role="assembly",
    kernel="""
    const View shape = first_alike(grids);
    RESIZE(out, shape.h, shape.w);
    FOR_LANES(k, out.size()) {
        int counts[16] = {};
        for (int n = 0; n < grids.count; n++) {
            const View grid = grids[n];
            if (grid.h) counts[grid.p[k] & 15]++;
        }
        int best = 0;
        for (int c = 1; c < 10; c++)
            if (counts[c] > counts[best]) best = c;
        out.p[k] = best;
    }
    """,
)
def majority(grids: Grids) -> Grid:
    """In each cell the most common colour of the grids, the smallest of several.

    >>> majority(['220 212 022', '222 212 202', '022 202 220'])
    '222 212 222'
    """
    layers = alike(grids)
    if not layers:
        return VOID
    counts = [np.sum([layer == color for layer in layers], axis=0) for color in range(10)]
    return np.argmax(counts, axis=0)


@op(
    cost=2,
    role="assembly",
    kernel="""
    const View shape = first_alike(grids);
    SHARED(int, often, 16);
    FOR_LANES(k, 16) often[k] = 0;
    SYNC();
    for (int n = 0; n < grids.count && is_live(shape); n++) {
        const View grid = grids[n];
        FOR_LANES(k, grid.size()) ATOMIC_ADD(&often[grid.p[k] & 15], 1);
    }
    SYNC();
    RESIZE(out, shape.h, shape.w);
    FOR_LANES(k, out.size()) {
        int best = -1;
        for (int n = 0; n < grids.count; n++) {
            const View grid = grids[n];
            const int color = grid.h ? grid.p[k] & 15 : 15;
            if (!grid.h || color == best) continue;
            const bool rarer = best < 0 || often[color] < often[best];
            if (rarer || (often[color] == often[best] && color < best)) best = color;
        }
        out.p[k] = (uint8_t)best;
    }
    """,
)
def minority(grids: Grids) -> Grid:
    """In each cell that colour of the grids there which is rarest in all of them, the smallest of several.

    >>> minority(['220 222 222', '222 212 222', '222 222 422'])
    '220 212 422'
    """
    layers = alike(grids)
    if not layers:
        return VOID
    often = np.bincount(np.ravel(layers), minlength=10)
    ranks = np.argsort(np.argsort(often, kind="stable"), kind="stable")
    rarest = ranks[np.array(layers)].min(axis=0)
    return np.argsort(ranks)[rarest]


@op(
    cost=3,
    kernel="""
    resize_alike(out, grid, mask);
    FOR_LANES(k, out.size()) out.p[k] = mask.p[k] ? grid.p[k] : 0;
    """,
)
def masked(grid: Grid, mask: Mask) -> Grid:
    """The grid's cells under the ones of a mask of its shape, 0 elsewhere.

    >>> masked('123 456 789', '110 010 011')
    '120 050 089'
    """
    return np.where(mask > 0, grid, 0) if grid.shape == mask.shape else VOID
