"""Which objects of a grid are of one shape, told to each of their cells, and the bounding boxes of objects.

Kinds of objects are those of object_fields.py; cells that lie in none become 0.
"""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Connectivity, Field, Grid, Mask
from .object_fields import Kind, objects_in, told
from .objects import Univalued, box_of

Likeness = Annotated[str, Choice(("shape", "size"))]


def code(mask: Array) -> int:
    rows, columns = (place.astype(np.int64) for place in np.nonzero(mask[box_of(mask)]))
    return int(sum((rows * 30 + columns + 1) ** 3 % 65521) % 255 + 1)


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = pack_objects(grid, connectivity == 8, kind, label, boxes);
    find_codes(grid, label, count, boxes);
    tell_objects(grid, label, [&](int k) { return boxes[k].columns; }, out);
    """,
)
def shape_code(grid: Grid, connectivity: Connectivity = 8, kind: Kind = "univalued") -> Field:
    """A number from 1 to 255 for the shape of each cell's object: equal shapes have equal numbers in every grid.

    (h, w) -> (h, w); few different shapes have the same number.

    >>> shape_code('66008 60008 00000 07700 07000')
    '221,221,0,0,213 221,0,0,0,213 0,0,0,0,0 0,221,221,0,0 0,221,0,0,0'
    """
    return told(grid, objects_in(grid, connectivity, kind), code)


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = pack_objects(grid, connectivity == 8, kind, label, boxes);
    count_twins(grid, label, count, by == 0, boxes, out);
    """,
)
def twin_count(grid: Grid, by: Likeness, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """How many objects have the shape (or the size) of each cell's object, itself among them: (h, w) -> (h, w).

    >>> twin_count('66008 60008 00000 07700 07000', 'shape')
    '22001 20001 00000 02200 02000'
    """
    objects = objects_in(grid, connectivity, kind)
    keys = [mask.sum() if by == "size" else mask[box_of(mask)].tolist() for mask in objects]
    made = np.zeros(grid.shape, int)
    for mask, key in zip(objects, keys, strict=True):
        made[mask] = min(keys.count(key), 255)
    return made


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = pack_objects(grid, connectivity == 8, kind, label, boxes);
    mark_boxes(grid, boxes, count, out);
    """,
)
def in_box(grid: Grid, connectivity: Connectivity = 8, kind: Kind = "univalued") -> Mask:
    """The cells that lie in the bounding box of an object: (h, w) -> (h, w).

    >>> in_box('60000 66000 00000 00070 07700')
    '11000 11000 00000 01110 01110'
    """
    made = np.zeros(grid.shape, int)
    for mask in objects_in(grid, connectivity, kind):
        made[box_of(mask)] = 1
    return made


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = pack_objects(grid, connectivity == 8, univalued ? 0 : 1, label, boxes);
    paint_boxes(grid, label, boxes, count, out);
    """,
)
def fill_boxes(grid: Grid, connectivity: Connectivity = 8, univalued: Univalued = True) -> Grid:
    """Cells of 0 in an object's bounding box take the colour of its first cell; where boxes overlap, of the first
    object. (h, w) -> (h, w).

    >>> fill_boxes('60000 66000 00000 00070 07700')
    '66000 66000 00000 07770 07770'
    """
    made = np.array(grid)
    for mask in reversed(objects_in(grid, connectivity, "univalued" if univalued else "multicolored")):
        box = box_of(mask)
        made[box] = np.where(grid[box] == 0, grid[mask][0], made[box])
    return made
