"""Rules learned from demonstrations: a colour as a function of the values of states at a cell, or of a number."""

import numpy as np

from ..op import op
from ..types import Color, Grid, Number, State, Table
from ..values import VOID


@op(
    cost=1,
    kernel="""
    const int arity = 1 + (b.h > 0) + (c.h > 0);  // an absent state has no cells
    const View& last = c.h ? c : b.h ? b : a;
    const View& middle = b.h && c.h ? b : a;
    const bool alike = last.h == a.h && last.w == a.w && middle.h == a.h && middle.w == a.w;
    RESIZE(out, alike && table[0] == arity ? a.h : 0, a.w);
    SHARED(uint16_t, ranks, 3 * 256);
    SHARED(int, sizes, 3);
    SHARED(uint8_t, dense, LARGEST_DENSE);
    const Lookup states = {arity, out.size(), last.p, middle.p, a.p, out.p};
    const bool known = look_up(states, table, ranks, sizes, dense);
    if (!EVERY(known)) make_void(out);
    """,
)
def lookup(table: Table, a: State, b: State | None = None, c: State | None = None) -> Grid:
    """The colour that the table gives for the values of the states, cell by cell: (h, w) -> (h, w).

    Void where a combination is not in the table, the states differ in shape, or the table's keys are not for so many
    states.

    >>> lookup({0: 0, 1: 2, 3: 1}, object_size('550 050 005'))
    '110 010 002'
    >>> lookup({(0, 0): 0, (0, 1): 3, (1, 0): 1, (1, 1): 2}, '0011 0011', '0101 1010')
    '0312 3021'
    """
    states = [state for state in (a, b, c) if state is not None]
    colors = {key if isinstance(key, tuple) else (key,): color for key, color in table.items() if 0 <= color <= 9}
    if any(state.shape != a.shape for state in states) or any(len(key) != len(states) for key in colors):
        return VOID
    combinations = np.stack(states, axis=-1).reshape(-1, len(states)).tolist()
    if any(tuple(values) not in colors for values in combinations):
        return VOID
    return np.array([colors[tuple(values)] for values in combinations]).reshape(a.shape)


@op(
    cost=1,
    kernel="""
    const bool fits = state.h == grid.h && state.w == grid.w && table[0] == 1;
    RESIZE(out, fits ? grid.h : 0, grid.w);
    SHARED(uint8_t, colors, 256);
    FOR_LANES(k, 256) colors[k] = UNKNOWN;
    SYNC();
    FOR_LANES(k, fits ? (table.count - 1) / 2 : 0) colors[table[1 + 2 * k] & 255] = known_color(table[2 + 2 * k]);
    SYNC();
    FOR_LANES(k, out.size()) {
        const int color = colors[state.p[k]];
        out.p[k] = color == UNKNOWN ? grid.p[k] : color;
    }
    """,
)
def repaint(grid: Grid, table: Table, state: State) -> Grid:
    """The colour that the table gives for the state's value where it knows it, the grid's elsewhere: (h, w) -> (h, w).

    Void where the shapes differ or the table's keys are not for one state.

    >>> repaint('5500 0500 0050', {1: 2}, object_size('5500 0500 0050'))
    '5500 0500 0020'
    """
    if state.shape != grid.shape or any(isinstance(key, tuple) for key in table):
        return VOID
    made = np.array(grid)
    for value, color in table.items():
        if 0 <= color <= 9:
            made[state == value] = color
    return made


@op(
    cost=1,
    kernel="""
    const int keys = table[0] == 1 ? (table.count - 1) / 2 : 0;
    for (int k = 0; k < keys; k++)
        if (table[1 + 2 * k] == number) out = (unsigned)table[2 + 2 * k] < 10 ? table[2 + 2 * k] : NONE;
    """,
)
def translate(table: Table, number: Number) -> Color:
    """The colour that the table gives for the number. Void where it knows none, or its keys are not one number.

    Of a list of numbers it makes a list of colours, void for those that the table does not know.

    >>> translate({3: 1, 5: 2}, 5)
    2
    """
    color = table.get(number)
    return color if color is not None and 0 <= color <= 9 else VOID
