"""Questions about the colours of a piece: which, how many, how common. Transparent cells never count.

Colours are ranked by how common they are; of equally common ones the smaller comes first.
"""

from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Colors, Count, Field, Grid, Object
from ..values import TRANSPARENT, VOID
from .objects import box_of, label_cells
from .painted import painted

First = Annotated[str, Choice(("most common", "least common"))]


def color_counts(obj: Array) -> Array:
    """How often each of the ten colours occurs: (10,)."""
    return np.bincount(obj.ravel(), minlength=11)[:10]


def ranking(obj: Array) -> list[int]:
    """The colours that occur, the most common first."""
    counts = color_counts(obj)
    return sorted((c for c in range(10) if counts[c]), key=lambda c: -counts[c])


@op(
    cost=1,
    kernel="""
    const ColorCounts counts = count_colors(obj);
    out = most_common(counts);
    """,
)
def mostcolor(obj: Object) -> Color:
    """The most common colour; the smallest of several. Void if all cells are transparent.

    >>> mostcolor('112 122 322')
    2
    """
    return next(iter(ranking(obj)), VOID)


@op(
    cost=1,
    kernel="""
    const ColorCounts counts = count_colors(obj);
    out = least_common(counts);
    """,
)
def leastcolor(obj: Object) -> Color:
    """The least common of the colours that occur; the smallest of several. Void if all cells are transparent.

    >>> leastcolor('112 122 322')
    3
    """
    counts = color_counts(obj)
    return min(ranking(obj), key=lambda c: (counts[c], c), default=VOID)


@op(
    cost=2,
    literals={"rank": (1, 2)},
    kernel="""
    const ColorCounts counts = count_colors(obj);
    out = color_of_rank(counts, rank);
    """,
)
def nth_color(obj: Object, rank: Count) -> Color:
    """The colour of this rank, 0 for the most common one. Void if there are fewer colours or rank is negative.

    >>> nth_color('112 122 322', 1)
    1
    """
    ranked = ranking(obj)
    return ranked[rank] if 0 <= rank < len(ranked) else VOID


@op(
    cost=2,
    kernel="""
    const ColorCounts counts = count_colors(grid);
    out = counts[0] ? 0 : most_common(counts);
    """,
)
def background(grid: Grid) -> Color:
    """The colour things lie on: 0 where the grid has any, else its most common colour.

    >>> background('112 122 022')
    0
    >>> background('112 122 322')
    2
    """
    return 0 if (grid == 0).any() else ranking(grid)[0]


@op(
    cost=4,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, bounds, MAX_CELLS);
    const int count = label_view(grid, false, true, -1, label);
    component_bounds(grid.h, grid.w, label, count, bounds);
    out = color_of_floor(grid, label, bounds, count);
    """,
)
def floor_color(grid: Grid) -> Color:
    """The colour that things lie on, even if they cover most of the grid: of the largest region that is no rectangle.

    Regions are of one colour and join at sides. Where all are full rectangles, of the largest; of several the first.

    >>> floor_color('3333322 3333322 2222222 2111112 2111112')
    2
    """
    labels = label_cells(grid.astype(int), 4)
    regions = [labels == number for number in range(1, labels.max() + 1)]
    return int(grid[max(regions, key=lambda region: (not region[box_of(region)].all(), region.sum()))][0])


@op(
    cost=2,
    kernel="""
    ColorCounts counts;
    FOR_CELLS(obj, i, j)
        if (i == 0 || j == 0 || i == obj.h - 1 || j == obj.w - 1) counts.add(obj(i, j));
    out = most_common(gather(counts));
    """,
)
def bordercolor(obj: Object) -> Color:
    """The most common colour in the outermost rows and columns. Void if they are all transparent.

    >>> bordercolor('333322 311112 311112 311112 333222')
    3
    """
    border = np.ones(obj.shape, dtype=bool)
    border[1:-1, 1:-1] = False
    return next(iter(ranking(obj[border])), VOID)


@op(
    cost=1,
    kernel="""
    const ColorCounts counts = count_colors(obj);
    out = single_color(counts, 0);
    """,
)
def onlycolor(obj: Object) -> Color:
    """The one colour besides 0. Void if there is none or more than one.

    >>> onlycolor('030 330 003')
    3
    """
    others = [c for c in ranking(obj) if c != 0]
    return others[0] if len(others) == 1 else VOID


@op(
    cost=2,
    literals={"color": range(1, 10)},
    kernel="""
    const ColorCounts counts = count_colors(obj);
    out = single_color(counts, color);
    """,
)
def othercolor(obj: Object, color: Color) -> Color:
    """The one colour besides 0 and `color`. Void if there is none or more than one.

    >>> othercolor('0320 0330 2003', 2)
    3
    """
    others = [c for c in ranking(obj) if c not in (0, color)]
    return others[0] if len(others) == 1 else VOID


@painted(cost=2, name="object_colors", connectivity=8, kinds=("multicolored",))
@op(cost=2, kernel="out = count_bits(seen_colors(obj));")
def numcolors(obj: Object) -> Count:
    """How many different colours there are, 0 among them.

    >>> numcolors('0320 0330 2003')
    3
    """
    return len(ranking(obj))


@op(
    cost=2,
    kernel="""
    const ColorCounts counts = count_colors(obj);
    LIST(out, number_of_colors(counts, 0));
    FOR_LANES(c, 10) {
        int place = 0;
        for (int d = 0; d < c; d++) place += counts[d] > 0;
        if (counts[c] && place < out.count) out[place] = c;
    }
    """,
)
def palette(obj: Object) -> Colors:
    """The colours that occur, the smallest first. Void if all cells are transparent.

    >>> palette('0520 0550 2005')
    [0, 2, 5]
    """
    return sorted(ranking(obj))


@op(
    cost=2,
    kernel="""
    const ColorCounts counts = count_colors(obj);
    LIST(out, number_of_colors(counts, 1));
    FOR_LANES(c, 10) {
        const int rank = rank_of(counts, c, 1), place = first == 0 ? rank : out.count - 1 - rank;
        if (c && counts[c] && out.count) out[place] = c;
    }
    """,
)
def ranked_colors(obj: Object, first: First) -> Colors:
    """The colours besides 0, the most or the least common one first. Void if there are none.

    >>> ranked_colors('0320 0330 2004', 'most common')
    [3, 2, 4]
    """
    others = [c for c in ranking(obj) if c != 0]
    return others if first == "most common" else others[::-1]


@op(
    cost=2,
    kernel="""
    int n = 0;
    FOR_LANES(k, obj.size()) n += obj.p[k] == color;
    out = TOTAL(n);
    """,
)
def colorcount(obj: Object, color: Color) -> Count:
    """How many cells have this colour.

    >>> colorcount('0320 0330 2003', 3)
    4
    """
    return int(np.count_nonzero(obj == color))


@op(
    cost=1,
    kernel="""
    SHARED(uint8_t, ranks, 16);
    const ColorCounts counts = count_colors(grid);
    FOR_LANES(c, 16) ranks[c] = c < 10 ? rank_of(counts, c, 0) : 0;
    SYNC();
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) out.p[k] = ranks[grid.p[k] & 15];
    """,
)
def color_rank(grid: Grid) -> Field:
    """The rank of each cell's colour, 0 for the most common one: (h, w) -> (h, w).

    >>> color_rank('112 122 322')
    '110 100 200'
    """
    return np.vectorize(ranking(grid).index)(grid)


@op(
    cost=2,
    kernel="""
    const ColorCounts counts = count_colors(grid);
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, grid.size()) out.p[k] = least(255, counts[grid.p[k]]);
    """,
)
def color_count_field(grid: Grid) -> Field:
    """For each cell the number of cells of its colour, 255 at most: (h, w) -> (h, w).

    >>> color_count_field('112 122 322')
    '335 355 155'
    """
    return np.minimum(255, color_counts(grid)[grid])


@op(
    cost=4,
    kernel="""
    int n = 0;
    FOR_LANES(k, obj.size()) n += obj.p[k] != TRANSPARENT;
    n = TOTAL(n);
    LIST(out, n);
    for (int k = 0, to = 0; k < obj.size() && to < out.count; k++) {
        if (obj.p[k] == TRANSPARENT) continue;
        ONCE out[to] = obj.p[k];
        to++;
    }
    """,
)
def cell_colors(obj: Object) -> Colors:
    """The colours of the object's cells, one after the other in reading order. Void if it has no cell.

    >>> cell_colors('12 .1')
    [1, 2, 1]
    """
    return [int(color) for color in obj[obj != TRANSPARENT]]
