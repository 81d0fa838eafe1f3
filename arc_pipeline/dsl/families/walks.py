"""Walkers that set out from marked cells, draw as they go, and stop, turn or pass by what lies ahead of them.

`bounce` and `rays` are walks of a fixed kind; here a table says what a colour in the way does. Background is 0.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Annotated, NamedTuple

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Grid, Mask, Table
from ..values import VOID
from .neighbours import STEPS

OUTSIDE = 10  # what lies outside of the grid
ANYTHING = 11  # every colour that the table does not name, but neither 0 nor what is outside
STOP, PASS, OVER, LEFT, RIGHT, STEP_LEFT, STEP_RIGHT, ADOPT, ADOPT_LEFT, ADOPT_RIGHT, BOUNCE = range(11)
MOST_STARTS = 128

DIRECTIONS = ("up", "down", "left", "right", "up left", "up right", "down left", "down right")
DIRECTION_OF = {STEPS[name]: direction for direction, name in enumerate(DIRECTIONS)}
TO_LEFT = (2, 3, 1, 0, 6, 4, 7, 5)  # the direction a quarter turn to the left of each
HEADINGS = (
    *DIRECTIONS,
    "cross",
    "diagonal cross",
    "star",
    "on",
    "diagonally on",
    "away",
    "diagonally away",
    "through",
    "diagonally through",
    "toward",
    "diagonally toward",
)
FIRST_RELATIVE = HEADINGS.index("on")
Heading = Annotated[str, Choice(HEADINGS)]


def opposite(direction: int) -> int:
    """The direction back."""
    return direction ^ 1 if direction < 4 else 11 - direction


def directions_of(heading: str) -> range:
    """The directions in which a heading may lead."""
    number = HEADINGS.index(heading)
    if number < len(DIRECTIONS):
        return range(number, number + 1)
    if number < FIRST_RELATIVE:
        return {"cross": range(4), "diagonal cross": range(4, 8)}.get(heading, range(8))
    return range(4, 8) if heading.startswith("diagonally") else range(4)


class Walker(NamedTuple):
    """Where a walker is, the direction in which it goes on, and the colour that it draws."""

    place: tuple[int, int]
    direction: int
    color: int

    def ahead(self, grid: Array) -> int:
        """The colour that lies before it."""
        return _cell(grid, _next_to(self.place, self.direction))


def _cell(grid: Array, place: tuple[int, int]) -> int:
    inside = 0 <= place[0] < grid.shape[0] and 0 <= place[1] < grid.shape[1]
    return int(grid[place]) if inside else OUTSIDE


def _next_to(place: tuple[int, int], direction: int) -> tuple[int, int]:
    down, across = STEPS[DIRECTIONS[direction]]
    return place[0] + down, place[1] + across


def sets_out(grid: Array, place: tuple[int, int], direction: int, heading: str, keys: Container[int]) -> bool:
    """Whether a walker of the heading leaves a cell in one of the heading's directions; `keys`: of its table."""
    own, ahead = _cell(grid, place), _cell(grid, _next_to(place, direction))
    behind = _cell(grid, _next_to(place, opposite(direction)))
    relation = heading.removeprefix("diagonally ")
    if relation == "on":
        return behind == own != ahead
    if relation == "away":
        return behind not in (0, OUTSIDE, own) and ahead == 0
    if relation == "through":
        return ahead not in (0, OUTSIDE, own) and behind in (0, OUTSIDE)
    if relation == "toward":
        place = _next_to(place, direction)
        while _cell(grid, place) == 0:
            place = _next_to(place, direction)
        return ahead == 0 and _cell(grid, place) < OUTSIDE and _cell(grid, place) in keys
    return True


def action_at(table: dict[int, int], ahead: int) -> int | None:
    """What is done at a colour that lies ahead; None where the table says nothing."""
    if ahead == 0:
        return OVER
    return table.get(ahead, None if ahead == OUTSIDE else table.get(ANYTHING))


def _bounced(grid: Array, place: tuple[int, int], direction: int, table: dict[int, int]) -> int:
    """The direction of a walker that is thrown back by what lies beside its way, or before it."""
    down, across = STEPS[DIRECTIONS[direction]]
    flat, upright = (
        there != place and action_at(table, _cell(grid, there)) == BOUNCE
        for there in ((place[0] + down, place[1]), (place[0], place[1] + across))
    )
    corner = flat == upright
    return DIRECTION_OF[(-down if flat or corner else down, -across if upright or corner else across)]


def move(grid: Array, walker: Walker, table: dict[int, int]) -> tuple[Walker, bool] | None:
    """A walker after one step, and whether it draws where it is then; None where its walk ends."""
    place, direction, color = walker
    ahead = walker.ahead(grid)
    action = action_at(table, ahead)
    if action in (LEFT, ADOPT_LEFT):
        direction = TO_LEFT[direction]
    elif action in (RIGHT, ADOPT_RIGHT):
        direction = opposite(TO_LEFT[direction])
    elif action == BOUNCE:
        direction = _bounced(grid, place, direction, table)
    if action in (ADOPT, ADOPT_LEFT, ADOPT_RIGHT) and ahead < OUTSIDE:
        color = ahead
    aside = action in (STEP_LEFT, STEP_RIGHT)
    if aside:
        place = _next_to(place, TO_LEFT[direction] if action == STEP_LEFT else opposite(TO_LEFT[direction]))
        if _cell(grid, place) != 0:
            return None
    elif action in (PASS, OVER, ADOPT) and ahead < OUTSIDE:
        place = _next_to(place, direction)
    elif action not in (LEFT, RIGHT, ADOPT_LEFT, ADOPT_RIGHT, BOUNCE):
        return None
    return Walker(place, direction, color), aside or action == OVER


def _drawn(grid: Array, walker: Walker, table: dict[int, int]) -> Array:
    """The largest colour that a walker leaves on each cell, 0 where it leaves none: (h, w)."""
    made = np.zeros(grid.shape, int)
    for _ in range(4 * grid.size):
        moved = move(grid, walker, table)
        if moved is None:
            break
        walker, draws = moved
        if draws:
            made[walker.place] = max(made[walker.place], walker.color)
    return made


@op(
    cost=3,
    kernel="""
    SHARED(int, action, ANYTHING + 1);
    SHARED(int, drawn, MAX_CELLS);
    int starts = 0;
    const bool alike = grid.h == start.h && grid.w == start.w && table[0] == 1;
    FOR_LANES(k, alike ? grid.size() : 0) starts += start.p[k] != 0;
    starts = TOTAL(starts);
    RESIZE(out, alike && starts <= MOST_STARTS ? grid.h : 0, grid.w);
    FOR_LANES(ahead, ANYTHING + 1) action[ahead] = action_of(table, ahead);
    FOR_LANES(k, out.size()) drawn[k] = 0;
    SYNC();
    FOR_LANES(k, out.size()) if (start.p[k]) send_walkers(grid, k, action, heading, keys_of(table), color, drawn);
    SYNC();
    FOR_LANES(k, out.size()) out.p[k] = drawn[k] ? drawn[k] & 15 : grid.p[k];
    """,
)
def walk(grid: Grid, start: Mask, table: Table, heading: Heading, color: Color) -> Grid:
    """From each marked cell lines of a colour (0: its own) through 0; a table says what is done at others.

    `{colour ahead: action}`, 10 is what lies outside, 11 any other colour; without an action the walk ends, so that
    `{11: 0}` ends it at all. 0 end it there, 1 go on without drawing, 2 draw over, 3 turn left, 4 turn right, 5 a step
    to the left, 6 to the right, 7 go on with that colour and do not draw there, 8 turn left, 9 right with that colour,
    10 be thrown back as light is.

    Headings: directions; on: where its own colour is behind a cell and not ahead; away: another one is behind and 0
    ahead; through: another one is ahead and none behind; toward: 0 is ahead and a colour that is a key the first one
    seen. All see the grid as it was; later walkers draw on top. (h, w), (h, w) -> (h, w). Void where more than 128
    cells are marked.

    >>> walk('30000 00020 00000 00000', '10000 00000 00000 00000', {2: 4, 10: 4}, 'right', 0)
    '33333 30023 30003 33333'
    >>> walk('00000 30020 00000', '00000 10000 00000', {2: 5}, 'right', 4)
    '00444 34420 00000'
    """
    if grid.shape != start.shape or any(isinstance(key, tuple) for key in table) or (start > 0).sum() > MOST_STARTS:
        return VOID
    made = np.array(grid)
    for i, j in np.argwhere(start).tolist():
        for direction in directions_of(heading):
            if sets_out(grid, (i, j), direction, heading, table):
                drawn = _drawn(grid, Walker((i, j), direction, color or int(grid[i, j])), table)
                made = np.where(drawn > 0, drawn, made)
    return made
