"""Which features, or pairs or triples of them, determine the labels of cells, and what their tables would know."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt8, UInt64, array_kernel
from ..bits import packed, unpacked

LARGEST_TABLE = 2048  # places: the product of the features' numbers of values
LARGEST_LABEL = 31
MOST_EXAMPLES = 32  # demonstrations that are told apart
UNKNOWN = 255


@array_kernel(
    width=lambda known, labels: -(-labels.shape[0] // 64),
    body="""
    const auto row = known.row(item);
    SHARED(int, seen, 256);
    FOR_LANES(value, 256) seen[value] = 0;
    SYNC();
    FOR_LANES(k, known.width) ATOMIC_OR(&seen[row[k]], 1 << (labels[k] & 31));
    SYNC();
    FOR_LANES(w, out.width) {
        uint64_t word = 0;
        const int end = least((int)known.width - 64 * w, 64);
        for (int bit = 0; bit < end; bit++) {
            const unsigned there = seen[row[64 * w + bit]];
            word |= (uint64_t)((there & (there - 1)) != 0) << bit;
        }
        out[w] = word;
    }
    """,
)
def mixed(known: UInt8, labels: UInt8) -> UInt64:
    """For each feature, the cells whose value it also has at cells with another label: known uint8 (n, cells), labels
    uint8 (cells,), up to LARGEST_LABEL -> bits, uint64 (n, words), the lowest first."""
    found = np.zeros(known.shape, dtype=bool)
    for row, values in zip(found, known, strict=True):
        for value in np.unique(values):
            there = values == value
            row[there] = len(np.unique(labels[there])) > 1
    return packed(found)


@array_kernel(
    width=lambda prefixes, left, table, columns: table.shape[1],
    body="""
    constexpr int STEP = LANES > 1 ? 1 : 4;     // a lane that is alone takes several words at once
    const int first = prefixes(item, 2), words = left.width, steps = out.width / STEP;
    const uint64_t *a = left.row(prefixes(item, 0)).p, *b = left.row(prefixes(item, 1)).p;
    FOR_LANES(k, steps) unset<STEP>(a, b, words, table, STEP * k, first, columns, out.p + STEP * k);
    for (int w = STEP * steps; w < out.width; w++) unset<1>(a, b, words, table, w, first, columns, out.p + w);
    """,
)
def disjoint(prefixes: Int32, left: UInt64, table: UInt64, columns: int) -> UInt64:
    """Which columns of a table have no bit in common with the intersection of two rows of `left`.

    prefixes: int32 (n, 3), two rows of `left`, and the first column that is asked about; left: bits (m, words); table:
    bits (rows, words of columns), a row for each bit of `left` that may be set; columns: how many the table has -> bits
    (n, words of columns), the lowest first, 0 for columns that are not asked about.
    """
    found = np.zeros((len(prefixes), table.shape[1] * 64), dtype=bool)
    places, flags = unpacked(left), unpacked(table)
    for row, (a, b, first) in zip(found, prefixes.tolist(), strict=True):
        common = np.flatnonzero(places[a] & places[b])
        row[first:columns] = ~np.any(flags[common, first:columns], axis=0)
    return packed(found)


@array_kernel(
    width=lambda known, asked: known.shape[1] + asked.shape[1] + 1,
    beside=("asked",),
    body="""
    const auto row = known.row(item), tests = asked.row(item);
    SHARED(int, rank, 256);
    FOR_LANES(value, 256) rank[value] = 0;
    SYNC();
    FOR_LANES(k, known.width) ATOMIC_OR(&rank[row[k]], 1);
    SYNC();
    ONCE {
        int size = 0;
        for (int value = 0; value < 256; value++) rank[value] = rank[value] ? size++ : UNKNOWN;
        out[known.width + asked.width] = size & 255;
    }
    SYNC();
    FOR_LANES(k, known.width) out[k] = rank[row[k]];
    FOR_LANES(k, asked.width) out[known.width + k] = rank[tests[k]];
    """,
)
def value_ranks(known: UInt8, asked: UInt8) -> UInt8:
    """Each feature's values as ranks among those that it has on the demonstrations, and the number of these.

    known: uint8 (n, cells); asked: uint8 (n, test cells) -> uint8 (n, cells + test cells + 1): ranks, UNKNOWN for
    values that the demonstrations do not have; last the number of values, where 256 is written as 0.
    """
    made = np.full((len(known), known.shape[1] + asked.shape[1] + 1), UNKNOWN, dtype=np.uint8)
    for row, values, tests in zip(made, known, asked, strict=True):
        there, row[: len(values)] = np.unique(values, return_inverse=True)
        place = np.minimum(np.searchsorted(there, tests), len(there) - 1)
        row[len(values) : -1][there[place] == tests] = place[there[place] == tests]
        row[-1] = len(there) % 256
    return made


@array_kernel(
    width=lambda *_: 7,
    body="""
    Combination features = {};
    combine(features, chosen.row(item).p, sizes.p, known, asked);
    SHARED(int, first, LARGEST_TABLE);
    tabulate(features, first, known.width, asked.width, labels.p, places.p, factors.p, out.p);
    """,
)
def tables(
    chosen: Int32, known: UInt8, sizes: Int32, labels: UInt8, places: UInt8, asked: UInt8, factors: UInt64
) -> Int32:
    """Whether up to three features determine the labels of cells, and what a table over them would know: int32 (n, 7).

    chosen: int32 (n, 3), rows of `known`, absent ones as -1 and last; known, asked: uint8 (m, cells), (m, test cells),
    values as `value_ranks` makes them; sizes: int32 (m,), how many values each feature has; labels, places: uint8
    (cells,), the label of each cell and its demonstration, below MOST_EXAMPLES; factors: uint64 (test cells,), random
    numbers.
    A row of the result has the first cell that contradicts an earlier one (the same values, another label) and the
    first cell with these values, or -1 twice if there is none. For a table there follow the number of its entries, of
    test cells that it does not know, and of demonstrations that are the only one to show some entry, then a hash of the
    labels that it gives the test cells, in two halves, the lower one first. -1 twice and 0 entries mean that more than
    LARGEST_TABLE combinations would have to be told apart.
    """
    made = np.zeros((len(chosen), 7), dtype=np.int32)
    made[:, :2] = -1
    for row, features in zip(made, chosen, strict=True):
        features = features[features >= 0]  # noqa: PLW2901
        if np.prod(sizes[features].astype(np.int64)) > LARGEST_TABLE:
            continue
        entries: dict[bytes, int] = {}
        shared = set()
        for k, values in enumerate(map(bytes, known[features].T)):
            first = entries.setdefault(values, k)
            if labels[first] != labels[k]:
                row[:2] = k, first
                break
            if places[first] != places[k]:
                shared.add(values)
        else:
            alone = {int(places[first]) for values, first in entries.items() if values not in shared}
            said = np.array([int(labels[entries[v]]) + 1 if v in entries else 0 for v in map(bytes, asked[features].T)])
            row[2:5] = len(entries), int((said == 0).sum()), len(alone)
            row[5:] = (factors * said.astype(np.uint64)).sum(dtype=np.uint64, keepdims=True).view(np.int32)
    return made
