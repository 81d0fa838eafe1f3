"""Copies of pieces, laid at places, or where single cells or parts of theirs are found; clipped to the grid."""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Grid, Mask, Object
from ..values import TRANSPARENT, VOID, at, origin_of
from .draw_objects import draw
from .object_fields import objects_in
from .objects import most_common

Likeness = Annotated[str, Choice(("part", "shape"))]


@op(
    cost=3,
    literals={"color": range(1, 10)},
    kernel="""
    const int anchor = first_cell(piece, color), background = most_common(grid, 10);
    if (anchor >= 0 && color != background) COPY(out, grid);
    SYNC();
    for (int i = 0; i < out.h; i++)
        for (int j = 0; j < grid.w; j++)
            if (grid(i, j) == color) draw_piece(out, piece, TRANSPARENT, i - anchor / 32, j - anchor % 32, -1);
    """,
)
def stamp(grid: Grid, piece: Object, color: Color) -> Grid:
    """A copy of a piece laid on every cell of a colour, that cell under the piece's first one of the colour.

    Of copies that overlap the later marker's lies on top. Void where the piece lacks the colour, or it is the
    grid's most common one.

    >>> stamp('4000000 0000040 0000000 0040000', '1.1 .4. 1.1', 4)
    '4000101 0100040 0101101 0040000'
    """
    anchors = np.argwhere(piece == color)
    if len(anchors) == 0 or most_common(grid) == color:
        return VOID
    made = np.array(grid)
    for i, j in np.argwhere(grid == color):
        copy = at(piece, (int(i - anchors[0][0]), int(j - anchors[0][1])))
        draw(made, copy, piece != TRANSPARENT)
    return made


@op(
    cost=4,
    kernel="""
    COPY(out, grid);
    SYNC();
    for (int i = 0; i < places.h; i++)
        for (int j = 0; j < places.w; j++)
            if (places(i, j)) draw_piece(out, piece, TRANSPARENT, piece.y + places.y + i, piece.x + places.x + j, -1);
    """,
)
def stamp_at(grid: Grid, piece: Object, places: Mask) -> Grid:
    """A copy of a piece laid on the grid for every one of a mask, moved down and right by that one's row and column.

    So a piece in the upper left corner of its frame (`normalize`) comes to lie with its own corner there. Of copies
    that overlap the later one lies on top, in reading order. (h, w) -> (h, w)

    >>> stamp_at('00000 00000 00000', '3. 33', '10000 00010 00000')
    '30000 33030 00033'
    >>> stamp_at('00000 00000 00000', '3. 33 @0,-1', '10000 00010 00000')
    '00000 30300 00330'
    """
    made = np.array(grid)
    for place in np.argwhere(places) + origin_of(places) + origin_of(piece):
        draw(made, at(piece, place), piece != TRANSPARENT)
    return made


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MOST_OBJECTS);
    SHARED(int, sizes, MOST_OBJECTS);
    SHARED(int, colors, MOST_OBJECTS);
    SHARED(int, copies, MAX_CELLS);
    const int count = label_view(grid, true, false, 0, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    component_sizes(grid.size(), label, count, sizes);
    FOR_LANES(k, count) colors[k] = 0;
    SYNC();
    FOR_LANES(k, grid.size()) if (label[k]) ATOMIC_OR(&colors[label[k] - 1], 1 << (grid.p[k] & 15));
    SYNC();
    const Parts parts{label, boxes, sizes, colors};
    find_copies(grid, parts, count, by == 1, copies);
    draw_copies(grid, parts, by == 1, copies, out);
    """,
)
def complete_copies(grid: Grid, by: Likeness) -> Grid:
    """Copies of many-coloured objects laid where one-coloured ones show all their cells of a colour, or their shape.

    part: all cells that an object has in one colour, nothing of another colour being in the copy's way. shape: a
    one-coloured object like it, whatever the colours. Objects are joined at corners too. Where several would do the
    first is copied; later copies lie on top. (h, w) -> (h, w)

    >>> complete_copies('1010000 0400000 1010040 0000000 0000000', 'part')
    '1010000 0400101 1010040 0000101 0000000'
    >>> complete_copies('1200880 3000800 0000000', 'shape')
    '1200120 3000300 0000000'
    """
    made = np.array(grid)
    objects = objects_in(grid, 8, "multicolored")
    wholes = [mask for mask in objects if len(np.unique(grid[mask])) > 1]
    plain = {tuple(cell): mask for mask in objects if len(np.unique(grid[mask])) == 1 for cell in np.argwhere(mask)}
    for cell in sorted(plain):
        for whole in wholes:
            part = whole & (grid == grid[cell]) if by == "part" else whole
            if not part.any() or (by == "shape" and whole.sum() != plain[cell].sum()):
                continue
            copy = {tuple(place - np.argwhere(part)[0] + cell): tuple(place) for place in np.argwhere(whole)}
            if all(_fits(grid, plain, cell, there, here, by) for there, here in copy.items()):
                for there, here in copy.items():
                    if 0 <= there[0] < grid.shape[0] and 0 <= there[1] < grid.shape[1]:
                        made[there] = grid[here]
                break
    return made


def _fits(grid: Array, plain: dict[Any, Array], cell: Any, there: Any, here: Any, by: str) -> bool:
    """Whether the copy of a cell `here` may lie `there`, when it is `cell` that the copy is to complete."""
    if by == "shape":
        return there in plain and plain[there] is plain[cell]
    if grid[here] == grid[cell]:
        return there in plain and bool(grid[there] == grid[cell])
    inside = 0 <= there[0] < grid.shape[0] and 0 <= there[1] < grid.shape[1]
    return not inside or grid[there] in (0, grid[here])
