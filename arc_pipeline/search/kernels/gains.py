"""The cost of the outputs given each cell feature, in whole numbers, so that every build says the same."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, Int64, UInt8, array_kernel

VALUES = 32  # of a feature that are told apart; a feature with more of them is no good key
KINDS = 10  # of input cells at most, and colours of outputs at most


@array_kernel(
    width=lambda *_: 1,
    beside=("slots",),
    body="""
    constexpr int VALUES = 32, PAIRS = VALUES * 10 * 10 / 2;
    const int task = tasks[item], kinds = sizes(task, 0), colors = sizes(task, 1);
    const int* const own = areas.row(task).p;
    const int* const said = base.row(task).p;
    const int groups = kinds * VALUES;
    SHARED(int, counts, PAIRS);     // two 16-bit counts in each
    FOR_LANES(k, (groups * colors + 1) / 2) counts[k] = 0;
    SYNC();
    int begin = 0, highest = 0;
    for (int d = 0; d < areas.width; d++) {
        const uint8_t* values = cells.row(slots(item, d)).p;
        FOR_LANES(k, own[d]) {
            const int value = values[k] & (VALUES - 1);
            const int place = said[begin + k] + value * colors;
            highest = most(highest, value);
            ATOMIC_ADD(&counts[place >> 1], 1 << 16 * (place & 1));
        }
        begin += own[d];
    }
    SYNC();
    int64_t cost = 0;
    const int used = LARGEST(highest) + 1;
    FOR_LANES(k, kinds * used) {
        const int group = k / used * VALUES + k % used;
        int total = 0;
        for (int color = 0; color < colors; color++) {
            const int place = group * colors + color, count = (unsigned)counts[place >> 1] >> 16 * (place & 1) & 65535;
            total += count;
            cost -= bits[count];
        }
        cost += bits[total] + (total > 0) * entry;
    }
    cost = (int64_t)TOTAL64((uint64_t)cost);
    ONCE out[0] = cost;
    """,
)
def costs(
    tasks: Int32,
    slots: Int32,
    cells: UInt8,
    areas: Int32,
    base: Int32,
    sizes: Int32,
    bits: Int64,
    entry: int,
) -> Int64:
    """Bits to say the outputs' colours given a feature's values and the input, and to write the table: int64 (n, 1).

    tasks: int32 (n,), the task of each feature; slots: int32 (n, demonstrations), the rows of `cells` uint8
    (slots, bytes) that hold its cells. With a row for each task: areas: int32 (tasks, demonstrations), the number of
    cells, 0 where a task has fewer demonstrations; sizes: int32 (tasks, 2), how many kinds of input cells and how many
    colours of outputs there are, up to KINDS each; base: int32 (tasks, cells), the kind of the input's cell * VALUES *
    colours + the output's colour, both numbered from 0. bits: int64 (cells + 1,), n log2 n for each n; entry: the price
    of an entry, in the same units. A task must have fewer than 65536 cells; of values only the lowest 5 bits count.
    """
    made = np.empty((len(tasks), 1), np.int64)
    for item, task in enumerate(tasks.tolist()):
        values = np.concatenate([cells[slot, :area] for slot, area in zip(slots[item], areas[task], strict=True)])
        kinds, colors = sizes[task].tolist()
        codes = base[task, : len(values)] + (values & (VALUES - 1)).astype(np.int64) * colors
        counts = np.bincount(codes, minlength=kinds * VALUES * colors).reshape(-1, colors)
        totals = counts.sum(axis=1)
        made[item] = bits[totals].sum() - bits[counts].sum() + entry * (totals > 0).sum()
    return made
