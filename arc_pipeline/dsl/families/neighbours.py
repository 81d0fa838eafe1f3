"""What the cells next to each cell hold. Outside the grid there is nothing: no colour, no foreground."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Connectivity, Field, Grid, Mask, State
from ..values import at, origin_of

Around = Annotated[str, Choice(("sides", "corners", "all"))]
Kin = Annotated[str, Choice(("same", "foreground"))]
Compass = Annotated[
    str, Choice(("up", "down", "left", "right", "up left", "up right", "down left", "down right"))
]  # fmt: skip

STEPS = {
    "up": (-1, 0), "left": (0, -1), "right": (0, 1), "down": (1, 0),
    "up left": (-1, -1), "up right": (-1, 1), "down left": (1, -1), "down right": (1, 1),
}  # fmt: skip


def steps_around(around: str | int) -> list[tuple[int, int]]:
    """Steps to the neighbours at the sides (or 4), the corners, or all (or 8)."""
    sides, corners = list(STEPS.values())[:4], list(STEPS.values())[4:]
    return {"sides": sides, 4: sides, "corners": corners, "all": sides + corners, 8: sides + corners}[around]


def neighbors_at(state: Array, i: int, j: int, around: str | int) -> Iterator[int]:
    """The values next to the cell, those outside left out."""
    for di, dj in steps_around(around):
        if 0 <= i + di < state.shape[0] and 0 <= j + dj < state.shape[1]:
            yield int(state[i + di, j + dj])


def by_cell(state: Array, value: Callable[[int, list[int]], Any], around: str | int) -> Array:
    """Each cell becomes value(its own value, its neighbours' values): (h, w) -> (h, w), where the state lies."""
    made = [
        [value(int(state[i, j]), list(neighbors_at(state, i, j, around))) for j in range(state.shape[1])]
        for i in range(state.shape[0])
    ]
    return at(made, origin_of(state))


@op(
    cost=2,
    kernel="""
    if (kin == 0)
        count_around(grid, 10, around, [](int mine, int n) { return n == mine; },
                     [](int, int count) { return count; }, out);
    else
        count_around(grid, 0, around, [](int, int n) { return n != 0; }, [](int, int count) { return count; }, out);
    """,
)
def neighbor_count(grid: Grid, around: Around, kin: Kin) -> Field:
    """How many neighbours of each cell have its colour, or any colour but 0: (h, w) -> (h, w).

    >>> neighbor_count('0000 0330 0300 0000', 'sides', 'foreground')
    '0110 1211 1120 0100'
    """
    return by_cell(grid, lambda mine, near: sum(n == mine if kin == "same" else n > 0 for n in near), around)


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    count_around(grid, 10, connectivity == 8 ? 2 : 0, [&](int, int n) { return n == color && n < 10; },
                 [](int, int count) { return count; }, out);
    """,
)
def color_neighbors(grid: Grid, color: Color, connectivity: Connectivity = 8) -> Field:
    """How many neighbours of each cell have the colour: (h, w) -> (h, w).

    >>> color_neighbors('0000 0330 0320 0000', 3)
    '1221 2221 2231 1110'
    """
    return by_cell(grid, lambda _, near: near.count(color), connectivity)


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    count_around(grid, 10, connectivity == 8 ? 2 : 0, [&](int, int n) { return n == color && n < 10; },
                 [](int, int count) { return count > 0; }, out);
    """,
)
def touches(grid: Grid, color: Color, connectivity: Connectivity = 4) -> Mask:
    """The cells that have a neighbour of the colour: (h, w) -> (h, w).

    >>> touches('0000 0330 0020 2000', 3)
    '0110 1111 0110 0000'
    """
    return by_cell(grid, lambda _, near: color in near, connectivity)


@op(
    cost=2,
    literals={"direction": ("up", "down", "left", "right")},
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int down = direction >= 4 ? (direction < 6 ? -1 : 1) : direction == 0 ? -1 : direction == 1;
    const int across = direction >= 4 ? (direction & 1 ? 1 : -1) : direction == 2 ? -1 : direction == 3;
    FOR_CELLS(out, i, j) out(i, j) = state.get(i + down, j + across, TRANSPARENT);
    """,
)
def neighbor(state: State, direction: Compass) -> Field:
    """For each cell the value of the next one in that direction, 10 outside: (h, w) -> (h, w).

    >>> neighbor('123 456 780', 'up')
    '10,10,10 1,2,3 4,5,6'
    """
    h, w = state.shape
    padded = np.pad(state, 1, constant_values=10)
    down, across = STEPS[direction]
    return at(padded[1 + down : 1 + down + h, 1 + across : 1 + across + w], origin_of(state))


@op(
    cost=2,
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(grid, 0, memory);
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = most(0, commonest_around(padded.at(i, j), around, 1));
    """,
)
def color_around(grid: Grid, around: Around) -> Grid:
    """The most common colour but 0 of each cell's neighbours, the smallest number of several; 0 if there is none.

    (h, w) -> (h, w)

    >>> color_around('1000 0000 0022', 'sides')
    '0100 1022 0222'
    """
    return by_cell(grid, lambda _, near: max(range(1, 10), key=near.count) if any(near) else 0, around)


@op(
    cost=3,
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(grid, 0, memory);
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    FOR_CELLS(made, i, j) {
        const uint8_t* const p = padded.at(i, j);
        int sides = 0, corners = 0;
        each_side(p, [&](int n) { sides = 2 * sides + (n != 0); });
        each_corner(p, [&](int n) { corners = 2 * corners + (n != 0); });
        made(i, j) = around == 0 ? sides : around == 1 ? corners : 16 * sides + corners;
    }
    """,
)
def surroundings(grid: Grid, around: Around) -> Field:
    """Which neighbours of each cell are not 0, as a number of 4 or 8 binary digits: (h, w) -> (h, w).

    Digits from the highest: up, left, right, down, up left, up right, down left, down right.

    >>> surroundings('010 110 000', 'sides')
    '3,1,4 2,12,4 8,8,0'
    """
    padded = np.pad(grid, 1) > 0
    h, w = grid.shape
    made = np.zeros((h, w), int)
    for down, across in steps_around(around):
        made = 2 * made + padded[1 + down : 1 + down + h, 1 + across : 1 + across + w]
    return made


@op(
    cost=1,
    kernel="""
    count_around(grid, 0, connectivity == 8 ? 2 : 0, [](int, int n) { return n != 0; },
                 [](int mine, int count) { return mine == 0 && count > 0; }, out);
    """,
)
def outline(grid: Grid, connectivity: Connectivity = 4) -> Mask:
    """The cells of colour 0 next to one that is not: (h, w) -> (h, w).

    >>> outline('0000 0330 0300 0000')
    '0110 1001 1010 0100'
    """
    return by_cell(grid, lambda mine, near: not mine and any(near), connectivity)


@op(
    cost=2,
    kernel="""
    count_around(grid, 10, connectivity == 8 ? 2 : 0, [](int mine, int n) { return n != mine; },
                 [](int mine, int count) { return mine != 0 && count > 0; }, out);
    """,
)
def edges(grid: Grid, connectivity: Connectivity = 4) -> Mask:
    """The cells, not 0, that have a neighbour of another colour or lie at the border: (h, w) -> (h, w).

    >>> edges('00000 03330 03330 03330 00000')
    '00000 01110 01010 01110 00000'
    """
    return by_cell(grid, lambda mine, near: mine and near.count(mine) < connectivity, connectivity)


@op(
    cost=2,
    kernel="""
    count_around(grid, 10, connectivity == 8 ? 2 : 0, [](int mine, int n) { return n == mine; },
                 [](int mine, int count) { return mine != 0 && count == 0; }, out);
    """,
)
def isolated(grid: Grid, connectivity: Connectivity = 8) -> Mask:
    """The cells, not 0, that have no neighbour of their colour: (h, w) -> (h, w).

    >>> isolated('3300 0003 2000')
    '0000 0001 1000'
    """
    return by_cell(grid, lambda mine, near: mine and mine not in near, connectivity)
