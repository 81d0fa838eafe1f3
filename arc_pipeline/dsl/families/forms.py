"""What an object looks like: a solid square, a line, a frame."""

import numpy as np

from ..op import op
from ..types import Count, Flag, Object
from ..values import TRANSPARENT
from .painted import painted


@painted(cost=1)
@op(
    cost=4,
    kernel="""
    const int h = obj.h, w = obj.w, cells = count_cells(obj);
    const bool solid = cells == h * w;
    bool frame = !solid && cells == 2 * (h + w) - 4;  // then none of its cells lies inside
    if (frame) {
        FOR_CELLS(obj, i, j) frame &= i == 0 || j == 0 || i == h - 1 || j == w - 1 || obj(i, j) == TRANSPARENT;
        frame = EVERY(frame);
    }
    out = !solid ? (frame ? 6 : 7) : h * w == 1 ? 1 : h == 1 ? 2 : w == 1 ? 3 : h == w ? 4 : 5;
    """,
)
def form(obj: Object) -> Count:
    """What the object looks like: 1 one cell, 2 a horizontal line, 3 a vertical line, 4 a solid square, 5 a solid
    rectangle, 6 a rectangular frame one cell thick, 7 anything else.

    >>> form(['3', '333', '44 44', '222 2.2 222', '.1 11'])
    [1, 2, 4, 6, 7]
    """
    cells = obj != TRANSPARENT
    h, w = cells.shape
    if cells.all():
        return 1 if cells.size == 1 else 2 if h == 1 else 3 if w == 1 else 4 if h == w else 5
    return 6 if np.count_nonzero(cells) == 2 * (h + w) - 4 and not cells[1:-1, 1:-1].any() else 7


@op(cost=4, kernel="out = patch.h == patch.w && count_cells(patch) == patch.size();")
def square(patch: Object) -> Flag:
    """Whether the object is a square with all its cells; a single cell is one.

    >>> square(['33 33', '33 3.', '333 333'])
    [True, False, False]
    """
    return int(patch.shape[0] == patch.shape[1] and (patch != TRANSPARENT).all())


@op(cost=4, kernel="out = patch.h == 1 && count_cells(patch) == patch.size();")
def hline(patch: Object) -> Flag:
    """Whether the object is a stretch of one row without gaps; a single cell is one.

    >>> hline(['3333', '3.33', '3 3', '3'])
    [True, False, False, True]
    """
    return int(patch.shape[0] == 1 and (patch != TRANSPARENT).all())


@op(cost=4, kernel="out = patch.w == 1 && count_cells(patch) == patch.size();")
def vline(patch: Object) -> Flag:
    """Whether the object is a stretch of one column without gaps; a single cell is one.

    >>> vline(['3 3 3', '3 . 3', '33', '3'])
    [True, False, False, True]
    """
    return int(patch.shape[1] == 1 and (patch != TRANSPARENT).all())
