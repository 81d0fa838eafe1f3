"""Walkers over the grids of a task's examples: which of them set out, and by which table they explain most.

Walkers move as in the operation `walk`; here what is wanted of the grids is given, and the table is searched for.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from ...backends import Int32, UInt8, array_kernel
from ...dsl.families.walks import (
    ANYTHING,
    HEADINGS,
    OUTSIDE,
    Walker,
    action_at,
    directions_of,
    move,
    sets_out,
)

FEWEST = 2  # cells that a table must explain
OVERHEAD = 4  # of each table, in steps
UNTOLD = 15  # in place of an action that is not decided yet

# Bits of a result of `departures`, after those of the directions
STRAYS, LENGTH, COLORS = 8, 9, 18
# The place in a result of `best_tables` after steps, cells explained, and the table
MET = 14

_Example = tuple[np.ndarray, np.ndarray, int]  # a grid, what is wanted of it, and where its cells begin


@array_kernel(
    width=lambda ways, shapes, cells: cells.shape[1],
    body="""
    const Ground ground = {shapes, cells};
    const int heading = ways(item, 0), keys = 1 << (ways(item, 1) & 15);
    const Directions directions = directions_of(heading);
    for (int e = 0; e < ground.examples(); e++) {
        const View grid = ground.grid(e), wanted = ground.wanted(e);
        FOR_CELLS(grid, i, j) {
            int seen = 0;
            for (int k = 0; k < 1 << directions.bits; k++) {
                const int direction = directions.first + k;
                if (!sets_out(grid, i, j, direction, heading, keys)) continue;
                const int down = step_down(direction), across = step_across(direction);
                seen |= 1 << direction;
                for (int t = 1; color_at(grid, i + t * down, j + t * across) == 0; t++) {
                    const int color = least(wanted(i + t * down, j + t * across), 9);
                    seen = (seen + (1 << LENGTH)) | (color ? (t == 1) << (COLORS + color) : 1 << STRAYS);
                }
            }
            out[ground.first(e) + i * grid.w + j] = seen;
        }
    }
    """,
)
def departures(ways: Int32, shapes: Int32, cells: UInt8) -> Int32:
    """From which cells walkers of a heading set out, and what they come to as long as nothing is in their way.

    ways: int32 (n, 2), the number of a heading, and the colour that is aimed at, 0 for none; shapes: int32
    (examples, 3), h and w of each grid and where its cells begin; cells: uint8 (2, cells), the grids and what is wanted
    of them -> int32 (n, cells): the directions as bits; at bit STRAYS, whether some cell on the ways is to stay 0; from
    LENGTH, how many cells of 0 lie on all the ways; from COLORS, as bits, what is wanted of the first cell of each way,
    if it is not to stay.
    """
    made = np.zeros((len(ways), cells.shape[1]), np.int32)
    for row, (number, aim) in zip(made, ways.tolist(), strict=True):
        heading = HEADINGS[number]
        for grid, wanted, first in _examples(shapes, cells):
            for k, place in enumerate(np.ndindex(grid.shape), start=first):
                for direction in directions_of(heading):
                    if sets_out(grid, place, direction, heading, {aim}):
                        colors = [int(wanted[each]) for each in _run(grid, Walker(place, direction, 0))]
                        row[k] |= 1 << direction | (0 in colors) << STRAYS
                        row[k] += len(colors) << LENGTH
                        row[k] |= 1 << COLORS + colors[0] if any(colors[:1]) else 0
    return made


def _run(grid: np.ndarray, walker: Walker) -> Iterator[tuple[int, int]]:
    """The cells of 0 that a walker comes to before any other cell."""
    while moved := move(grid, walker, {}):
        walker = moved[0]
        yield walker.place


@array_kernel(
    width=lambda cases, colors, marked, bounds, tried, shapes, cells, *_: MET + len(shapes) + cells.shape[1],
    beside=("colors",),
    body="""
    SHARED(int, action, ANYTHING + 1);
    SHARED(uint64_t, waiting, (ANYTHING + 1) * (BOUNCE + 1));
    const auto given = cases.row(item);
    const int aim = given[2], tables = given[4], budget = given[5];
    const int32_t *at_color = tried.row(given[3]).p, *at_border = tried.row(given[3] + 1).p;
    const Ground ground = {shapes, cells};
    const Crowd crowd = {marked.p, bounds.row(given[0]).p, colors.row(item).p, given[1], 1 << aim};
    int* const met = out.p + MET;
    int* const drawn = met + ground.examples();
    int steps = 0, most_explained = 0;
    uint64_t best = NOTHING_TOLD;
    for (int by_color = 0; by_color < (aim ? 1 : 2); by_color++) {
        int count = 1;
        ONCE waiting[0] = NOTHING_TOLD;
        if (aim) count = tell_more(NOTHING_TOLD, aim, at_color, waiting, 0);
        for (int k = 0; k < tables && count && steps <= budget && most_explained < enough; k++) {
            SYNC();
            const uint64_t table = waiting[--count];
            obey(table, action);
            const int event = walk_all(ground, crowd, action, longest, met, drawn);
            steps += OVERHEAD + (event & (NOTHING_HAPPENS - 1)) / STEP;
            if (event >= NOTHING_HAPPENS) {
                const int explained = count_explained(ground, drawn);
                if (explained > most(most_explained, FEWEST - 1)) {
                    most_explained = explained;
                    best = table;
                }
            } else if (!(event & WRONG)) {
                const int ahead = event & 15, is_named = by_color || ahead == OUTSIDE || ahead == aim;
                const int32_t* const actions = ahead == OUTSIDE ? at_border : at_color;
                count = tell_more(table, is_named ? ahead : ANYTHING, actions, waiting, count);
            }
        }
    }
    SYNC();
    obey(best, action);
    walk_all(ground, crowd, action, longest, met, drawn);
    count_explained(ground, drawn);
    SYNC();
    if (!most_explained) FOR_LANES(k, out.width - MET) met[k] = 0;
    FOR_LANES(key, ANYTHING + 1) out[2 + key] = told(best, key);
    ONCE {
        out[0] = steps;
        out[1] = most_explained;
    }
    """,
)
def best_tables(
    cases: Int32,
    colors: Int32,
    marked: Int32,
    bounds: Int32,
    tried: Int32,
    shapes: Int32,
    cells: UInt8,
    longest: int,
    enough: int,
) -> Int32:
    """The table by which walkers explain most: they make some wrong cells right, and change nothing else. The search is
    depth-first: what is done at a colour is decided when the first walker comes to it.

    cases: int32 (n, 6), the row of `bounds` that says where walkers set out; their heading; the colour that is aimed
    at, 0 for none; the row of `tried` that says what may be done at a colour, followed by that for the border; how many
    tables are tried with one entry for all colours that are not aimed at, and, if none is, as many more with one entry
    for each; the number of steps, of all walkers at once, after which no further table is tried. colors: int32
    (n, examples), the colours that walkers draw, 0 for their own. marked: int32 (m,), cells of the grids; bounds: int32
    (rows, examples + 1), which of these are each example's, up to MOST_STARTS, of up to 32 examples. tried: int32
    (rows, up to 12), actions, UNTOLD after the last. shapes, cells: as in `departures`. longest: the steps of a walk,
    fewer than 512. enough: the number of explained cells after which no more tables are tried.
    A row of the result, int32 (n, MET + examples + cells), has the steps; how many cells are explained, FEWEST or more,
    or else 0, where no more is said; the action for each key, UNTOLD for keys that the table does not have; for each
    example the colours that lay ahead, as bits; and for each cell whether it is explained.
    """
    made = np.zeros((len(cases), MET + len(shapes) + cells.shape[1]), np.int32)
    made[:, 2:MET] = UNTOLD
    examples = list(_examples(shapes, cells))
    for row, case, drawn in zip(made, cases.tolist(), colors.tolist(), strict=True):
        mask, number, aim, choice, most, budget = case
        walkers = [
            (e, Walker(place, direction, color or int(examples[e][0][place])))
            for e, (color, (begin, end)) in enumerate(zip(drawn, pairwise(bounds[mask]), strict=True))
            for place in (divmod(cell, int(shapes[e, 1])) for cell in marked[begin:end].tolist())
            for direction in directions_of(HEADINGS[number])
            if sets_out(examples[e][0], place, direction, HEADINGS[number], {aim})
        ]
        at_color, at_border = ([each for each in some if each != UNTOLD] for some in tried[choice : choice + 2, ::-1])
        for by_color in (False,) if aim else (False, True):
            waiting, left = [{aim: action} for action in at_color] if aim else [{}], most
            while waiting and left and row[0] <= budget and row[1] < enough:
                left -= 1
                table = waiting.pop()
                steps, ahead, met, explained = _walked(examples, walkers, table, longest)
                row[0] += OVERHEAD + steps
                if ahead is not None:
                    key = ahead if by_color or ahead in (OUTSIDE, aim) else ANYTHING
                    waiting += [table | {key: action} for action in (at_border if ahead == OUTSIDE else at_color)]
                elif sum(explained) > max(int(row[1]), FEWEST - 1):
                    row[1:] = sum(explained), *(table.get(key, UNTOLD) for key in range(12)), *met, *explained
    return made


def _walked(
    examples: list[_Example], walkers: list[tuple[int, Walker]], table: dict[int, int], longest: int
) -> tuple[int, int | None, list[int], list[bool]]:
    """All walk at once. Returns the number of steps, the colour of which the table says nothing, or None, the colours
    that each example's walkers met, as bits, and which cells are explained: none if a walk does not end or draws what
    is wrong."""
    met, drawn = [0] * len(examples), [np.zeros(grid.shape, int) for grid, _, _ in examples]
    events: list[tuple[int, bool, int, int | None]] = []  # by step; untold colours are seen before anything is drawn
    last = 0
    for number, (e, start) in enumerate(walkers, start=1):
        (grid, wanted, _), walker = examples[e], start
        for step in range(longest):
            ahead = walker.ahead(grid)
            met[e] |= 1 << ahead
            if action_at(table, ahead) is None:
                events.append((step, False, number, ahead))
                break
            moved = move(grid, walker, table)
            if moved is None:
                last = max(last, step)
                break
            walker, draws = moved
            if draws and walker.color:
                if grid[walker.place] == wanted[walker.place] != walker.color:
                    events.append((step, True, number, None))
                    break
                drawn[e][walker.place] = max(drawn[e][walker.place], number * 16 + walker.color)
        else:
            events.append((longest, True, number, None))
    if events:
        step, _, _, untold = min(events)
        return step, untold, met, []
    explained = []
    for (grid, wanted, _), numbers in zip(examples, drawn, strict=True):
        changes = (numbers > 0) & (numbers & 15 != grid)
        if (numbers[changes] & 15 != wanted[changes]).any():
            return last, None, met, []
        explained += changes.ravel().tolist()
    return last, None, met, explained


def _examples(shapes: np.ndarray, cells: np.ndarray) -> Iterator[_Example]:
    """Each grid, what is wanted of it, and where its cells begin."""
    for h, w, first in shapes.tolist():
        grid, wanted = cells[:, first : first + h * w].reshape(2, h, w)
        yield grid, wanted, first
