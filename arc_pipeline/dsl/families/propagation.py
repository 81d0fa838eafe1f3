"""Rules of what lies round a cell, applied until nothing changes: colours flow, lines go on and turn, rings grow.

A `sweep` goes over the lines once in one direction and may change a line whatever was made before; here nothing has a
direction, and what changed stays. `evolve` counts neighbours, and its cells may change again.
"""

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Grid, State, Table
from ..values import VOID

OUTSIDE = 10  # what lies outside of the grid
UNNAMED = 11  # a colour that the table names nowhere; 12 is another one
ANOTHER = 13  # anything but the cell's own colour, also the outside
SIDE = 5  # of the window round a cell
HERE = SIDE * SIDE // 2  # the cell's own place in it; places are numbered row by row
BECOMES = SIDE * SIDE  # the place at which a rule says what becomes of the cell
BESIDE = BECOMES + 1  # added to a place: the value of the state beside the grid there
LARGEST = 9  # of such a value: larger ones count as this

# Ways to look at the window, as bits: 1 left and right exchanged, 2 up and down exchanged, 4 then rows and columns.
WAYS = {
    "upright": (0,),
    "left and right": (0, 1),
    "up and down": (0, 2),
    "mirrored": (0, 1, 2, 3),
    "turned": (0, 3, 5, 6),
    "all": tuple(range(8)),
}
Ways = Annotated[str, Choice(tuple(WAYS))]


def seen(place: int, way: int) -> tuple[int, int]:
    """Rows and columns from a cell to a place of its window, looked at in one of the ways."""
    down, across = place // SIDE - SIDE // 2, place % SIDE - SIDE // 2
    down, across = -down if way & 2 else down, -across if way & 1 else across
    return (across, down) if way & 4 else (down, across)


@op(
    cost=3,
    kernel="""
    SHARED(uint8_t, named, 16);
    SHARED(uint8_t, next, MAX_CELLS);
    SHARED(uint32_t, planes, PLANES);
    SHARED(uint32_t, states, PLANES);
    SHARED(uint32_t, done, MAX_SIDE);
    SHARED(uint32_t, changed, MAX_SIDE);
    SHARED(uint32_t, fresh, MAX_SIDE);
    const bool fits = table[0] == 2 && lies_beside(grid, state);
    RESIZE(out, fits ? grid.h : 0, grid.w);
    const View made = out;
    const uint32_t* beside = state.h ? states : nullptr;
    FOR_LANES(color, 16) named[color] = fits && names(table, color);
    FOR_LANES(k, made.size()) made.p[k] = grid.p[k];
    FOR_LANES(i, made.h) {
        done[i] = 0;
        changed[i] = ~0u;
        mark_row(grid, 255, i, planes);
        if (beside) mark_row(state, LARGEST_BESIDE, i, states);
    }
    SYNC();
    bool goes_on = made.size() > 0;
    while (goes_on) {
        bool changes = false;
        FOR_LANES(i, made.h) {
            const uint32_t open = close_to(changed, i, made.h) & ~done[i] & ((1u << made.w) - 1);
            uint8_t* const row = next + i * made.w;
            fresh[i] = open ? next_colors(made, state, planes, beside, table, named, ways, i, open, row) : 0;
            changes |= fresh[i] != 0;
        }
        goes_on = ANY(changes);
        SYNC();
        FOR_LANES(i, made.h) {
            changed[i] = fresh[i];
            if (!changed[i]) continue;
            for (int j = 0; j < made.w; j++) if (changed[i] >> j & 1) made(i, j) = next[i * made.w + j];
            done[i] |= changed[i];
            mark_row(made, 255, i, planes);
        }
        SYNC();
    }
    """,
)
def propagate(grid: Grid, table: Table, ways: Ways, state: State | None = None) -> Grid:
    """Cells change by rules of the 5x5 cells round them, all at once, again and again until none changes.

    `{(rule, place): colour}`: what lies at the places of the window, numbered row by row, 12 the cell itself, and at 25
    what the cell becomes; at 26 and above what the state has at these places, 9 for all that is more. 10 stands for the
    outside, 11 and 12 for two colours that the table does not name, 13 for anything but the cell's own colour or value.
    Of the rules that fit, in any of the `ways` to turn the window, the first counts of which no two ways disagree. A
    cell changes once at most, so that growth ends. (h, w) -> (h, w). Void for tables of other keys, and a state of
    another shape.

    >>> propagate('20000 00550 00500 00000', {(0, 12): 0, (0, 13): 2, (0, 25): 2}, 'all')
    '22222 22552 22522 22222'
    >>> propagate('300 000 000', {(0, 6): 11, (0, 12): 0, (0, 25): 11}, 'upright')
    '300 030 003'
    >>> propagate('2000', {(0, 11): 2, (0, 12): 0, (0, 25): 2, (0, 38): 1}, 'upright', '0110')
    '2220'
    """
    rules = _rules_of(table, grid, state)
    if rules is None:
        return VOID
    made, done = np.array(grid), np.zeros(grid.shape, bool)
    while True:
        fresh = np.where(done, made, _next(made, rules, WAYS[ways], state))
        changes = fresh != made
        if not changes.any():
            return made
        made, done = fresh, done | changes


@op(
    cost=3,
    kernel="""
    SHARED(uint8_t, named, 16);
    SHARED(uint32_t, planes, PLANES);
    SHARED(uint32_t, states, PLANES);
    const bool fits = table[0] == 2 && lies_beside(grid, state);
    RESIZE(out, fits ? grid.h : 0, grid.w);
    const View made = out;
    const uint32_t* beside = state.h ? states : nullptr;
    FOR_LANES(color, 16) named[color] = fits && names(table, color);
    FOR_LANES(k, made.size()) made.p[k] = grid.p[k];
    FOR_LANES(i, made.h) {
        mark_row(grid, 255, i, planes);
        if (beside) mark_row(state, LARGEST_BESIDE, i, states);
    }
    SYNC();
    FOR_LANES(i, made.h)
        next_colors(grid, state, planes, beside, table, named, ways, i, (1u << made.w) - 1, &made(i, 0));
    """,
)
def rewrite(grid: Grid, table: Table, ways: Ways, state: State | None = None) -> Grid:
    """Cells change once by rules of the 5x5 cells round them, all at once: a `propagate` that ends after its first
    step. (h, w) -> (h, w). Void as there.

    >>> rewrite('20000 00000', {(0, 11): 2, (0, 12): 0, (0, 25): 2, (1, 12): 2, (1, 25): 0}, 'upright')
    '02000 00000'
    """
    rules = _rules_of(table, grid, state)
    return VOID if rules is None else _next(np.array(grid), rules, WAYS[ways], state)


def _rules_of(table: dict[Any, int], grid: Array, state: Array | None) -> list[dict[int, int]] | None:
    """The rules of a table, each as {place: sign}; None if there are none for such a grid and state."""
    if any(not isinstance(key, tuple) or len(key) != 2 for key in table):
        return None
    if state is not None and state.shape != grid.shape:
        return None
    rules: dict[int, dict[int, int]] = {}
    for (number, place), sign in sorted(table.items()):
        rules.setdefault(number, {})[place] = sign
    return list(rules.values())


def _next(grid: Array, rules: list[dict[int, int]], ways: tuple[int, ...], state: Array | None) -> Array:
    """What the cells become by the first rules that fit without dispute."""
    named = {sign for rule in rules for place, sign in rule.items() if place < BESIDE and sign < OUTSIDE}
    made, open_cells = np.array(grid), np.ones(grid.shape, bool)
    for rule in rules:
        told = np.stack([_told(grid, rule, way, named, state) for way in ways])
        highest = told.max(axis=0)
        agreed = open_cells & (highest >= 0) & ((told == highest) | (told < 0)).all(axis=0)
        made[agreed] = highest[agreed]
        open_cells &= ~agreed
    return made


def _told(grid: Array, rule: dict[int, int], way: int, named: set[int], state: Array | None) -> Array:
    """What the cells become by a rule looked at in one way, -1 where it does not fit: int (h, w)."""
    h, w = grid.shape
    nothing, cells = np.full((h, w), -1), np.asarray(grid, int)
    beside = np.full((h, w), OUTSIDE) if state is None else np.minimum(np.asarray(state, int), LARGEST)
    cells_around, beside_around = (np.pad(own, 2, constant_values=OUTSIDE) for own in (cells, beside))
    fits, free = np.ones((h, w), bool), {UNNAMED: nothing, UNNAMED + 1: nothing}
    for place, sign in rule.items():
        if place == BECOMES:
            continue
        if place >= BESIDE + BECOMES or sign < 0 or sign > ANOTHER or (place > BECOMES and sign in free):
            return nothing
        own, around = (beside, beside_around) if place >= BESIDE else (cells, cells_around)
        down, across = seen(place - BESIDE if place >= BESIDE else place, way)
        there = around[2 + down : 2 + down + h, 2 + across : 2 + across + w]
        if sign <= OUTSIDE:
            fits &= there == sign
        elif sign == ANOTHER:
            fits &= there != own
        else:
            first = free[sign] < 0
            fits &= ~np.isin(there, [*named, OUTSIDE]) & (first | (free[sign] == there))
            free[sign] = np.where(first, there, free[sign])
    fits &= (free[UNNAMED] != free[UNNAMED + 1]) | (free[UNNAMED] < 0)
    new = rule.get(BECOMES, -1)
    return np.where(fits, free.get(new, new if 0 <= new < OUTSIDE else -1), -1)
