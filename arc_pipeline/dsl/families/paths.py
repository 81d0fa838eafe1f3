"""Ways through free cells: what can be reached, in how many steps, and the shortest path.

Steps go to 4 or 8 neighbours. Arguments of different shapes give void.
"""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Connectivity, Field, Grid, Mask
from ..values import VOID, at, origin_of
from .neighbours import STEPS, steps_around
from .objects import label_cells

First = Annotated[str, Choice(("sideways", "up and down", "diagonally"))]

NO_WAY = 255


def steps_from(seeds: Array, allowed: Array, connectivity: int) -> Array:
    """Steps from the seeds through allowed cells, 0 at the seeds: int (h, w); -1 where no way leads."""
    steps = np.where(seeds, 0, -1)
    waiting = [tuple(cell) for cell in np.argwhere(seeds)]
    for i, j in waiting:
        for down, across in steps_around(connectivity):
            a, b = i + down, j + across
            inside = 0 <= a < steps.shape[0] and 0 <= b < steps.shape[1]
            if inside and allowed[a, b] and steps[a, b] < 0:
                steps[a, b] = steps[i, j] + 1
                waiting.append((a, b))
    return steps


@op(
    cost=2,
    kernel="""
    SHARED(uint32_t, rows, MAX_SIDE);
    SHARED(uint32_t, free, MAX_SIDE);
    SHARED(uint32_t, reached, MAX_SIDE);
    const bool fits = seeds.h == allowed.h && seeds.w == allowed.w;
    const int h = fits ? seeds.h : 0;
    collect_rows(h, seeds.w, [&](int i, int j) { return seeds(i, j) != 0; }, rows);
    collect_rows(h, seeds.w, [&](int i, int j) { return allowed(i, j) != 0; }, free);
    spread_rows(h, rows, free, connectivity == 8, reached);
    RESIZE(out, h, seeds.w);
    MOVE(out, allowed.y, allowed.x);
    FOR_CELLS(out, i, j) out(i, j) = reached[i] >> j & 1;
    """,
)
def spread(seeds: Mask, allowed: Mask, connectivity: Connectivity = 4) -> Mask:
    """The allowed cells to which a way over allowed ones leads from a seed or beside it: (h, w), (h, w) -> (h, w).

    >>> spread('10000 00000 00000 00000', '01101 11101 00001 11111')
    '01100 11100 00000 00000'
    """
    if seeds.shape != allowed.shape:
        return VOID
    steps = steps_from(seeds > 0, allowed > 0, connectivity)
    near = [(i + down, j + across) for i, j in np.argwhere(seeds) for down, across in steps_around(connectivity)]
    next_to = np.zeros(np.array(seeds.shape) + 2, bool)
    for i, j in near:
        next_to[i + 1, j + 1] = True
    start = (allowed > 0) & ((seeds > 0) | next_to[1:-1, 1:-1])
    return at((allowed > 0) & ((steps >= 0) | start), origin_of(allowed))


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    SHARED(uint32_t, rows, MAX_SIDE);
    SHARED(uint32_t, free, MAX_SIDE);
    SHARED(uint32_t, reached, MAX_SIDE);
    collect_rows(grid.h, grid.w, [&](int i, int j) { return grid(i, j) == color; }, rows);
    collect_rows(grid.h, grid.w, [&](int i, int j) { return grid(i, j) == 0; }, free);
    spread_rows(grid.h, rows, free, connectivity == 8, reached);
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = reached[i] >> j & 1 ? color : grid(i, j);
    """,
)
def pour(grid: Grid, color: Color, connectivity: Connectivity = 4) -> Grid:
    """A colour flows from its cells over all cells of 0 that it can reach: (h, w) -> (h, w).

    >>> pour('30020 00020 22220 00000', 3)
    '33320 33320 22220 00000'
    """
    steps = steps_from(grid == color, grid == 0, connectivity)
    return np.where((grid == 0) & (steps > 0), color, grid)


@op(
    cost=3,
    kernel="""
    SHARED(uint32_t, reached, MAX_SIDE);
    SHARED(uint32_t, free, MAX_SIDE);
    SHARED(uint32_t, fresh, MAX_SIDE);
    const bool fits = seeds.h == allowed.h && seeds.w == allowed.w;
    const int h = fits ? seeds.h : 0;
    collect_rows(h, seeds.w, [&](int i, int j) { return seeds(i, j) != 0; }, reached);
    collect_rows(h, seeds.w, [&](int i, int j) { return allowed(i, j) != 0; }, free);
    RESIZE(out, h, seeds.w);
    MOVE(out, allowed.y, allowed.x);
    FOR_CELLS(out, i, j) out(i, j) = reached[i] >> j & 1 ? 0 : 255;
    SYNC();
    walk_rows(h, free, connectivity == 8, reached, fresh, [&](int i, int j, int steps) {
        out(i, j) = least(steps, 255);
    });
    """,
)
def path_steps(seeds: Mask, allowed: Mask, connectivity: Connectivity = 4) -> Field:
    """Steps to each cell from the nearest seed over allowed cells, at most 255; 0 at seeds, 255 where no way leads.

    (h, w), (h, w) -> (h, w)

    >>> path_steps('10000 00000 00000', '11011 11011 11111')
    '0,1,255,7,8 1,2,255,6,7 2,3,4,5,6'
    """
    if seeds.shape != allowed.shape:
        return VOID
    steps = steps_from(seeds > 0, allowed > 0, connectivity)
    return at(np.where(steps < 0, NO_WAY, np.minimum(steps, NO_WAY)), origin_of(allowed))


@op(
    cost=3,
    literals={"start": range(1, 10), "end": range(1, 10)},
    kernel="""
    SHARED(uint32_t, from, MAX_SIDE);
    SHARED(uint32_t, to, MAX_SIDE);
    SHARED(uint32_t, free, MAX_SIDE);
    SHARED(uint32_t, fresh, MAX_SIDE);
    SHARED(uint16_t, steps, MAX_CELLS);
    const int h = grid.h, w = grid.w;
    const bool ended = find_ends(grid, start, end, from, to);
    FOR_LANES(i, h) free[i] = from[i];
    FOR_LANES(k, grid.size()) steps[k] = NO_WAY;
    SYNC();
    FOR_CELLS(grid, i, j) if (!grid(i, j)) ATOMIC_OR((int*)&free[i], 1 << j);
    SYNC();
    if (ended) walk_rows(h, free, first == 2, to, fresh, [&](int i, int j, int n) { steps[i * w + j] = n; });
    int best = 1 << 30;
    FOR_CELLS(grid, i, j) if (from[i] >> j & 1) best = least(best, steps[i * w + j] << 10 | (i * w + j));
    best = SMALLEST(best);
    RESIZE(out, ended && best >> 10 < NO_WAY ? h : 0, w);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    SYNC();
    ONCE if (is_live(out)) mark_path(grid, (best & 1023) / w, (best & 1023) % w, first, steps, out);
    """,
)
def shortest_path(grid: Grid, start: Color, end: Color, first: First) -> Mask:
    """The cells of 0 on a shortest path between two colours (or from the first object of one to its other cells).

    It leaves the nearest cell, the first of several, and goes this way as long as that is no detour; only a path that
    prefers diagonals takes any. (h, w) -> (h, w); void where there is no path.

    >>> shortest_path('10000 05550 00050 00002', 1, 2, 'sideways')
    '01111 00001 00001 00000'
    >>> shortest_path('10000 00000 00000 00002', 1, 2, 'up and down')
    '00000 10000 10000 11110'
    """
    ends, starts = grid == end, grid == start
    if start == end:
        starts = label_cells(np.where(ends, 0, -1), 8) == 1
        ends = ends & ~starts
    steps = steps_from(ends, starts | (grid == 0), 8 if first == "diagonally" else 4)
    if not (starts & (steps > 0)).any():
        return VOID
    i, j = min(map(tuple, np.argwhere(starts & (steps > 0))), key=lambda cell: steps[cell])
    made = np.zeros(grid.shape, int)
    for left in range(int(steps[i, j]) - 1, 0, -1):
        i, j = next(cell for cell in _around(i, j, first) if _steps_at(steps, cell) == left)
        made[i, j] = 1
    return made


def _around(i: int, j: int, first: str) -> list[tuple[int, int]]:
    orders = {
        "sideways": ["left", "right", "up", "down"],
        "up and down": ["up", "down", "left", "right"],
        "diagonally": ["up left", "up right", "down left", "down right", "up", "down", "left", "right"],
    }
    return [(i + STEPS[way][0], j + STEPS[way][1]) for way in orders[first]]


def _steps_at(steps: Array, cell: tuple[int, int]) -> Any:
    inside = 0 <= cell[0] < steps.shape[0] and 0 <= cell[1] < steps.shape[1]
    return steps[cell] if inside else None
