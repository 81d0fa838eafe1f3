"""The colours of the object that each cell lies in, and those it touches; background is 0.

Objects of many colours: neighbouring cells of all colours but 0 belong together.
"""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Connectivity, Grid, Mask
from .neighbours import neighbors_at
from .object_fields import objects_in, told

Order = Annotated[str, Choice(("most common", "least common"))]


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, colors, MAX_CELLS);
    const int wanted = color >= 0 && color < 10 ? 1 << color : 0;
    collect_colors(grid, connectivity == 8, label, colors);
    tell_objects(grid, label, [&](int k) { return (colors[k] & wanted) != 0; }, out);
    """,
)
def object_has(grid: Grid, color: Color, connectivity: Connectivity = 8) -> Mask:
    """The cells of the many-coloured objects that hold the colour: (h, w) -> (h, w).

    >>> object_has('12000 22000 00045 00044', 2)
    '11000 11000 00000 00000'
    """
    return told(grid, objects_in(grid, connectivity, "multicolored"), lambda mask: color in grid[mask])


@op(
    cost=1,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, best, MAX_CELLS);
    SHARED(int, cells, MAX_CELLS);
    const int count = label_view(grid, connectivity == 8, false, 0, label);
    choose_colors(grid, label, count, which == 0, best, cells);
    tell_objects(grid, label, [&](int k) { return best[k] & 15; }, out);
    """,
)
def object_color(grid: Grid, which: Order, connectivity: Connectivity = 8) -> Grid:
    """Many-coloured objects all in their most (or least) common colour, the smallest number of several.

    (h, w) -> (h, w)

    >>> object_color('12000 22000 00044 00054', 'most common')
    '22000 22000 00044 00044'
    >>> object_color('12000 22000 00044 00054', 'least common')
    '11000 11000 00055 00055'
    """

    def chosen(mask: Array) -> int:
        colors, counts = np.unique(grid[mask], return_counts=True)
        return int(colors[counts.argmax() if which == "most common" else counts.argmin()])

    return told(grid, objects_in(grid, connectivity, "multicolored"), chosen)


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, marks, MAX_CELLS);
    const int count = label_view(grid, connectivity == 8, true, 0, label);
    mark_touching(grid, label, count, connectivity == 8, color < 0 ? 10 : color, marks);
    tell_objects(grid, label, [&](int k) { return marks[k]; }, out);
    """,
)
def object_touches(grid: Grid, color: Color, connectivity: Connectivity = 8) -> Mask:
    """The cells of one-coloured objects that are not of the colour, but have a neighbour of it: (h, w) -> (h, w).

    >>> object_touches('33000 03000 02040 00044', 2)
    '11000 01000 00000 00000'
    """

    def touches(mask: Array) -> bool:
        near = (neighbors_at(grid, i, j, connectivity) for i, j in np.argwhere(mask))
        return bool(grid[mask][0] != color) and any(color in values for values in near)

    return told(grid, objects_in(grid, connectivity, "univalued"), touches)
