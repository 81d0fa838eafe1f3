"""Things that fall, and boxes round what is in a grid. Background is colour 0."""

import numpy as np

from ..op import op
from ..types import Color, Connectivity, Direction, Field, Grid, Mask
from ..values import VOID
from .object_fields import objects_in
from .objects import Univalued, box_of

TURNS = {"up": 1, "left": 2, "down": 3, "right": 0}  # quarter turns clockwise that bring a side to the right


@op(
    cost=1,
    kernel="""
    drop_cells(grid, direction, out);
    """,
)
def gravity(grid: Grid, direction: Direction) -> Grid:
    """Every cell that is not 0 falls in that direction, onto the border or the others: (h, w) -> (h, w).

    >>> gravity('1020 0020 3000 0004', 'down')
    '0000 0000 1020 3024'
    """
    turned = np.rot90(grid, -TURNS[direction])
    fallen = np.array([sorted(line, key=bool) for line in turned.tolist()])
    return np.rot90(fallen, TURNS[direction])


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, falls, MAX_CELLS);
    const int count = label_view(grid, connectivity == 8, univalued, 0, label);
    measure_falls(grid, label, count, direction, falls);
    drop_objects(grid, label, falls, direction, out);
    """,
)
def gravity_objects(
    grid: Grid, direction: Direction, connectivity: Connectivity = 4, univalued: Univalued = True
) -> Grid:
    """Every object falls as a whole in that direction, onto the border or the others, as far as it can.

    (h, w) -> (h, w)

    >>> gravity_objects('02200 02000 00030 11000 00000', 'down')
    '00000 00000 02200 02000 11030'
    """
    turns = TURNS[direction]
    objects = [
        np.rot90(mask, -turns) for mask in objects_in(grid, connectivity, "univalued" if univalued else "multicolored")
    ]
    labels = sum((mask * (k + 1) for k, mask in enumerate(objects)), np.zeros(np.rot90(grid, turns).shape, int))
    falls = [labels.shape[1]] * len(objects)
    for _ in objects:  # each round settles at least one more object
        before = list(falls)
        for line in labels.tolist():
            settle(line, falls)
        if falls == before:
            break
    made = np.zeros(labels.shape, int)
    for mask, fall in zip(objects, falls, strict=True):
        rows, columns = np.nonzero(mask)
        made[rows, columns + fall] = np.rot90(grid, -turns)[mask]
    return np.rot90(made, turns)


def settle(line: list[int], falls: list[int]) -> None:
    """Limit how far objects 1, 2, ... fall to the right so that their cells in this line do not collide."""
    below, edge = 0, len(line)  # the object to the right, and where it will begin
    for place in reversed(range(len(line))):
        if mine := line[place]:
            if mine != below:
                falls[mine - 1] = min(falls[mine - 1], edge - 1 - place)
            below, edge = mine, place + falls[mine - 1]


@op(
    cost=2,
    literals={"color": range(10)},
    kernel="""
    const Extent box = extent_of(grid, [&](int cell) { return cell == color; });
    RESIZE(out, box.bottom < 0 ? 0 : grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = i >= box.top && i <= box.bottom && j >= box.left && j <= box.right;
    """,
)
def color_box(grid: Grid, color: Color) -> Mask:
    """The bounding box of all cells of the colour: (h, w) -> (h, w). Void if there are none.

    >>> color_box('02000 00320 23000 00003', 3)
    '00000 01111 01111 01111'
    """
    if not np.any(grid == color):
        return VOID
    made = np.zeros(grid.shape, int)
    made[box_of(grid == color)] = 1
    return made


@op(
    cost=2,
    kernel="""
    const Extent box = extent_of(grid, [](int cell) { return cell != 0; });
    RESIZE(out, box.bottom < 0 ? 0 : grid.h, grid.w);
    FOR_CELLS(out, i, j)
        out(i, j) = most(0, 1 + least(least(i - box.top, box.bottom - i), least(j - box.left, box.right - j)));
    """,
)
def content_ring(grid: Grid) -> Field:
    """One more than each cell's steps to the side of the bounding box of all cells that are not 0; 0 outside it.

    (h, w) -> (h, w); void if all cells are 0.

    >>> content_ring('000000 011100 010000 011010 001100 000000')
    '000000 011110 012210 012210 011110 000000'
    """
    if not np.any(grid):
        return VOID
    rows, columns = box_of(grid != 0)
    i, j = np.indices(grid.shape)
    steps = np.minimum.reduce([i - rows.start, rows.stop - 1 - i, j - columns.start, columns.stop - 1 - j])
    return np.maximum(0, 1 + steps)
