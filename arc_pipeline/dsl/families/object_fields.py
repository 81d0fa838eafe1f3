"""What each cell's object is beside the others, and its holes, as fields (measures of one object: painted.py).

Cells that lie in no object become 0. Of what kind objects are: neighbours of one colour but 0 (univalued), of any
colours but 0 (multicolored), or of colour 0, so that the regions of background are measured.
"""

from collections.abc import Callable
from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Connectivity, Field, Grid
from .line_fields import Order
from .objects import box_of, label_cells

KINDS = ("univalued", "multicolored", "background")
Kind = Annotated[str, Choice(KINDS)]


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
    rank_numbers(count, first == 0, sizes);
    tell_objects(grid, label, [&](int k) { return sizes[k]; }, out);
    """,
)
def size_rank(grid: Grid, first: Order, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """The rank by size of each cell's object, 1 for the largest (or smallest), ties share: (h, w) -> (h, w).

    >>> size_rank('66007 06007 00000 08888', 'largest')
    '22003 02003 00000 01111'
    """
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

    >>> object_index('66007 06007 00000 08888')
    '11002 01002 00000 03333'
    """
    objects = objects_in(grid, connectivity, kind)
    return told(grid, objects, lambda mask: [mask is other for other in objects].index(True) + 1)


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

    >>> object_holes('66666 60606 66666 00000 77000')
    '33333 30303 33333 00000 11000'
    """

    def holes(mask: Array) -> int:
        return int(label_cells(np.where(np.pad(mask[box_of(mask)], 1), -1, 0), 12 - connectivity).max())

    return told(grid, objects_in(grid, connectivity, kind), holes)


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, sizes, MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, kind, label);
    component_sizes(grid.size(), label, count, sizes);
    int low = MAX_CELLS + 1, high = 0;
    FOR_LANES(k, count) {
        low = least(low, sizes[k]);
        high = most(high, sizes[k]);
    }
    low = SMALLEST(low);
    high = LARGEST(high);
    tell_objects(grid, label, [&](int k) { return sizes[k] == high ? 3 : sizes[k] == low ? 1 : 2; }, out);
    """,
)
def size_extreme(grid: Grid, connectivity: Connectivity = 4, kind: Kind = "univalued") -> Field:
    """Whether each cell's object is one of the largest, 3, or of the smallest, 1, or neither, 2: (h, w) -> (h, w).

    >>> size_extreme('66007 06007 00000 08888')
    '22001 02001 00000 03333'
    """
    objects = objects_in(grid, connectivity, kind)
    sizes = [mask.sum() for mask in objects]
    return told(grid, objects, lambda mask: 3 if mask.sum() == max(sizes) else 1 if mask.sum() == min(sizes) else 2)
