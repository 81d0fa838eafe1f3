"""Where each cell's object stands among others, and the cell in it, as fields; cells that lie in none become 0.

Kinds of objects are those of object_fields.py.
"""

import numpy as np

from ..op import op
from ..types import Array, Connectivity, Direction, Field, Grid
from .object_fields import Kind, objects_in, told
from .objects import box_of


@op(
    cost=2,
    literals={"kind": ("univalued", "multicolored")},
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    const uint32_t places = places_of_sides(boxes, count, direction);
    tell_objects(
        grid, label, [&](int k) { return rank_among(places, side_of(boxes[k], direction), direction & 1); }, out);
    """,
)
def position_rank(grid: Grid, direction: Direction, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """Which object comes first in that direction: 1 for those that reach farthest, ties share: (h, w) -> (h, w).

    >>> position_rank('66007 06007 00000 08888', 'left')
    '11003 01003 00000 02222'
    """

    def side(mask: Array) -> int:
        rows, columns = box_of(mask)
        return {"up": rows.start, "down": -rows.stop, "left": columns.start, "right": -columns.stop}[direction]

    objects = objects_in(grid, connectivity, kind)
    order = sorted({side(mask) for mask in objects})
    return told(grid, objects, lambda mask: order.index(side(mask)) + 1)


@op(
    cost=2,
    literals={"kind": ("univalued", "multicolored")},
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    tell_cells(
        grid, label, [&](int k, int i, int j) { return 1 + steps_to_side(boxes[k], i, j, direction); }, out);
    """,
)
def steps_to_side(grid: Grid, direction: Direction, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """One more than each cell's steps to that side of its object's bounding box: (h, w) -> (h, w).

    >>> steps_to_side('0666 0600 0660', 'up')
    '0111 0200 0330'
    """
    made = np.zeros(grid.shape, int)
    rows, columns = np.indices(grid.shape)
    for mask in objects_in(grid, connectivity, kind):
        box = box_of(mask)
        steps = {
            "up": rows - box[0].start,
            "down": box[0].stop - 1 - rows,
            "left": columns - box[1].start,
            "right": box[1].stop - 1 - columns,
        }[direction]
        made[mask] = steps[mask] + 1
    return made


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    tell_cells(grid, label, [&](int k, int i, int j) {
        const Bounds& box = boxes[k];
        return 1 + least(least(steps_to_side(box, i, j, 0), steps_to_side(box, i, j, 1)),
                         least(steps_to_side(box, i, j, 2), steps_to_side(box, i, j, 3)));
    }, out);
    """,
)
def box_ring(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """One more than each cell's steps to the nearest side of its object's bounding box: (h, w) -> (h, w).

    >>> box_ring('066666 066666 066666 066666 066666')
    '011111 012221 012321 012221 011111'
    """
    sides = [steps_to_side(grid, side, connectivity, kind) for side in ("up", "down", "left", "right")]
    return np.minimum.reduce(sides)
