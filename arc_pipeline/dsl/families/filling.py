"""Cells from numbers: one number everywhere, and for each cell the colour at a place of a list."""

import numpy as np

from ..op import op
from ..types import Colors, Field, Grid, Number, State
from ..values import VOID, at, origin_of


@op(
    cost=3,
    literals={"number": ()},
    kernel="""
    RESIZE(out, number >= 0 && number <= 255 ? like.h : 0, like.w);
    MOVE(out, like.y, like.x);
    FOR_LANES(k, out.size()) out.p[k] = (uint8_t)number;
    """,
)
def everywhere(number: Number, like: State) -> Field:
    """A field of one number in the shape of another piece: (h, w) -> (h, w). Void outside 0-255.

    >>> everywhere(4, '120 045')
    '444 444'
    """
    return at(np.full(like.shape, int(number)), origin_of(like)) if 0 <= number <= 255 else VOID


@op(
    cost=3,
    role="placement",
    may_be_empty=("colors",),
    kernel="""
    RESIZE(out, field.h, field.w);
    FOR_LANES(k, field.size()) {
        const int place = field.p[k];
        const int color = place < colors.count ? colors[place] : NONE;
        out.p[k] = color == NONE ? 0 : (uint8_t)color;
    }
    """,
)
def color_at(field: Field, colors: Colors) -> Grid:
    """For each cell the colour at the place in a list that the field says, from 0: (h, w) -> (h, w).

    0 where the list is shorter, and for what is void in it.

    >>> color_at('00000 01110 01210 01110 00000', [3, 5, 8])
    '33333 35553 35853 35553 33333'
    """
    told = np.zeros(256, int)
    told[: len(colors)] = [color or 0 for color in colors[:256]]
    return told[np.asarray(field)]
