"""Which cells the elements of lists reach together, group by group of their objects, and the actions that cover all
cells that are wrong: greedy set cover (Chvatal 1979)."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt8, UInt64, array_kernel

NO_ACTION = np.uint64(2**64 - 1)
_ABOVE_COSTS = 1 << 10  # what a cell counts beside the cost of an action


@array_kernel(
    width=lambda bits, groups, number: number,
    body="""
    FOR_LANES(k, number) out[k] = 0;
    SYNC();
    FOR_LANES(m, groups.rows) for (int k = 0; k < groups.width; k++) out[groups(m, k)] |= bits(item, k);
    """,
)
def gathered(bits: Int32, groups: Int32, number: int) -> Int32:
    """The bits that any object of each group has: int32 (n, number).

    bits: int32 (n, objects); groups: int32 (measures, objects), the group of each object by each measure, 0 to
    `number` - 1, different ones for different measures.
    """
    made = np.zeros((len(bits), number), np.int32)
    for by in groups:
        np.bitwise_or.at(made.T, by, bits.T)
    return made


@array_kernel(
    width=lambda color, cells, colorings: colorings.shape[0],
    beside=("cells",),
    body="""
    FOR_LANES(c, colorings.rows) {
        int covered = 0, alike = 0;
        for (int k = 0; k < colorings.width; k++)
            if (color(item, k) == colorings(c, k)) {
                covered += cells(item, k);
                alike++;
            }
        out[c] = alike > 1 ? covered : 0;
    }
    """,
)
def agreeing(color: UInt8, cells: Int32, colorings: Int32) -> Int32:
    """How many cells each colour list explains of what each list covers: int32 (lists, n), 0 where they agree on less
    than two objects.

    color: uint8 (lists, objects), the colour in which each element is right; cells: int32 (lists, objects), how many
    it explains; colorings: int32 (n, objects).
    """
    same = color[:, None] == colorings
    return np.where(same.sum(axis=2) > 1, (same * cells[:, None]).sum(axis=2), 0).astype(np.int32)


@array_kernel(
    width=lambda items, starts, objects, bits, may, groups: bits.shape[1],
    body="""
    const int run = items(item, 0), begin = starts[run], end = starts[run + 1];
    const uint8_t* allowed = may.row(items(item, 1)).p;
    const int32_t* group = groups.row(items(item, 2)).p;
    FOR_LANES(w, out.width) {
        uint64_t found = 0;
        for (int k = begin; k < end; k++)
            if (allowed[group[objects[k]]]) found |= bits(k, w);
        out[w] = found;
    }
    """,
)
def reached(items: Int32, starts: Int32, objects: Int32, bits: UInt64, may: UInt8, groups: Int32) -> UInt64:
    """The cells that elements reach together, if their objects are in groups that may have an action: uint64
    (n, words).

    items: int32 (n, 3), a run of elements, a row of `may` uint8 (actions, groups), 0 or 1, and a row of `groups` int32
    (measures, objects); starts: int32 (runs + 1,), where the elements of each run begin; objects: int32 (m,), the
    object of each element; bits: uint64 (m, words), the cells that it reaches.
    """
    made = np.zeros((len(items), bits.shape[1]), np.uint64)
    for row, (run, action, measure) in zip(made, items.tolist(), strict=True):
        own = slice(starts[run], starts[run + 1])
        row[:] = np.bitwise_or.reduce(bits[own][may[action, groups[measure, objects[own]]] != 0], axis=0)
    return made


@array_kernel(
    width=lambda items, explained, wrong, costs, lists, starts, objects, bits, may, groups, tries: (
        wrong.shape[1] + 2 * tries
    ),
    body="""
    SHARED(int, gaining, 1);
    const int measure = items(item, 1), first = items(item, 2), size = (int)wrong.width, words = (int)bits.width;
    const int32_t* group = groups.row(measure).p;
    uint64_t* left = out.p;
    FOR_LANES(k, size) left[k] = wrong(items(item, 0), k);
    FOR_LANES(k, 2 * tries) out[size + k] = ~0ull;
    int lowest = 1 << 30;
    FOR_LANES(k, groups.width) lowest = least(lowest, group[k]);
    lowest = SMALLEST(lowest);
    SYNC();
    for (int t = 0; t <= tries; t++) {
        bool open = false;
        FOR_LANES(k, size) open |= left[k] != 0;
        if (!ANY(open)) break;
        const int chosen = t < tries ? best_action(explained, first, costs, left, size, words) : NOTHING;
        if (chosen == NOTHING) {
            ONCE out[size] = ~0ull;
            break;
        }
        const Elements own = {starts.p + lists[chosen] * (size / words), objects.p, group, bits, lowest};
        ONCE {
            out[size + t] = (uint64_t)chosen;
            gaining[0] = 0;
        }
        SYNC();
        find_gaining(own, may.row(chosen).p, left, size, gaining);
        SYNC();
        ONCE out[size + tries + t] = (unsigned)gaining[0];
        take_away(own, gaining[0], left, size);
        SYNC();
    }
    """,
)
def covers(
    items: Int32,
    explained: UInt64,
    wrong: UInt64,
    costs: Int32,
    lists: Int32,
    starts: Int32,
    objects: Int32,
    bits: UInt64,
    may: UInt8,
    groups: Int32,
    tries: int,
) -> UInt64:
    """Actions chosen one after the other, each the one that explains most of the cells that are still wrong, of equal
    ones the cheapest: uint64 (n, demonstrations * words + 2 * tries), the cells that are wrong in the end, then the
    actions in the order in which they were chosen, then for each of them the groups that it is for, as bits, the lowest
    for the measure's first group; NO_ACTION after the last of either. The first action is NO_ACTION where `tries` of
    them do not explain all cells, or where none explains any more.

    items: int32 (n, 3), a row of `wrong` uint64 (bases, demonstrations * words), a row of `groups` int32
    (measures, objects), the groups of each of which are 32 numbers at most that follow each other, and the first of the
    rows of `explained` uint64 (rows, demonstrations * words) that say which cells each action explains by this measure.
    `costs`, `lists`: int32 (actions,), what each costs, less than 2**10, and the list of its elements; starts: int32
    (lists * demonstrations + 1,), where the elements of each list on each demonstration begin; objects, bits, may: as
    in `reached`. What one of several demonstrations alone shows is not explained. An action is for the groups for which
    it explains some of the cells that are still wrong, and explains what it reaches for these.
    """
    demonstrations = wrong.shape[1] // bits.shape[1]
    made = np.full((len(items), wrong.shape[1] + 2 * tries), NO_ACTION)
    for row, (base, measure, first) in zip(made, items.tolist(), strict=True):
        left = row[: wrong.shape[1]].reshape(demonstrations, -1)
        left[:] = wrong[base].reshape(left.shape)
        for t in range(tries + 1):
            if not left.any():
                break
            own = explained[first : first + len(costs)].reshape(len(costs), *left.shape)
            cells = np.bitwise_count(own & left).sum(axis=2, dtype=np.int64)
            often = (cells > 0).sum(axis=1) >= min(2, demonstrations)
            score = np.where(often, cells.sum(axis=1) * _ABOVE_COSTS - costs, 0)
            if t == tries or not (score > 0).any():
                row[left.size] = NO_ACTION
                break
            row[left.size + t] = chosen = int(np.argmax(score))
            run = int(lists[chosen]) * demonstrations
            every = np.arange(starts[run], starts[run + demonstrations])
            example = np.searchsorted(starts[run : run + demonstrations + 1], every, side="right") - 1
            of = groups[measure, objects[every]]
            gains = np.unique(of[(bits[every] & left[example]).any(axis=1) & (may[chosen, of] != 0)])
            row[left.size + tries + t] = sum(1 << int(group - groups[measure].min()) for group in gains)
            for e, d in zip(every[np.isin(of, gains)], example[np.isin(of, gains)], strict=True):
                left[d] &= ~bits[e]
    return made
