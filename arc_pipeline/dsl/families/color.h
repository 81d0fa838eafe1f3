#include "bits.h"
#include "components.h"
// How often each colour occurs in a piece: ten counts of 12 bits in two words, so that lanes add without shared memory.
struct ColorCounts {
    uint64_t low = 0, high = 0;  // colours 0-4, colours 5-9
    MEMBER int operator[](int c) const { return (int)((c < 5 ? low >> (12 * c) : high >> (12 * (c - 5) & 63)) & 4095); }
    MEMBER void add(int c) {     // transparent cells count for nothing
        low += (uint64_t)(c < 5) << (12 * c & 63);  // without branches, which real grids make hard to foresee
        high += (uint64_t)(c >= 5 && c < 10) << ((12 * c - 60) & 63);
    }
};

DEVICE ColorCounts gather(ColorCounts counts) {  // what all lanes have counted
    counts.low = TOTAL64(counts.low);
    counts.high = TOTAL64(counts.high);
    return counts;
}

#if !defined(__CUDACC__) && !defined(TEAM)
// One lane handles 32 cells at a time; past the end of the cells nothing is read or written.
typedef uint8_t Bytes __attribute__((vector_size(32)));

DEVICE void load(Bytes& cells, const uint8_t* p, int n) {  // 255 behind the n cells that are left
    if (n >= 32) { __builtin_memcpy(&cells, p, 32); return; }
    __builtin_memset(&cells, 255, 32);
    __builtin_memcpy(&cells, p, n);
}

FUNCTION ColorCounts count_colors(const View& v) {
    Bytes tally[10] = {}, cells;  // each byte counts at most 29 cells of the 900
    for (int k = 0, n = v.size(); k < n; k += 32) {
        load(cells, v.p + k, n - k);
        for (int c = 0; c < 10; c++) tally[c] -= (Bytes)(cells == (uint8_t)c);
    }
    ColorCounts counts;
    for (int c = 0; c < 10; c++) {
        uint64_t part[4];
        __builtin_memcpy(part, &tally[c], 32);
        uint64_t sum = part[0] + part[1] + part[2] + part[3];  // bytes of at most 116
        sum = (sum & 0x00FF00FF00FF00FFull) + (sum >> 8 & 0x00FF00FF00FF00FFull);
        (c < 5 ? counts.low : counts.high) |= (sum * 0x0001000100010001ull >> 48) << (12 * (c % 5));
    }
    return counts;
}

FUNCTION void rename_colors(View& out, const View& v, const uint8_t* names) {
    Bytes cells;
    for (int k = 0, n = v.size(); k < n; k += 32) {
        Bytes made = {};
        load(cells, v.p + k, n - k);
        for (int c = 0; c < 10; c++) made |= (Bytes)(cells == (uint8_t)c) & names[c];
        if (n - k >= 32) __builtin_memcpy(out.p + k, &made, 32);
        else __builtin_memcpy(out.p + k, &made, n - k);
    }
}
#else
DEVICE ColorCounts count_colors(const View& v) {
    ColorCounts counts;
    FOR_LANES(k, v.size()) counts.add(v.p[k]);
    return gather(counts);
}

// The cells of `v` with names[c] for colour c; 16 names, SHARED.
DEVICE void rename_colors(View& out, const View& v, const uint8_t* names) {
    FOR_LANES(k, v.size()) out.p[k] = names[v.p[k] & 15];
}
#endif

DEVICE int most_common(const ColorCounts& counts) {  // the smallest of several; NONE if there is no colour
    int best = NONE, times = 0;
    for (int c = 0; c < 10; c++)
        if (counts[c] > times) { best = c; times = counts[c]; }
    return best;
}

DEVICE int least_common(const ColorCounts& counts) {
    int best = NONE, times = MAX_CELLS + 1;
    for (int c = 0; c < 10; c++)
        if (counts[c] && counts[c] < times) { best = c; times = counts[c]; }
    return best;
}

DEVICE uint32_t seen_colors(const View& v) {  // a bit each
    const ColorCounts counts = count_colors(v);
    uint32_t seen = 0;
    for (int c = 0; c < 10; c++) seen |= (uint32_t)(counts[c] > 0) << c;
    return seen;
}

// How many of the colours from `first` on come before c: those more common, and of those as common the smaller ones.
DEVICE int rank_of(const ColorCounts& counts, int c, int first) {
    const int mine = counts[c] * 16 - c;
    int rank = 0;
    for (int d = first; d < 10; d++) rank += counts[d] * 16 - d > mine;
    return rank;
}

DEVICE int color_of_rank(const ColorCounts& counts, int rank) {  // NONE if there are fewer colours
    int found = NONE;
    for (int c = 0; c < 10; c++)
        if (counts[c] && rank_of(counts, c, 0) == rank) found = c;
    return found;
}

DEVICE int number_of_colors(const ColorCounts& counts, int first) {
    int n = 0;
    for (int c = first; c < 10; c++) n += counts[c] > 0;
    return n;
}

// A colour's name by its rank besides 0; what is not there keeps its own if it is free, else those that became free are
// given out in ascending order.
DEVICE int name_by_rank(const ColorCounts& counts, int c) {
    const int known = number_of_colors(counts, 1);
    if (c == 0 || (counts[c] == 0 && c > known)) return c;
    if (counts[c]) return 1 + rank_of(counts, c, 1);
    int nameless = 0, name = known;
    for (int d = 1; d <= c; d++) nameless += counts[d] == 0;
    while (nameless) nameless -= counts[++name] > 0;
    return name;
}

DEVICE int single_color(const ColorCounts& counts, int other) {  // the one besides 0 and `other`, else NONE
    int found = NONE, n = 0;
    for (int c = 1; c < 10; c++)
        if (counts[c] && c != other) { found = c; n++; }
    return n == 1 ? found : NONE;
}

// The colour of the largest component that is no full rectangle, of the largest where each is one; of several the first.
FUNCTION int color_of_floor(const View& grid, const Label* label, const Bounds* bounds, int count) {
    int best = 0;  // whether it is no full rectangle, its size, and how early it comes
    FOR_LANES(k, count) {
        const Bounds box = bounds[k];
        const int h = box.height(), w = box.width();
        int n = 0;
        for (int i = box.top(); i < box.top() + h; i++)
            for (int j = box.left(); j < box.left() + w; j++) n += (int)label[i * grid.w + j] == k + 1;
        best = most(best, ((n < h * w) * 1024 + n) * 1024 + MAX_CELLS - k);
    }
    const int found = MAX_CELLS - LARGEST(best) % 1024;
    int color = 0;
    FOR_LANES(k, grid.size()) if ((int)label[k] == found + 1) color = grid.p[k];
    return LARGEST(color);
}
