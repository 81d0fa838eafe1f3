"""The best ways to lay one more layer under partial stacks of layers, for many groups of stacks at once."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, Int64, UInt8, UInt64, array_kernel
from ..bits import unpacked

MOST_KEPT = 8  # stacks of a group at most
LABELS = 10
NO_COLOR = 15  # in place of a label, of a layer that has its own colours
NOTHING = np.iinfo(np.int64).max  # in place of a way
LEFT_BITS, COST_BITS, CHOICE_BITS, STACK_BITS, LABEL_BITS = 19, 16, 20, 4, 4


@array_kernel(
    width=lambda groups, lying, bad, may, labels, costs, free, wrong, spent, most: most,
    body="""
    const int begin = groups(item, 0), stacks = groups(item, 1), binding = groups(item, 2), kept = groups(item, 3);
    const int words = lying.width, grids = lying.rows - bad.rows;
    SHARED(int, before, 8);        // cells that are wrong
    SHARED(int64_t, best, 8);       // ways, the best first, and what each leaves wrong
    SHARED(uint64_t, leaves, 8);
    SHARED(int64_t, tried, 32);     // of each lane
    SHARED(uint64_t, leaving, 32);
    FOR_LANES(s, stacks) {
        before[s] = 0;
        for (int k = 0; k < words; k++) before[s] += ones(wrong(begin + s, k));
    }
    FOR_LANES(k, kept) best[k] = NO_WAY;
    SYNC();
    for (int first = 0; first < lying.rows; first += LANES) {
        const int choice = first + LANE, own = choice - grids;
        const bool there = choice < lying.rows && (own < 0 || may(binding, own));
        for (int s = 0; s < stacks; s++) {
            const uint64_t *open = free.row(begin + s).p, *asked = wrong.row(begin + s).p;
            int64_t way = NO_WAY;
            uint64_t left = 0;
            if (there) {
                const uint64_t *lies = lying.row(choice).p, *against = own < 0 ? nullptr : bad.row(own).p;
                const int found = explained(lies, against, labels.row(LABELS * binding), open, asked, words);
                if (found > 0) {
                    const int64_t cost = spent[begin + s] + costs[choice];
                    way = (int64_t)(before[s] - (found >> 4)) << 44 | cost << 28 | choice << 8 | s << 4 | (found & 15);
                }
                if (way < best[kept - 1])
                    for (int k = 0; k < words; k++) left += placed(asked[k] & ~lies[k], k);
            }
            if (ANY(way < best[kept - 1])) {
                tried[LANE] = way;
                leaving[LANE] = left;
                SYNC();
                ONCE for (int lane = 0; lane < LANES; lane++) enter(best, leaves, kept, tried[lane], leaving[lane]);
                SYNC();
            }
        }
    }
    FOR_LANES(k, out.width) out[k] = k < kept ? best[k] : NO_WAY;
    """,
)
def laid(
    groups: Int32,
    lying: UInt64,
    bad: UInt64,
    may: UInt8,
    labels: UInt64,
    costs: Int32,
    free: UInt64,
    wrong: UInt64,
    spent: Int32,
    most: int,
) -> Int64:
    """The ways to lay a layer under a stack of each group that leave the fewest cells wrong; of ways that leave the
    same cells wrong only the cheapest: int64 (n, most), the best first, then NOTHING.

    groups: int32 (n, 4), the first stack of each group, how many stacks it has, up to MOST_KEPT, its labelling, and how
    many ways are asked for, up to `most`, which is up to MOST_KEPT. All bits stand for cells, in rows of the same
    number of words. lying: (m, words), where each layer lies; bad: (grids, words), where the last layers, which are
    grids with their own colours, are wrong; may: uint8 (labellings, grids), whether these may be laid; labels:
    (labellings * LABELS, words), where each label is, every cell having one; costs: int32 (m,), of the layers; free:
    (stacks, words), the cells on which nothing lies; wrong: (stacks, words), those of them that the base has wrong;
    spent: int32 (stacks,), what each stack costs.
    A layer may be laid if it is right on all free cells that it covers and explains some wrong ones. A way is a number
    of these parts, from the highest bits to the lowest: the cells left wrong, the cost of the stack, the layer, the
    stack's place in its group, and the label that all the layer's free cells have, or NO_COLOR.
    """
    made = np.full((len(groups), most), NOTHING, dtype=np.int64)
    grids = len(lying) - len(bad)
    lies, has, opened, asked, never = (unpacked(bits) for bits in (lying, labels, free, wrong, bad))
    for row, (begin, stacks, binding, kept) in zip(made, groups.tolist(), strict=True):
        best: dict[bytes, int] = {}
        for stack, choice in np.ndindex(stacks, len(lies)):
            there, wanted = lies[choice] & opened[begin + stack], asked[begin + stack]
            if choice >= grids:
                right, label = may[binding, choice - grids] and not (never[choice - grids] & there).any(), NO_COLOR
            else:
                found = np.flatnonzero((has[binding * LABELS : (binding + 1) * LABELS] & there).any(axis=1))
                right, label = len(found) == 1, int(found[0]) if len(found) else 0
            if right and (wanted & there).any():
                left, cost = wanted & ~there, int(spent[begin + stack] + costs[choice])
                way = int(left.sum())
                for bits, part in ((COST_BITS, cost), (CHOICE_BITS, choice), (STACK_BITS, stack), (LABEL_BITS, label)):
                    way = way << bits | part
                best[left.tobytes()] = min(way, best.get(left.tobytes(), NOTHING))
        ways = sorted(best.values())[:kept]
        row[: len(ways)] = ways
    return made


def parts_of(ways: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The cost, layer, place in the group and label of ways as `laid` makes them: int64 (n,) each."""
    found = []
    for bits in (LABEL_BITS, STACK_BITS, CHOICE_BITS, COST_BITS):
        found.append(ways & ((1 << bits) - 1))
        ways = ways >> bits
    label, place, choice, cost = found
    return cost, choice, place, label
