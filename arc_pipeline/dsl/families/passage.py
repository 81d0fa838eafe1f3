"""Pieces on their way: driven by another piece, the cells that they pass, and copies where they would go on.

Background is colour 0. What lies outside the grid is clipped.
"""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Grid, Object
from ..values import MAX_ORIGIN, TRANSPARENT, VOID, at, origin_of
from .neighbours import STEPS

DRIVES = ("toward, contact", "toward, border", "away, contact", "away, border")
Drive = Annotated[str, Choice(DRIVES)]
Way = Annotated[str, Choice(("straight", "any"))]


def _step_towards(obj: Array, target: Array) -> tuple[int, int]:
    """Which way the target lies, rows and columns, -1 to 1: by its box; where the boxes share rows and columns, to the
    side where most cells touch, else by the boxes' middles."""
    sides, middles = [], []
    for first, length, other, others in zip(origin_of(obj), obj.shape, origin_of(target), target.shape, strict=True):
        sides.append(int(other >= first + length) - int(first >= other + others))
        middles.append(2 * (other - first) + others - length)
    if any(sides):
        return sides[0], sides[1]
    cells = np.argwhere(obj != TRANSPARENT) + origin_of(obj)
    theirs = {(int(i), int(j)) for i, j in np.argwhere(target != TRANSPARENT) + origin_of(target)}
    touching = [step for step in STEPS.values() for i, j in cells if (int(i) + step[0], int(j) + step[1]) in theirs]
    contact = [sum(step[axis] for step in touching if 0 in step) for axis in (0, 1)]
    ways = contact if any(contact) else middles
    rows, columns = (int(np.sign(way)) * (abs(way) == max(map(abs, ways))) for way in ways)
    return rows, columns


@op(
    cost=3,
    kernel="""
    Step step = step_towards(obj, target);
    if (drive >= 2) step = Step{-step.down, -step.across};
    const int steps = free_drive(grid, obj, target, step, drive & 1);
    COPY(out, obj);
    MOVE(out, obj.y + steps * step.down, obj.x + steps * step.across);
    if (steps == 2 * MAX_ORIGIN) make_void(out);
    """,
)
def drive(grid: Grid, obj: Object, target: Object, drive: Drive) -> Object:
    """The object moved towards another or away from it, until a cell that is not 0 is in the way, or to the border.

    It goes straight where their boxes share rows or columns, else along a diagonal; where they share both, as most
    cells that touch say, else their middles. The target is in nobody's way. Void for an object without cells.

    >>> drive('000000 020500 000000', '2 @1,1', '5 @1,3', 'away, border')
    '2 @1,0'
    >>> drive('003000 000000 555000 055200', '2 @3,3', '555 .55 @2,0', 'away, contact')
    '2 @3,5'
    """
    down, across = _step_towards(obj, target)
    if drive.startswith("away"):
        down, across = -down, -across
    cells = [(int(a), int(b)) for a, b in np.argwhere(obj != TRANSPARENT)]
    if not cells:
        return at(obj, origin_of(obj)) if not (down or across) else VOID
    own = {(a + origin_of(obj)[0], b + origin_of(obj)[1]): int(obj[a, b]) for a, b in cells}
    theirs = {
        (int(a) + origin_of(target)[0], int(b) + origin_of(target)[1]): int(target[a, b])
        for a, b in np.argwhere(target != TRANSPARENT)
    }

    def is_free(i: int, j: int) -> bool:
        cell = int(grid[i, j])
        return drive.endswith("border") or cell in (0, own.get((i, j)), theirs.get((i, j)))

    def room(i: int, j: int) -> int:
        steps = 0
        while 0 <= (i := i + down) < grid.shape[0] and 0 <= (j := j + across) < grid.shape[1] and is_free(i, j):
            steps += 1
        return steps

    steps = min(room(i, j) for i, j in own) if down or across else 0
    return at(obj, (origin_of(obj)[0] + steps * down, origin_of(obj)[1] + steps * across))


@op(
    cost=3,
    kernel="""
    const int down = end.y - obj.y, across = end.x - obj.x;
    const int steps = way == 0 && down && across ? 0 : straight_steps(down, across);
    const Step step{(down > 0) - (down < 0), (across > 0) - (across < 0)};
    const int top = most(0, least(obj.y, end.y)), bottom = least(grid.h, most(obj.y, end.y) + obj.h);
    const int left = most(0, least(obj.x, end.x)), right = least(grid.w, most(obj.x, end.x) + obj.w);
    RESIZE(out, steps ? bottom - top : 0, right - left);
    MOVE(out, top, left);
    FOR_CELLS(out, i, j)
        out(i, j) = grid(top + i, left + j) ? TRANSPARENT : first_to_come(obj, step, steps, top + i, left + j);
    """,
)
def trail(grid: Grid, obj: Object, end: Object, way: Way) -> Object:
    """The cells of colour 0 that the object passes on its way to where the end lies, straight or also by a diagonal.

    Where several of its cells pass, the first to come. Void where no such way leads there.

    >>> trail('20050 00000', '2', '2 @0,4', 'straight')
    '.22.2'
    >>> trail('200 000 000', '2', '2 @2,2', 'any')
    '... .2. ..2'
    """
    (y, x), (last_y, last_x) = origin_of(obj), origin_of(end)
    down, across = last_y - y, last_x - x
    if (down, across) == (0, 0) or (down and across and (way == "straight" or abs(down) != abs(across))):
        return VOID
    step = int(np.sign(down)), int(np.sign(across))
    top, left = max(0, min(y, last_y)), max(0, min(x, last_x))
    bottom = min(grid.shape[0], max(y, last_y) + obj.shape[0])
    right = min(grid.shape[1], max(x, last_x) + obj.shape[1])
    made = _passed(obj, step, max(abs(down), abs(across)), (top, left, bottom, right))
    return VOID if made is VOID else at(np.where(grid[top:bottom, left:right] > 0, TRANSPARENT, made), (top, left))


@op(
    cost=3,
    kernel="""
    const Step step{end.y - obj.y, end.x - obj.x};
    const int top = step.down < 0 ? 0 : most(0, obj.y + step.down);
    const int left = step.across < 0 ? 0 : most(0, obj.x + step.across);
    const int bottom = step.down > 0 ? grid.h : least(grid.h, obj.y + step.down + obj.h);
    const int right = step.across > 0 ? grid.w : least(grid.w, obj.x + step.across + obj.w);
    const int rows = steps_inside(obj.y, obj.h, step.down, grid.h);
    const int steps = least(rows, steps_inside(obj.x, obj.w, step.across, grid.w));
    RESIZE(out, step.down || step.across ? bottom - top : 0, right - left);
    MOVE(out, top, left);
    FOR_CELLS(out, i, j) out(i, j) = first_to_come(obj, step, steps, top + i, left + j);
    """,
)
def echo(grid: Grid, obj: Object, end: Object) -> Object:
    """Copies of the object where the end lies and on and on by the same step, as far as the grid reaches.

    The object's own place is left out; where copies overlap, the first lies on top. Void if there is no step.

    >>> echo('2200000', '22', '22 @0,3')
    '22.2 @0,3'
    """
    (y, x), (last_y, last_x) = origin_of(obj), origin_of(end)
    step = last_y - y, last_x - x
    if step == (0, 0):
        return VOID
    top, left = (max(0, at_ + way) if way >= 0 else 0 for at_, way in zip((y, x), step, strict=True))
    ends = zip((y, x), step, obj.shape, grid.shape, strict=True)
    bottom, right = (side if way > 0 else min(side, at_ + way + length) for at_, way, length, side in ends)
    return _passed(obj, step, 2 * MAX_ORIGIN, (top, left, bottom, right))


def _passed(obj: Array, step: tuple[int, int], steps: int, box: tuple[int, int, int, int]) -> Any:
    """What the object's cells leave in a box (top, left, bottom, right) that come to it after 1, 2, ... `steps` steps,
    the first on top."""
    top, left, bottom, right = box
    if bottom <= top or right <= left:
        return VOID
    made = np.full((bottom - top, right - left), TRANSPARENT)
    cells = np.argwhere(obj != TRANSPARENT)
    passes = np.arange(steps, 0, -1)[:, None, None] * step + cells + origin_of(obj) - (top, left)  # the first one last
    inside = ((passes >= 0) & (passes < made.shape)).all(axis=2)
    i, j = passes[inside].T
    made[i, j] = np.broadcast_to(obj[obj != TRANSPARENT], inside.shape)[inside]  # of equal places the last stays
    return at(made, (top, left))
