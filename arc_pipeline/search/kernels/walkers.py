"""Walkers over the grids of a task's examples: which set out and how far they see, and by which table they explain most.

A walker is what the operation `walk` says it is; here the table is not given, and what is wanted of the grids is.
"""

from __future__ import annotations

from collections.abc import Iterator

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

MOST_EXAMPLES = 32
FEWEST = 2  # cells that a table explains
OVERHEAD = 4  # of each table, in steps
UNTOLD = -1  # action

# A result of `departures`: the directions as bits, then
STRAYS, LENGTH, COLORS = 8, 9, 18
# A result of `best_tables`: steps, cells explained, the table, then
MET = 14


@array_kernel(
    width=lambda ways, shapes, cells: cells.shape[1],
    body="""
    const Ground ground = {shapes, cells};
    const int heading = ways(item, 0), keys = 1 << (ways(item, 1) & 15);
    for (int e = 0; e < ground.examples(); e++) {
        const View grid = ground.grid(e), wanted = ground.wanted(e);
        FOR_CELLS(grid, i, j) {
            int seen = 0, length = 0;
            for (int direction = 0; direction < 8; direction++) {
                if (!sets_out(grid, i, j, direction, heading, keys)) continue;
                const int down = step_down(direction), across = step_across(direction);
                seen |= 1 << direction;
                for (int y = i + down, x = j + across; color_at(grid, y, x) == 0; y += down, x += across, length++) {
                    const int color = least(wanted(y, x), 9);
                    if (!color) seen |= 1 << 8;
                    else if (y == i + down && x == j + across) seen |= 1 << (18 + color);
                }
            }
            out[ground.first(e) + i * grid.w + j] = seen | length << 9;
        }
    }
    """,
)
def departures(ways: Int32, shapes: Int32, cells: UInt8) -> Int32:
    """From which cells walkers of a heading set out, and what they come to as long as nothing is in their way.

    ways: int32 (n, 2), numbers of headings, and the colour that is aimed at, 0: none; shapes: int32 (examples, 3), of
    each grid h, w and where its cells begin; cells: uint8 (2, cells), the grids and what is wanted of them -> int32 (n,
    cells): bits of the directions; from bit STRAYS, whether some cell on the way is to stay 0; from LENGTH, how many
    cells of 0 lie on all the ways; from COLORS, bits of what is wanted of the first ones that are not to stay.
    """
    made = np.zeros((len(ways), cells.shape[1]), np.int32)
    for row, (number, aim) in zip(made, ways.tolist(), strict=True):
        for grid, wanted, first in _grids(shapes, cells):
            for k, place in enumerate(np.ndindex(grid.shape)):
                for direction in directions_of(HEADINGS[number]):
                    if sets_out(grid, place, direction, HEADINGS[number], {aim}):
                        row[first + k] |= 1 << direction
                        row[first + k] = _with_run(int(row[first + k]), grid, wanted, Walker(place, direction, 1))
    return made


def _with_run(seen: int, grid: np.ndarray, wanted: np.ndarray, walker: Walker) -> int:
    is_first = True
    while walker.ahead(grid) == 0:
        walker, _ = move(grid, walker, {}) or (walker, False)
        color = int(wanted[walker.place])
        seen += 1 << LENGTH
        seen |= 1 << STRAYS if not color else 1 << COLORS + color if is_first else 0
        is_first = False
    return seen


@array_kernel(
    width=lambda cases, colors, marked, bounds, tried, shapes, cells: MET + len(shapes) + -(-cells.shape[1] // 32),
    beside=("colors",),
    body="""
    SHARED(int, action, ANYTHING + 1);
    SHARED(int, drawn, MAX_CELLS);
    const auto given = cases.row(item);
    const int aim = given[2], by_color = given[3], tables = given[5], budget = given[6];
    const Ground ground = {shapes, cells};
    const Crowd crowd = {marked.p, bounds.row(given[0]).p, colors.row(item).p, given[1], 1 << aim};
    const Choices choices = {tried.row(given[4]).p, tried.row(given[4] + 1).p};
    const int longest = longest_walk(ground);
    int* const met = out.p + MET;
    int* const right = met + ground.examples();
    int wrong = 0, steps = 0, most_explained = FEWEST - 1;
    FOR_LANES(k, cells.width) wrong += cells(0, k) != cells(1, k);
    wrong = TOTAL(wrong);
    Told told = {}, best = {};
    if (aim) told.add(aim);
    for (int k = 0; k < tables && steps <= budget; k++) {
        tell(choices, told, action);
        int last;
        const int event = first_event(ground, crowd, action, longest, last);
        steps += OVERHEAD + (event == NOTHING_HAPPENS ? last : event / STEP);
        if (!(event & (NOTHING_HAPPENS | WRONG))) {
            const int ahead = event & 15;
            told.add(by_color || ahead == OUTSIDE || ahead == aim ? ahead : ANYTHING);
            continue;
        }
        if (event == NOTHING_HAPPENS) {
            const int explained = explained_cells(ground, crowd, action, drawn, met, right);
            if (explained > most_explained) {
                most_explained = explained;
                best = told;
                if (explained == wrong) break;
            }
        }
        while (told.count && choices.at(told, told.count - 1, 1) < 0) told.drop();
        if (!told.count) break;
        told.next();
    }
    const bool found = most_explained >= FEWEST;
    SYNC();
    if (found) {
        tell(choices, best, action);
        explained_cells(ground, crowd, action, drawn, met, right);
    } else {
        FOR_LANES(k, out.width - MET) met[k] = 0;
    }
    FOR_LANES(k, MET - 2) out[2 + k] = found ? choices.of(best, k) : UNTOLD;
    ONCE {
        out[0] = steps;
        out[1] = found ? most_explained : 0;
    }
    """,
)
def best_tables(
    cases: Int32, colors: Int32, marked: Int32, bounds: Int32, tried: Int32, shapes: Int32, cells: UInt8
) -> Int32:
    """The table by which walkers explain most: of cells that are not as wanted they make some right, and draw nothing
    else. Depth first: what is done at a colour is decided when the first walker comes to it.

    cases: int32 (n, 7): whence they set out, a row of `bounds`; their heading; the colour that is aimed at, 0: none;
    whether the table has an entry for each colour, or one for all; the row of `tried` that says what may be done at a
    colour, before the one of the border; how many tables are tried at most; so many steps, all walkers at once, after
    which no further one is tried. colors: int32 (n, examples), that they draw, 0: their own. marked: int32 (m,), cells
    of the grids; bounds: int32 (rows, examples + 1), which of them are each example's. tried: int32 (rows, k), actions,
    UNTOLD after the last. shapes: int32 (examples, 3), up to MOST_EXAMPLES, and cells: uint8 (2, cells), as in `departures`.
    Made are the steps; how many cells are explained, FEWEST or more, else 0 and nothing more is told; by keys the
    actions, UNTOLD for those that the table has not; from MET, for each example, the colours that lay ahead, as bits;
    then bits of the cells that are explained.
    """
    words = -(-cells.shape[1] // 32)
    made = np.zeros((len(cases), MET + len(shapes) + words), np.int32)
    made[:, 2:MET] = UNTOLD
    grids = list(_grids(shapes, cells))
    for row, case, drawn in zip(made, cases.tolist(), colors.tolist(), strict=True):
        mask, number, aim, by_color, choice, most, budget = case
        heading = HEADINGS[number]
        starts = [marked[begin:end].tolist() for begin, end in zip(bounds[mask, :-1], bounds[mask, 1:], strict=True)]
        walkers = [
            (e, Walker(place, direction, color or int(grid[place])))
            for e, ((grid, _, _), color) in enumerate(zip(grids, drawn, strict=True))
            for place in (divmod(cell, grid.shape[1]) for cell in starts[e])
            for direction in directions_of(heading)
            if sets_out(grid, place, direction, heading, {aim})
        ]
        at_color, at_border = ([action for action in each if action != UNTOLD] for each in tried[choice : choice + 2].tolist())
        waiting = [{aim: action} for action in reversed(at_color)] if aim else [{}]
        while waiting and most and row[0] <= budget:
            most -= 1
            table = waiting.pop()
            steps, ahead, fine = _walked(grids, walkers, table)
            row[0] += OVERHEAD + steps
            if ahead is not None:
                key = ahead if by_color or ahead in (OUTSIDE, aim) else ANYTHING
                waiting += [table | {key: action} for action in reversed(at_border if ahead == OUTSIDE else at_color)]
            elif fine is not None and len(fine[1]) > max(int(row[1]), FEWEST - 1):
                met, explained = fine
                row[1] = len(explained)
                row[2:MET] = [table.get(key, UNTOLD) for key in range(12)]
                row[MET : MET + len(shapes)] = met
                flags = np.isin(np.arange(32 * words), explained)
                row[MET + len(shapes) :] = np.packbits(flags, bitorder="little").view(np.int32)
                if len(explained) == (cells[0] != cells[1]).sum():
                    break
    return made


def _grids(shapes: np.ndarray, cells: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, int]]:
    """Each grid, what is wanted of it, and where its cells begin."""
    for h, w, first in shapes.tolist():
        grid, wanted = cells[:, first : first + h * w].reshape(2, h, w)
        yield grid, wanted, first


def _walked(
    grids: list[tuple[np.ndarray, np.ndarray, int]], walkers: list[tuple[int, Walker]], table: dict[int, int]
) -> tuple[int, int | None, tuple[list[int], list[int]] | None]:
    """All walk at once: the steps that are made, the colour of which the table says nothing, and, if all end and none
    draws what should not be, which colours each example's met, as bits, and the cells that are explained."""
    met, drawn = [0] * len(grids), [np.zeros(grid.shape, np.int64) for grid, _, _ in grids]
    going = list(enumerate(walkers))
    longest = max(4 * sum(grid.shape) for grid, _, _ in grids)
    for step in range(longest):
        ahead = [walker.ahead(grids[e][0]) for _, (e, walker) in going]
        untold = [color for color in ahead if action_at(table, color) is None]
        if untold:
            return step, untold[0], None
        moved, strays = [], False
        for (number, (e, walker)), color in zip(going, ahead, strict=True):
            met[e] |= 1 << color
            after = move(grids[e][0], walker, table)
            if after is None:
                continue
            there, draws = after
            moved.append((number, (e, there)))
            if draws and there.color:
                grid, wanted, _ = grids[e]
                strays |= bool(grid[there.place] == wanted[there.place] != there.color)
                drawn[e][there.place] = max(drawn[e][there.place], number * 16 + there.color)
        if strays:
            return step, None, None
        going = moved
        if not going:
            return step, None, _fine(grids, met, drawn)
    return longest, None, None


def _fine(
    grids: list[tuple[np.ndarray, np.ndarray, int]], met: list[int], drawn: list[np.ndarray]
) -> tuple[list[int], list[int]] | None:
    explained = []
    for (grid, wanted, first), numbers in zip(grids, drawn, strict=True):
        after = np.where(numbers > 0, numbers & 15, grid)
        if ((after != grid) & (after != wanted)).any():
            return None
        explained += (first + np.flatnonzero(after != grid)).tolist()
    return met, explained
