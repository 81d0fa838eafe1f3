// Draws columns for a search. A column is a window as it is looked at in one of several ways.
#include "bit_counts.h"

constexpr int SIGNS = 13, COLORS = 10, OUTSIDE = 10, ANOTHER = 11, ANCHOR = 12, MIDDLE = 12;
constexpr int COLUMNS = 256, DRAWN = 4 * COLUMNS / 64;  // words that are drawn

// The place of the r-th bit that is set in a word, counted from 0.
DEVICE int nth_bit(uint64_t word, int r) {
    for (; r > 0; r--) word &= word - 1;
    return ones((word & (0 - word)) - 1);
}

// Draws at most `limit` of the columns of a mask, evenly: first from the words [first, last) of each way, then from the
// words [third, fourth) of each. columns[k] = way << 16 | window, -1 after the last.
DEVICE void draw(const uint64_t* mask, int ways, int words, int first, int last, int third, int fourth, int limit,
                 int* columns) {
    int total = 0, seen = 0, k = 0;
    for (int t = 0; t < ways * words; t++) {
        const int w = t % words;
        if ((w >= first && w < last) || (w >= third && w < fourth)) total += ones(mask[t]);
    }
    const int taken = least(total, limit);
    for (int part = 0; part < 2; part++)
        for (int way = 0; way < ways; way++)
            for (int w = part ? third : first; w < (part ? fourth : last); w++) {
                const uint64_t word = mask[way * words + w];
                const int count = ones(word);
                for (; k < taken; k++) {
                    const int rank = taken > 1 ? k * (total - 1) / (taken - 1) : 0;
                    if (rank >= seen + count) break;
                    columns[k] = way << 16 | (64 * w + nth_bit(word, rank - seen));
                }
                seen += count;
            }
    for (; k < limit; k++) columns[k] = -1;
}
