#include "bits.h"
// The cells that have one value in a state, taken together.

constexpr int VALUES = 256;

DEVICE int largest_value(const View& v) {
    int largest = 0;
    FOR_LANES(k, v.size()) largest = most(largest, v.p[k]);
    return LARGEST(largest);
}

// The most common colour but 0 of the cells of each value, the smallest number of several; 0 if there is none.
FUNCTION void color_groups(const View& grid, const View& by, View& out) {
    SHARED(int, counts, VALUES * 10);
    const int values = largest_value(by) + 1;
    FOR_LANES(k, values * 10) counts[k] = 0;
    SYNC();
    FOR_LANES(k, grid.size()) if (grid.p[k] < 10) ATOMIC_ADD(&counts[by.p[k] * 10 + grid.p[k]], 1);
    SYNC();
    FOR_LANES(value, values) {
        int* const group = counts + value * 10;
        int best = 0, cells = 0;
        for (int c = 1; c < 10; c++) if (group[c] > cells) cells = group[best = c];
        group[0] = best;
    }
    SYNC();
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = counts[by.p[k] * 10];
}

FUNCTION void count_groups(const View& grid, const View& by, View& out) {
    SHARED(int, counts, VALUES);
    FOR_LANES(k, VALUES) counts[k] = 0;
    SYNC();
    FOR_LANES(k, grid.size()) if (grid.p[k]) ATOMIC_ADD(&counts[by.p[k]], 1);
    SYNC();
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = least(counts[by.p[k]], 255);
}

// The place of each value but 0 among those there are, 1 for the largest (or smallest).
FUNCTION void rank_values(const View& state, bool largest_first, View& out) {
    SHARED(int, present, VALUES / 32);
    FOR_LANES(k, VALUES / 32) present[k] = 0;
    SYNC();
    FOR_LANES(k, state.size()) if (state.p[k]) ATOMIC_OR(&present[state.p[k] >> 5], 1 << (state.p[k] & 31));
    SYNC();
    SHARED(uint8_t, ranks, VALUES);
    const int values = largest_value(state) + 1;
    FOR_LANES(value, values) {
        if (value && !(present[value >> 5] >> (value & 31) & 1)) continue;
        int rank = rank_among(present[value >> 5], value & 31, largest_first);
        for (int word = 0; word < VALUES / 32; word++)
            if (largest_first ? word > value >> 5 : word < value >> 5) rank += count_bits(present[word]);
        ranks[value] = value ? rank : 0;
    }
    SYNC();
    RESIZE(out, state.h, state.w);
    FOR_LANES(k, out.size()) out.p[k] = ranks[state.p[k]];
}
