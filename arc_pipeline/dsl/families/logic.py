"""Pieces of one shape laid over each other, wherever they lie: results lie where the first does.

Pieces of different shapes give void. Void elements of a list are left out.
"""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Grid, Grids, Mask
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
def both(a: Mask, b: Mask) -> Mask:
    """1 where both are 1."""
    return at(a & b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] | b.p[k];
    """,
)
def either(a: Mask, b: Mask) -> Mask:
    """1 where at least one is 1."""
    return at(a | b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=2,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = (a.p[k] | b.p[k]) ^ 1;
    """,
)
def neither(a: Mask, b: Mask) -> Mask:
    """1 where both are 0."""
    return at(1 - (a | b), origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] ^ b.p[k];
    """,
)
def differ(a: Mask, b: Mask) -> Mask:
    """1 where exactly one is 1."""
    return at(a ^ b, origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] & (b.p[k] ^ 1);
    """,
)
def without(a: Mask, b: Mask) -> Mask:
    """1 where `a` is 1 and `b` is 0."""
    return at(a & (1 - b), origin_of(a)) if a.shape == b.shape else VOID


@op(
    cost=1,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = b.p[k] ? b.p[k] : a.p[k];
    """,
)
def overlay(a: Grid, b: Grid) -> Grid:
    """`a` with the cells of `b` that are not 0 over it."""
    return np.where(b != 0, b, a) if a.shape == b.shape else VOID


@op(
    cost=2,
    kernel="""
    resize_alike(out, a, b);
    FOR_LANES(k, out.size()) out.p[k] = a.p[k] == b.p[k] ? a.p[k] : 0;
    """,
)
def agree(a: Grid, b: Grid) -> Grid:
    """The colour where both have the same, else 0."""
    return np.where(a == b, a, 0) if a.shape == b.shape else VOID


@op(
    cost=2,
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
    """The grids over each other: in each cell the first or the last colour that is not 0."""
    layers = alike(grids)
    if not layers:
        return VOID
    result = np.zeros_like(layers[0])
    for layer in layers if wins == "last" else reversed(layers):
        result = np.where(layer != 0, layer, result)
    return result


@op(
    cost=2,
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
    """In each cell the most common colour of the grids, the smallest of several."""
    layers = alike(grids)
    if not layers:
        return VOID
    counts = [np.sum([layer == color for layer in layers], axis=0) for color in range(10)]
    return np.argmax(counts, axis=0)
