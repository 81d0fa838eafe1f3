"""Fields that repeat: where a cell lies in a pattern or tile that begins in the upper left corner, and remainders."""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Choice, Count, Field, State
from ..values import MAX_SIDE, VOID, at, origin_of
from .fields import places

Pattern = Annotated[str, Choice(("rows", "columns", "checkerboard", "blocks"))]
Lines = Annotated[str, Choice(("rows", "columns", "diagonals", "counterdiagonals"))]


@op(
    cost=1,
    role="position",
    kernel="""
    RESIZE(out, state.h, state.w);
    MOVE(out, state.y, state.x);
    const int down = pattern == 0 || pattern == 2 ? 1 : pattern == 3 ? 2 : 0, across = pattern == 0 ? 0 : 1;
    FOR_CELLS(out, i, j) out(i, j) = pattern == 2 ? (i + j) & 1 : (i & 1) * down + (j & 1) * across;
    """,
)
def parity(state: State, pattern: Pattern) -> Field:
    """Rows, columns or diagonals by turns 0 and 1; "blocks": 0 1 over 2 3, repeated. (h, w) -> (h, w).

    >>> parity('10000 02000 00300', 'checkerboard')
    '01010 10101 01010'
    >>> parity('10000 02000 00300', 'blocks')
    '01010 23232 01010'
    """
    rows, columns = (places % 2 for places in places(state))
    patterns = {
        "rows": rows,
        "columns": columns,
        "checkerboard": (rows + columns) % 2,
        "blocks": 2 * rows + columns,
    }
    return at(patterns[pattern], origin_of(state))


@op(
    cost=2,
    role="position",
    literals={"period": (3, 4)},
    kernel="""
    const bool legal = period >= 1 && period <= MAX_SIDE;
    RESIZE(out, legal ? state.h : 0, state.w);
    MOVE(out, state.y, state.x);
    const int down = lines == 1 ? 0 : 1, across = lines == 0 ? 0 : lines == 2 ? period - 1 : 1;
    FOR_CELLS(out, i, j) out(i, j) = (i * down + j * across) % period;
    """,
)
def modulo(state: State, lines: Lines, period: Count) -> Field:
    """Number of the cell's row, column, diagonal (row - column) or counterdiagonal (row + column), modulo `period`.

    (h, w) -> (h, w); a period outside 1..30 gives void.

    >>> modulo('10000 02000 00300', 'counterdiagonals', 3)
    '01201 12012 20120'
    """
    if not 1 <= period <= MAX_SIDE:
        return VOID
    rows, columns = places(state)
    numbers = {"rows": rows, "columns": columns, "diagonals": rows - columns, "counterdiagonals": rows + columns}
    return at(numbers[lines] % period, origin_of(state))


@op(
    cost=2,
    role="order",
    literals={"period": (2, 3, 4)},
    kernel="""
    const bool legal = period >= 1 && period <= MAX_SIDE;
    RESIZE(out, legal ? state.h : 0, state.w);
    MOVE(out, state.y, state.x);
    FOR_CELLS(out, i, j) out(i, j) = least(i % period * period + j % period, 255);
    """,
)
def place_in_tile(state: State, period: Count) -> Field:
    """Which cell of its `period` x `period` tile each cell is, 0 first, row by row: (h, w) -> (h, w).

    At most 255; a period outside 1..30 gives void.

    >>> place_in_tile('100000 020000 003000 000400 000050 000006', 3)
    '012012 345345 678678 012012 345345 678678'
    """
    if not 1 <= period <= MAX_SIDE:
        return VOID
    rows, columns = places(state)
    return at(np.minimum(rows % period * period + columns % period, 255), origin_of(state))


@op(
    cost=2,
    literals={"divisor": (2, 3)},
    kernel="""
    RESIZE(out, divisor > 0 ? field.h : 0, field.w);
    MOVE(out, field.y, field.x);
    FOR_CELLS(out, i, j) out(i, j) = field(i, j) % divisor;
    """,
)
def remainder(field: Field, divisor: Count) -> Field:
    """The field's numbers modulo `divisor`: (h, w) -> (h, w); a divisor below 1 gives void.

    >>> remainder('01234 12345 23456', 3)
    '01201 12012 20120'
    """
    return at(field.astype(int) % divisor, origin_of(field)) if divisor > 0 else VOID
