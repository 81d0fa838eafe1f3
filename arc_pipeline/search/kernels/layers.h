#include "bit_counts.h"
constexpr int LABELS = 10;
constexpr int64_t NO_WAY = 0x7fffffffffffffff;

// A word mixed with its place, so that the sum over all places tells bits apart; 0 for no bits.
DEVICE uint64_t placed(uint64_t bits, int k) {
    if (!bits) return 0;
    bits = (bits + (uint64_t)(k + 1) * 0xA24BAED4963EE407ull) * 0x9E3779B97F4A7C15ull;
    bits = (bits ^ bits >> 32) * 0xD6E8FEB86659FD93ull;
    return bits ^ bits >> 29;
}

// 16 times how many of the wrong cells a layer lies on, plus the label of all its free cells, 15 for colours of its
// own, which are wrong where `against` says; -1 where it is not right on all free cells.
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

// Enter a way among the best, in ascending order; of those that leave the same cells wrong the least stays.
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
