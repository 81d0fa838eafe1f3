"""What the row or column of a cell holds, told to each of its cells; background is colour 0."""

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Axis, Choice, Color, Direction, Field, Grid, Mask

Order = Annotated[str, Choice(("largest", "smallest"))]


def by_line(grid: Array, axis: str, value: Callable[[Any], Any]) -> Array:
    """Each cell becomes `value` of its row or column: (h, w) -> (h, w)."""
    lines = grid if axis == "rows" else grid.T
    spread = np.array([[value(line)] * len(line) for line in lines])
    return spread if axis == "rows" else spread.T


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    const Lines lines{grid, axis};
    const int wanted = color >= 0 && color < 10 ? 1 << color : 0;
    spread_lines(lines, [&](int line) { return (lines.colors(line) & wanted) != 0; }, out);
    """,
)
def line_has(grid: Grid, color: Color, axis: Axis) -> Mask:
    """The cells whose row (or column) holds the colour: (h, w) -> (h, w).

    >>> line_has('0030 0200 0003', 3, 'rows')
    '1111 0000 1111'
    """
    return by_line(grid, axis, lambda line: color in line)


@op(
    cost=2,
    kernel="""
    const Lines lines{grid, axis};
    spread_lines(lines, [&](int line) { return lines.foreground(line); }, out);
    """,
)
def line_count(grid: Grid, axis: Axis) -> Field:
    """For each cell the number of cells in its row (or column) that are not 0: (h, w) -> (h, w).

    >>> line_count('0030 0220 0000 3333', 'rows')
    '1111 2222 0000 4444'
    """
    return by_line(grid, axis, np.count_nonzero)


@op(
    cost=2,
    kernel="""
    rank_lines(Lines{grid, axis}, first == 0, out);
    """,
)
def line_rank(grid: Grid, axis: Axis, first: Order) -> Field:
    """The rank of the cell's row (or column) by its number of cells that are not 0: (h, w) -> (h, w).

    1 for the lines with most (or fewest) of them, ties share; 0 in empty lines.

    >>> line_rank('0030 0222 0000 3300', 'rows', 'largest')
    '3333 1111 0000 2222'
    """
    counts = by_line(grid, axis, np.count_nonzero)
    ranks = sorted(set(counts[counts > 0].tolist()), reverse=first == "largest")
    return by_line(grid, axis, lambda line: ranks.index(np.count_nonzero(line)) + 1 if line.any() else 0)


@op(
    cost=2,
    kernel="""
    const Lines lines{grid, axis};
    spread_lines(lines, [&](int line) { return count_bits(lines.colors(line)); }, out);
    """,
)
def line_colors(grid: Grid, axis: Axis) -> Field:
    """For each cell the number of different colours in its row (or column), 0 counted too: (h, w) -> (h, w).

    >>> line_colors('0030 2343 0000 3320', 'rows')
    '2222 3333 1111 3333'
    """
    return by_line(grid, axis, lambda line: len(np.unique(line)))


@op(
    cost=2,
    role="transformation",
    kernel="""
    const Lines lines{grid, axis};
    spread_lines(lines, [&](int line) { return lines.commonest(line); }, out);
    """,
)
def line_majority(grid: Grid, axis: Axis) -> Grid:
    """Rows (or columns) all in their most common colour, the smallest number of several: (h, w) -> (h, w).

    >>> line_majority('3330 2232 0001', 'rows')
    '3333 2222 0000'
    """
    return by_line(grid, axis, lambda line: np.bincount(line).argmax())


@op(
    cost=1,
    kernel="""
    const Lines lines{grid, axis};
    spread_lines(lines, [&](int line) {
        const int bits = lines.colors(line) & ~1;
        return bits && !(bits & (bits - 1)) ? first_bit(bits) : 0;
    }, out);
    """,
)
def line_color(grid: Grid, axis: Axis) -> Grid:
    """Rows (or columns) all in the only colour they hold besides 0; 0 if there is none or several.

    (h, w) -> (h, w)

    >>> line_color('0030 0220 2030 0000', 'rows')
    '3333 2222 0000 0000'
    """
    return by_line(grid, axis, lambda line: line.max() if len(np.unique(line[line > 0])) == 1 else 0)


@op(
    cost=2,
    kernel="""
    number_lines(Lines{grid, axis}, out);
    """,
)
def distinct_lines(grid: Grid, axis: Axis) -> Field:
    """The number of the content of each cell's row (or column) among the different ones, from 0: (h, w) -> (h, w).

    >>> distinct_lines('120 033 120 450 033', 'rows')
    '000 111 000 222 111'
    """
    contents: list[bytes] = []
    by_line(grid, axis, lambda line: contents.append(line.tobytes()))
    order = list(dict.fromkeys(contents))
    return by_line(grid, axis, lambda line: order.index(line.tobytes()))


@op(
    cost=2,
    kernel="""
    const Lines lines{grid, direction < 2};
    const int end = direction & 1 ? lines.length() - 1 : 0;
    spread_lines(lines, [&](int line) { return lines.at(line, end); }, out);
    """,
)
def edge_color(grid: Grid, direction: Direction) -> Grid:
    """For each cell the colour of the border cell straight in that direction: (h, w) -> (h, w).

    >>> edge_color('2000 0300 4000', 'left')
    '2222 0000 4444'
    """
    axis, end = {"up": ("columns", 0), "down": ("columns", -1), "left": ("rows", 0), "right": ("rows", -1)}[direction]
    return by_line(grid, axis, lambda line: line[end])


@op(
    cost=2,
    kernel="""
    SHARED(int, plain, 2 * MAX_SIDE);
    const Lines rows{grid, 0}, columns{grid, 1};
    FOR_LANES(k, grid.h) plain[k] = rows.is_plain(k);
    FOR_LANES(k, grid.w) plain[MAX_SIDE + k] = columns.is_plain(k);
    SYNC();
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = plain[i] | plain[MAX_SIDE + j];
    """,
)
def frontier_cells(grid: Grid) -> Mask:
    """The rows and columns that are of one colour from border to border: (h, w) -> (h, w).

    >>> frontier_cells('10302 33333 01312')
    '00100 11111 00100'
    """
    rows, columns = (by_line(grid, axis, lambda line: len(np.unique(line)) == 1) for axis in ("rows", "columns"))
    return rows | columns


@op(
    cost=2,
    kernel="""
    measure_runs(Lines{grid, axis}, out);
    """,
)
def run_length(grid: Grid, axis: Axis) -> Field:
    """How many cells of the same colour lie in a row with each cell along its row (or column): (h, w) -> (h, w).

    >>> run_length('1122 2333 4444', 'rows')
    '2222 1333 4444'
    """
    lines = grid if axis == "rows" else grid.T
    lengths = np.zeros(lines.shape, int)
    for line, made in zip(lines, lengths, strict=True):
        cuts = [0, *(np.flatnonzero(np.diff(line.astype(int))) + 1), len(line)]
        for start, end in pairwise(cuts):
            made[start:end] = end - start
    return lengths if axis == "rows" else lengths.T
