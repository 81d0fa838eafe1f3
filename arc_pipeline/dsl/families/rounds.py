"""Rules of neighbours applied to all cells at once, one time or until nothing changes. Background is colour 0."""

from collections.abc import Callable

import numpy as np

from ..op import op
from ..types import Array, Connectivity, Count, Grid, Mask, Table
from ..values import VOID
from .neighbours import by_cell

ROUNDS = 30  # after which a rule that still changes cells is given up


def until_settled(grid: Array, step: Callable[[Array], Array]) -> Array:
    """The grid after so many steps that another one changes nothing."""
    while not np.array_equal(grid, after := step(grid)):
        grid = after
    return grid


@op(
    cost=2,
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(grid, 10, memory);
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    FOR_CELLS(made, i, j) made(i, j) = (uint8_t)commonest_with_own(padded.at(i, j));
    """,
)
def smooth(grid: Grid) -> Grid:
    """Each cell takes the most common colour of itself and its eight neighbours: (h, w) -> (h, w).

    Of several its own if that is one of them, else the smallest.

    >>> smooth('11122 13122 11222 11222')
    '11122 11122 11222 11222'
    """

    def commonest(mine: int, near: list[int]) -> int:
        cells = [mine, *near]
        return max(sorted(set(cells)), key=lambda color: (cells.count(color), color == mine))

    return by_cell(grid, commonest, "all")


@op(
    cost=2,
    literals={"size": (2, 3)},
    kernel="""
    SHARED(uint32_t, same, MAX_SIDE);
    SHARED(uint32_t, below, MAX_SIDE);
    SHARED(uint32_t, inside, MAX_SIDE);
    RESIZE(out, size >= 1 ? grid.h : 0, grid.w);
    const bool fits = size >= 1 && size <= MAX_SIDE;
    if (fits) find_blocks(grid, size, same, below, inside);
    FOR_CELLS(out, i, j) out(i, j) = fits && (inside[i] >> j & 1);
    """,
)
def in_block(grid: Grid, size: Count) -> Mask:
    """The cells that lie in a square of size x size cells of one colour, 0 among them. Void for size below 1.

    (h, w) -> (h, w)

    >>> in_block('2200000 2203000 3030220 3033220', 2)
    '1100111 1100111 0000110 0000110'
    """
    if size < 1:
        return VOID
    made = np.zeros(grid.shape, int)
    for i in range(grid.shape[0] - size + 1):
        for j in range(grid.shape[1] - size + 1):
            if (grid[i : i + size, j : j + size] == grid[i, j]).all():
                made[i : i + size, j : j + size] = 1
    return made


@op(
    cost=2,
    literals={"count": (2, 3)},
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    fill_up(grid, count, connectivity == 8, memory, out);
    """,
)
def fill_up(grid: Grid, count: Count, connectivity: Connectivity = 4) -> Grid:
    """Cells of 0 with `count` or more neighbours that are not take their most common colour, again until none is left.

    At least one such neighbour is needed; of several colours the smallest. (h, w) -> (h, w)

    >>> fill_up('20002 22022 20202 22022', 3)
    '20002 22222 22222 22222'
    """

    def filled(mine: int, near: list[int]) -> int:
        colors = [color for color in near if color]
        grows = mine == 0 and len(colors) >= max(count, 1)
        return max(sorted(set(colors)), key=colors.count) if grows else mine

    return until_settled(grid, lambda state: by_cell(state, filled, connectivity))


@op(
    cost=2,
    literals={"count": (2, 3)},
    kernel="""
    SHARED(uint32_t, rows, MAX_SIDE);
    SHARED(uint32_t, kept, MAX_SIDE);
    collect_rows(grid.h, grid.w, [&](int i, int j) { return grid(i, j) != 0; }, rows);
    wear_off(grid.h, count, connectivity == 8, rows, kept);
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = rows[i] >> j & 1 ? grid(i, j) : 0;
    """,
)
def wear_off(grid: Grid, count: Count, connectivity: Connectivity = 4) -> Grid:
    """Cells with fewer than `count` neighbours that are not 0 become 0, again until none is left: tails are lost.

    (h, w) -> (h, w)

    >>> wear_off('2220000 2020300 2222220 0000000', 2)
    '2220000 2020000 2220000 0000000'
    """

    def kept(mine: int, near: list[int]) -> int:
        return mine if sum(color > 0 for color in near) >= count else 0

    return until_settled(grid, lambda state: by_cell(state, kept, connectivity))


@op(
    cost=3,
    kernel="""
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    SHARED(uint8_t, counts, MAX_CELLS);
    SHARED(uint8_t, before, 2 * MAX_CELLS);
    SHARED(uint8_t, next, 16 * 9);
    read_rule(table, next);
    pad(grid, 0, memory);
    if (table[0] == 2) COPY(out, grid);
    SYNC();
    int state = is_live(out) ? CHANGED : SETTLED;
    for (int round = 0; round < ROUNDS && state == CHANGED; round++)
        state = apply_rule(out, round, next, connectivity == 8, memory, counts, before);
    if (state != SETTLED) make_void(out);
    """,
)
def evolve(grid: Grid, table: Table, connectivity: Connectivity = 8) -> Grid:
    """A rule applied again and again: by a cell's colour and its number of neighbours that are not 0, its new colour.

    Cells that the table does not know stay. (h, w) -> (h, w); void if cells still change in the 30th round, or the
    table's keys are not pairs.

    >>> evolve('00000 00000 00100 00000 00000', {(0, 1): 1}, 4)
    '01110 10101 11111 10101 01110'
    """
    if any(not isinstance(key, tuple) or len(key) != 2 for key in table):
        return VOID

    def changed(mine: int, near: list[int]) -> int:
        color = table.get((mine, sum(n > 0 for n in near)), mine)
        return color if 0 <= color <= 9 else mine

    for _ in range(ROUNDS):
        before, grid = grid, by_cell(grid, changed, connectivity)
        if np.array_equal(before, grid):
            return grid
    return VOID
