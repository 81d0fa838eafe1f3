#include "bit_counts.h"
constexpr int LABELS = 10;
constexpr int64_t NO_WAY = 0x7fffffffffffffff;

// A hash of a word and its place, 0 for no bits; the sum over all places is a hash of a set of cells.
DEVICE uint64_t placed(uint64_t bits, int k) {
    if (!bits) return 0;
    bits = (bits + (uint64_t)(k + 1) * 0xA24BAED4963EE407ull) * 0x9E3779B97F4A7C15ull;
    bits = (bits ^ bits >> 32) * 0xD6E8FEB86659FD93ull;
    return bits ^ bits >> 29;
}

// 16 times the number of wrong cells that a layer covers, plus the label of all its free cells, or 15 if it has its own
// colours, which are wrong where `against` says; -1 if it is not right on all its free cells or covers no wrong one.
DEVICE int explained(const uint64_t* lies, const uint64_t* against, const Rows<const uint64_t>& labels,
                     const uint64_t* open, const uint64_t* asked, int words) {
    int count = 0, label = against ? 15 : -1;
    for (int k = 0; k < words; k++) {
        const uint64_t there = lies[k] & open[k];
        if (!there) continue;
        if (label < 0) while (!(labels(++label, k) & there)) {}
        if (against ? against[k] & there : there & ~labels(label, k)) return -1;
        count += ones(there & asked[k]);
    }
    return count ? count << 4 | label : -1;
}

// Enters a way among the best, in ascending order; of ways that leave the same cells wrong only the least stays.
DEVICE void enter(int64_t* best, uint64_t* leaves, int kept, int64_t way, uint64_t left) {
    if (way >= best[kept - 1]) return;
    int end = 0;
    while (end < kept - 1 && best[end] != NO_WAY && leaves[end] != left) end++;
    if (best[end] <= way) return;
    for (; end > 0 && best[end - 1] > way; end--) {
        best[end] = best[end - 1];
        leaves[end] = leaves[end - 1];
    }
    best[end] = way;
    leaves[end] = left;
}
