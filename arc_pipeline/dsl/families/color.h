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

DEVICE ColorCounts count_colors(const View& v) {
    ColorCounts counts;
    FOR_LANES(k, v.size()) counts.add(v.p[k]);
    return gather(counts);
}

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

// How many of the colours from `first` on come before c: those more common, and of those as common the smaller ones.
DEVICE int rank_of(const ColorCounts& counts, int c, int first) {
    int rank = 0;
    for (int d = first; d < 10; d++) rank += counts[d] > counts[c] || (counts[d] == counts[c] && d < c);
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

DEVICE int single_color(const ColorCounts& counts, int other) {  // the one besides 0 and `other`, else NONE
    int found = NONE, n = 0;
    for (int c = 1; c < 10; c++)
        if (counts[c] && c != other) { found = c; n++; }
    return n == 1 ? found : NONE;
}
