"""Measures of the object that each cell lies in, as fields; cells that lie in none become 0.

Of what kind objects are: neighbours of one colour but 0 (univalued), of any colours but 0 (multicolored), or of
colour 0, so that the regions of background are measured.
"""

from collections.abc import Callable
from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Connectivity, Direction, Field, Grid, Mask
from .line_fields import Order
from .objects import box_of, label_cells

Kind = Annotated[str, Choice(("univalued", "multicolored", "background"))]


def objects_in(grid: Array, connectivity: int, kind: str) -> list[Array]:
    """The objects in reading order of their first cells, each bool (h, w)."""
    kinds = {
        "univalued": np.where(grid > 0, grid.astype(int), -1),
        "multicolored": np.where(grid > 0, 0, -1),
        "background": np.where(grid > 0, -1, 0),
    }
    labels = label_cells(kinds[kind], connectivity)
    return [labels == number for number in range(1, labels.max() + 1)]


def told(grid: Array, objects: list[Array], measure: Callable[[Array], int]) -> Array:
    """Each cell of an object becomes measure(object), at most 255; other cells 0."""
    made = np.zeros(grid.shape, int)
    for mask in objects:
        made[mask] = min(int(measure(mask)), 255)
    return made


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, sizes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_sizes(grid.size(), label, count, sizes);
    tell_objects(grid, label, [&](int k) { return sizes[k]; }, out);
    """,
)
def object_size(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """The number of cells of each cell's object, at most 255: (h, w) -> (h, w)."""
    return told(grid, objects_in(grid, connectivity, kind), np.count_nonzero)


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, sizes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_sizes(grid.size(), label, count, sizes);
    rank_numbers(count, first == 0, sizes);
    tell_objects(grid, label, [&](int k) { return sizes[k]; }, out);
    """,
)
def size_rank(grid: Grid, first: Order, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """The rank by size of each cell's object, 1 for the largest (or smallest), ties share: (h, w) -> (h, w)."""
    objects = objects_in(grid, connectivity, kind)
    order = sorted({mask.sum() for mask in objects}, reverse=first == "largest")
    return told(grid, objects, lambda mask: order.index(mask.sum()) + 1)


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    label_objects(grid, connectivity == 8, kind, label);
    tell_objects(grid, label, [](int k) { return k + 1; }, out);
    """,
)
def object_index(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """The number of each cell's object in reading order of their first cells, from 1, at most 255.

    (h, w) -> (h, w)
    """
    objects = objects_in(grid, connectivity, kind)
    return told(grid, objects, lambda mask: [mask is other for other in objects].index(True) + 1)


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    tell_objects(grid, label, [&](int k) { return boxes[k].height(); }, out);
    """,
)
def object_height(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """The height of each cell's object: (h, w) -> (h, w)."""
    return told(grid, objects_in(grid, connectivity, kind), lambda mask: mask[box_of(mask)].shape[0])


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    tell_objects(grid, label, [&](int k) { return boxes[k].width(); }, out);
    """,
)
def object_width(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """The width of each cell's object: (h, w) -> (h, w)."""
    return told(grid, objects_in(grid, connectivity, kind), lambda mask: mask[box_of(mask)].shape[1])


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, sums, MAX_CELLS);
    const bool diagonal = connectivity == 8;
    const int count = label_objects(grid, diagonal, kind, label);
    sum_windows(grid, label, count, diagonal, sums);
    tell_objects(grid, label, [&](int k) { return 2 - sums[k] / 4; }, out);
    """,
)
def object_holes(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """One more than the number of holes of each cell's object: (h, w) -> (h, w).

    A hole is a region of other cells, joined the other way (by sides, if the object is joined by corners too), from
    which no path leads out of the object.
    """

    def holes(mask: Array) -> int:
        return int(label_cells(np.where(np.pad(mask, 1), -1, 0), 12 - connectivity).max())

    return told(grid, objects_in(grid, connectivity, kind), holes)


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    tell_objects(grid, label, [&](int k) { return is_at_border(boxes[k], grid); }, out);
    """,
)
def touches_border(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Mask:
    """The cells of objects that have a cell on the border: (h, w) -> (h, w)."""
    border = np.pad(np.zeros(np.maximum(np.array(grid.shape) - 2, 0), bool), 1, constant_values=True)
    border = border[: grid.shape[0], : grid.shape[1]]
    return told(grid, objects_in(grid, connectivity, kind), lambda mask: (mask & border).any())


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
    """Which object comes first in that direction: 1 for those that reach farthest, ties share: (h, w) -> (h, w)."""

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
    """One more than each cell's steps to that side of its object's bounding box: (h, w) -> (h, w)."""
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
    """One more than each cell's steps to the nearest side of its object's bounding box: (h, w) -> (h, w)."""
    sides = [steps_to_side(grid, side, connectivity, kind) for side in ("up", "down", "left", "right")]
    return np.minimum.reduce(sides)
