"""Numbers and flags that describe one object; applied to a list of objects they give a list.

Rows and columns are counted in the frame the piece was cut from. Positions and extents are those of its bounding box.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Axis, Choice, Color, Count, Flag, Object, State
from ..values import TRANSPARENT, VOID, origin_of
from .objects import label_cells, most_common
from .painted import painted

Symmetry = Annotated[str, Choice(("hmirror", "vmirror", "dmirror", "cmirror", "rot90", "rot180"))]

TURNS: dict[str, Callable[[Array], Array]] = {
    "dmirror": lambda cells: cells.T,
    "hmirror": np.flipud,
    "rot90": lambda cells: np.rot90(cells, -1),
    "vmirror": np.fliplr,
    "rot270": np.rot90,
    "rot180": lambda cells: np.rot90(cells, 2),
    "cmirror": lambda cells: np.rot90(cells, 2).T,
}


@painted(cost=1)
@op(cost=1, kernel="out = count_cells(obj);")
def size(obj: Object) -> Count:
    """How many cells belong to the object.

    >>> size('.33 333 3..')
    6
    """
    return int((obj != TRANSPARENT).sum())


@op(cost=2, kernel="out = piece.size();")
def area(piece: State) -> Count:
    """How many cells the bounding box has: height times width.

    >>> area('.33 333 3..')
    9
    """
    return piece.size


@op(
    cost=1,
    kernel="""
    const int common = most_common(obj, 10);
    out = common < 0 ? NONE : common;
    """,
)
def color(obj: Object) -> Color:
    """The colour of the object: its most common one, the lowest of equally common ones. Void if it has no cell.

    >>> color('44. 4.2 44.')
    4
    """
    cells = obj[obj != TRANSPARENT]
    return most_common(cells) if cells.size else VOID


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    const int count = label_gaps(obj, label, bounds);
    int n = 0;
    FOR_LANES(k, count) n += !reaches_border(obj, bounds[k]);
    out = TOTAL(n);
    """,
)
def holes(obj: Object) -> Count:
    """How many holes the object has: 4-connected regions of transparent cells that do not reach its border.

    >>> holes('33333 3.3.3 33333 .3.3.')
    2
    """
    return len(enclosed(obj))


def enclosed(obj: Array) -> Array:
    """The holes of an object (h, w), one boolean array each: (n, h, w)."""
    labels = label_cells(np.where(obj == TRANSPARENT, 0, -1), 4)
    at_border = {0, *labels[0], *labels[-1], *labels[:, 0], *labels[:, -1]}
    numbers = [number for number in range(labels.max() + 1) if number not in at_border]
    return labels == np.reshape(numbers, (-1, 1, 1))


@op(
    cost=2,
    kernel="""
    const int turns[6] = {2, 4, 1, 7, 3, 6};
    const bool same = same_turned(obj, obj, turns[under], false, LANE, LANES);
    out = EVERY(same);
    """,
)
def is_symmetric(obj: Object, under: Symmetry) -> Flag:
    """Whether the object stays what it is under this mirroring or turn.

    >>> is_symmetric('3.3 333 .3.', 'vmirror')
    True
    >>> is_symmetric('3.3 333 .3.', 'hmirror')
    False
    """
    return int(np.array_equal(obj, TURNS[under](obj)))


@painted(cost=2, connectivity=8)
@op(
    cost=2,
    kernel="""
    int broken = 0;
    FOR_CELLS(obj, i, j) {
        const int mine = obj(i, j);
        broken |= (obj(i, obj.w - 1 - j) != mine) | (obj(obj.h - 1 - i, j) != mine) << 1;
        broken |= (obj.get(j, i, NONE) != mine) << 2 | (obj.get(obj.w - 1 - j, obj.h - 1 - i, NONE) != mine) << 3;
    }
    const bool across = EVERY(!(broken & 1)), down = EVERY(!(broken & 2));
    const bool main = EVERY(!(broken & 4)), counter = EVERY(!(broken & 8));
    out = 1 + across + 2 * down + 4 * (main || counter);
    """,
)
def symmetry(obj: Object) -> Count:
    """The mirror symmetries of the object, colours and all: 1 for none, and 1 more for left and right, 2 for up and
    down, 4 for a diagonal.

    >>> symmetry('3.3 333 3.3')
    4
    """
    across, down = np.array_equal(obj, np.fliplr(obj)), np.array_equal(obj, np.flipud(obj))
    diagonal = np.array_equal(obj, TURNS["dmirror"](obj)) or np.array_equal(obj, TURNS["cmirror"](obj))
    return 1 + across + 2 * down + 4 * diagonal


@op(cost=2, kernel="out = piece.h == piece.w;")
def is_square(piece: State) -> Flag:
    """Whether the bounding box is as high as it is wide.

    >>> is_square(['33 3.', '444', '.2. 222 .2.'])
    [True, False, True]
    """
    return int(piece.shape[0] == piece.shape[1])


@op(cost=2, kernel="out = count_cells(obj) == obj.size();")
def is_solid(obj: Object) -> Flag:
    """Whether the object fills its bounding box.

    >>> is_solid(['333 333', '44 4.', '2'])
    [True, False, True]
    """
    return int((obj != TRANSPARENT).all())


@op(cost=3, kernel="out = piece.h > piece.w;")
def portrait(piece: State) -> Flag:
    """Whether the piece is higher than it is wide.

    >>> portrait(['3 3', '444', '22 2. 2.'])
    [True, False, True]
    """
    return int(piece.shape[0] > piece.shape[1])


@op(cost=3, kernel="out = count_cells(obj) * 100 / obj.size();")
def density(obj: Object) -> Count:
    """The part of the bounding box that belongs to the object, in percent, rounded down.

    >>> density('33. 3..')
    50
    """
    return int((obj != TRANSPARENT).sum()) * 100 // obj.size


@op(
    cost=3,
    kernel="""
    int n = 0;
    FOR_CELLS(obj, i, j) if (is_part(obj, i, j))
        n += 4 - is_part(obj, i - 1, j) - is_part(obj, i + 1, j) - is_part(obj, i, j - 1) - is_part(obj, i, j + 1);
    out = TOTAL(n);
    """,
)
def perimeter(obj: Object) -> Count:
    """The length of the object's outline, holes included: sides of its cells that no cell of it lies behind.

    >>> perimeter('.3. 333')
    10
    """
    inside = np.pad(obj != TRANSPARENT, 1).astype(int)
    return int(np.abs(np.diff(inside, axis=0)).sum() + np.abs(np.diff(inside, axis=1)).sum())


@op(cost=2, kernel="out = piece.y;")
def uppermost(piece: State) -> Count:
    """The row of the piece's upper edge.

    >>> uppermost('333 3.. @4,1')
    4
    """
    return origin_of(piece)[0]


@op(cost=2, kernel="out = piece.y + piece.h - 1;")
def lowermost(piece: State) -> Count:
    """The row of the piece's lower edge.

    >>> lowermost('333 3.. @4,1')
    5
    """
    return origin_of(piece)[0] + piece.shape[0] - 1


@op(cost=2, kernel="out = piece.x;")
def leftmost(piece: State) -> Count:
    """The column of the piece's left edge.

    >>> leftmost('333 3.. @4,1')
    1
    """
    return origin_of(piece)[1]


@op(cost=2, kernel="out = piece.x + piece.w - 1;")
def rightmost(piece: State) -> Count:
    """The column of the piece's right edge.

    >>> rightmost('333 3.. @4,1')
    3
    """
    return origin_of(piece)[1] + piece.shape[1] - 1


@op(cost=3, kernel="out = axis == 0 ? piece.y + piece.h / 2 : piece.x + piece.w / 2;")
def middle(piece: State, axis: Axis) -> Count:
    """The row (or column) of the piece's middle; of two middle ones the second.

    >>> middle('.3.. 3333 .3.. @4,1', 'rows')
    5
    >>> middle('.3.. 3333 .3.. @4,1', 'columns')
    3
    """
    place = 0 if axis == "rows" else 1
    return origin_of(piece)[place] + piece.shape[place] // 2


@painted(cost=1, name="touches_border")
@op(
    cost=2,
    kernel="""
    const int y = piece.y - frame.y, x = piece.x - frame.x;
    out = y <= 0 || x <= 0 || y + piece.h >= frame.h || x + piece.w >= frame.w;
    """,
)
def bordering(piece: State, frame: State) -> Flag:
    """Whether the piece reaches the border of the frame it lies in, or lies beyond it.

    >>> bordering(objects('0033 0000 0440 0000'), '0033 0000 0440 0000')
    [True, False]
    """
    top, left = np.subtract(origin_of(piece), origin_of(frame)).tolist()
    bottom, right = top + piece.shape[0], left + piece.shape[1]
    return int(top <= 0 or left <= 0 or bottom >= frame.shape[0] or right >= frame.shape[1])
