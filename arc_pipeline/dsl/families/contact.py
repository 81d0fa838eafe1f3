"""Pieces that move until something stops them: another cell, the border, a colour, or a gap into which they fit.

Background is colour 0. A piece is in nobody's way where it lies itself.
"""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Direction, Grid, Object
from ..values import MAX_ORIGIN, TRANSPARENT, VOID, at, origin_of
from .neighbours import STEPS
from .object_fields import objects_in
from .rays import first_seen


def _obstacles(grid: Array, obj: Array) -> Array:
    """The cells that are not 0, but for the object's own: bool (h, w)."""
    made = grid > 0
    top, left = origin_of(obj)
    for a, b in np.argwhere(obj != TRANSPARENT):
        i, j = a + top, b + left
        if 0 <= i < grid.shape[0] and 0 <= j < grid.shape[1] and grid[i, j] == obj[a, b]:
            made[i, j] = False
    return made


@op(
    cost=2,
    kernel="""
    const int steps = free_steps(grid, obj, direction, until == 1);
    COPY(out, obj);
    MOVE(out, obj.y + steps * step_down(direction), obj.x + steps * step_across(direction));
    if (steps == 2 * MAX_ORIGIN) make_void(out);
    """,
)
def slide(
    grid: Grid, obj: Object, direction: Direction, until: Annotated[str, Choice(("contact", "border"))] = "contact"
) -> Object:
    """The object moved in that direction until a cell of the grid that is not 0 is in the way, or to the border.

    Void for an object without cells.

    >>> slide('00000 00000 00000 55555', '22 2. @0,1', 'down')
    '22 2. @1,1'
    """
    down, right = STEPS[direction]
    obstacles = _obstacles(grid, obj) & (until == "contact")
    cells = np.argwhere(obj != TRANSPARENT) + origin_of(obj)
    if len(cells) == 0:
        return VOID

    def room(i: int, j: int) -> int:
        steps = 0
        while 0 <= (i := i + down) < grid.shape[0] and 0 <= (j := j + right) < grid.shape[1] and not obstacles[i, j]:
            steps += 1
        return steps

    steps = min(room(int(i), int(j)) for i, j in cells)
    return at(obj, (origin_of(obj)[0] + steps * down, origin_of(obj)[1] + steps * right))


@op(
    cost=2,
    kernel="""
    const int down = side_of(obj.y, obj.h, target.y, target.h), across = side_of(obj.x, obj.w, target.x, target.w);
    int steps = free_way(obj, target, down, across);
    int y = obj.y + steps * down, x = obj.x + steps * across;
    if (down && across) {
        y = down > 0 ? target.y - obj.h : target.y + target.h;
        x = across > 0 ? target.x - obj.w : target.x + target.w;
    }
    if (steps < 2 * MAX_ORIGIN) COPY(out, obj);
    MOVE(out, y, x);
    """,
)
def approach(obj: Object, target: Object) -> Object:
    """The object moved straight towards another until they touch; where it lies askew, until their boxes' corners do.

    Void if it would pass by; as it is if their boxes overlap.

    >>> approach('22 2. @0,1', '555 @4,0')
    '22 2. @2,1'
    >>> approach('3', '55 55 @3,4')
    '3 @2,3'
    """
    (y, x), (top, left) = origin_of(obj), origin_of(target)
    down = int(top >= y + obj.shape[0]) - int(y >= top + target.shape[0])
    across = int(left >= x + obj.shape[1]) - int(x >= left + target.shape[1])
    if down and across:
        row = top - obj.shape[0] if down > 0 else top + target.shape[0]
        return at(obj, (row, left - obj.shape[1] if across > 0 else left + target.shape[1]))
    cells = {(int(a) + y, int(b) + x) for a, b in np.argwhere(obj != TRANSPARENT)}
    walls = {(int(a) + top, int(b) + left) for a, b in np.argwhere(target != TRANSPARENT)}
    if not (down or across):
        return obj
    for steps in range(2 * MAX_ORIGIN):
        if any((i + (steps + 1) * down, j + (steps + 1) * across) in walls for i, j in cells):
            return at(obj, (y + steps * down, x + steps * across))
    return VOID


@op(
    cost=3,
    kernel="""
    SHARED(uint32_t, walls, MAX_SIDE);
    SHARED(uint32_t, rows, MAX_SIDE);
    collect_obstacles(grid, obj, walls, rows);
    const int best = find_fit(grid.h, grid.w, obj, walls, rows);
    if (best >= 0) COPY(out, obj);
    MOVE(out, best >> 5 & 31, best & 31);
    """,
)
def fit(grid: Grid, obj: Object) -> Object:
    """The object moved to where it fits best: all its cells on 0, the most sides of them at cells that are not.

    Of several such places the first in reading order. Void where it fits nowhere or touches nothing.

    >>> fit('02200 00200 00000 55005 55505', '22 .2 @0,1')
    '22 .2 @3,2'
    """
    walls = _obstacles(grid, obj)
    room, around = walls.shape, np.pad(walls, 1).astype(int)
    beside = around[:-2, 1:-1] + around[2:, 1:-1] + around[1:-1, :-2] + around[1:-1, 2:]
    best: Any = VOID
    most = 0
    for i in range(room[0] - obj.shape[0] + 1):
        for j in range(room[1] - obj.shape[1] + 1):
            place = slice(i, i + obj.shape[0]), slice(j, j + obj.shape[1])
            touching = int(beside[place][obj != TRANSPARENT].sum())
            if touching > most and not walls[place][obj != TRANSPARENT].any():
                best, most = at(obj, (i, j)), touching
    return best


@op(
    cost=3,
    literals={"color": range(1, 10)},
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, pulls, MAX_CELLS);
    SHARED(int, top, MAX_CELLS);
    const int count = label_components(grid.h, grid.w, false, [&](int i, int j) {
        return grid(i, j) && grid(i, j) != color ? grid(i, j) : -1;
    }, label);
    find_pulls(grid, color, label, count, top, pulls);
    draw_pulled(grid, label, pulls, top, out);
    """,
)
def attract(grid: Grid, color: Color) -> Grid:
    """Every one-coloured object that sees cells of the colour straight on moves up to the nearest of them.

    Of several ways equally short it takes the first of up, down, left, right. Objects lie on top of what they move
    over, the later on top of the earlier one; what leaves the grid is lost. (h, w) -> (h, w)

    >>> attract('000300 000000 200000 220000 000000 555550', 5)
    '000000 000000 000000 200000 220300 555550'
    """
    made = np.array(grid)
    objects = [mask for mask in objects_in(grid, 4, "univalued") if grid[mask][0] != color]
    views = {direction: first_seen(grid, direction) for direction in ("up", "down", "left", "right")}
    moves = []
    for mask in objects:
        ways = []
        for direction, (colors, steps) in views.items():
            ways += [(int(n) - 1, STEPS[direction]) for n in steps[mask & (colors == color) & (steps > 0)]]
        far, (down, right) = min(ways, key=lambda way: way[0], default=(0, (0, 0)))
        if far:
            moves.append((mask, far * down, far * right))
            made[mask] = 0
    for mask, down, right in moves:
        for i, j in np.argwhere(mask):
            if 0 <= i + down < grid.shape[0] and 0 <= j + right < grid.shape[1]:
                made[i + down, j + right] = grid[i, j]
    return made
