// Which few conditions single out cells. A condition is a place and a sign, SIGNS to a place; it holds at columns, a
// window as it is looked at in one way each. Bits of words are counted as those of layers are.
#include "layers.h"

constexpr int SIGNS = 13, COLORS = 10, OUTSIDE = 10, ANOTHER = 11, UNNAMED = 12;  // 12 kinds of bits, and one of these
constexpr int DRAWN = 16;           // words of columns that are counted: 4 as things are, 4 in the end, 8 never
constexpr int CONDITIONS = 336, FOUND = 256, BEAM = 48, KEPT = 32, LONGEST = 4;

// The conditions over all columns: those that a colour is the anchor's are made of those of each colour.
struct Whole {
    const uint64_t* bits;
    int columns;                    // words of them
    int anchor;
    MEMBER const uint64_t* row(int place, int sign) const { return bits + (place * 12 + sign) * columns; }
    MEMBER uint64_t word(int condition, int k) const {
        const int place = condition / SIGNS, sign = condition % SIGNS;
        if (sign != UNNAMED) return row(place, sign)[k];
        uint64_t same = 0;
        for (int color = 0; color < COLORS; color++) same |= row(place, color)[k] & row(anchor, color)[k];
        return same;
    }
};

// The highest n keys, highest first; each lane brings one, of which no two are equal but for 0.
DEVICE void keep(uint64_t* best, int n, uint64_t key, uint64_t* waiting) {
    if (ANY(key > best[n - 1])) {
        waiting[LANE] = key;
        SYNC();
        ONCE for (int lane = 0; lane < LANES; lane++) {
            int k = n;
            for (; k > 0 && waiting[lane] > best[k - 1]; k--) if (k < n) best[k] = best[k - 1];
            if (k < n) best[k] = waiting[lane];
        }
        SYNC();
    }
}

// Keys hold the index that was looked at, so that of equal values the first is the highest.
constexpr int INDEX = (1 << 20) - 1;
DEVICE uint64_t key_of(uint64_t value, int index) { return value << 20 | (uint64_t)(INDEX - index); }
DEVICE int index_of(uint64_t key) { return INDEX - (int)(key & INDEX); }

// The indices of two lists of keys, ascending, each once; how many.
DEVICE int merge_indices(const uint64_t* a, const uint64_t* b, int* picked) {
    int count = 0;
    for (int k = 0; k < 2 * KEPT; k++) {
        const uint64_t key = k < KEPT ? a[k] : b[k - KEPT];
        if (!key) continue;
        const int index = index_of(key);
        int at = count;
        while (at > 0 && picked[at - 1] > index) at--;
        if (at > 0 && picked[at - 1] == index) continue;
        for (int i = count++; i > at; i--) picked[i] = picked[i - 1];
        picked[at] = index;
    }
    return count;
}

// Puts a row of ascending numbers where it belongs among `count` ascending rows, if it is not there; how many there are.
DEVICE int insert_row(int16_t* rows, int count, int length, const int* row) {
    int at = 0, order = 1;
    for (; at < count; at++) {
        order = 0;
        for (int i = 0; i < length && !order; i++) order = rows[at * length + i] - row[i];
        if (order >= 0) break;
    }
    if (at < count && order == 0) return count;
    for (int i = (count + 1) * length - 1; i >= (at + 1) * length; i--) rows[i] = rows[i - length];
    for (int i = 0; i < length; i++) rows[at * length + i] = (int16_t)row[i];
    return count + 1;
}

// The conditions of `length` that an index stands for, ascending: one more beside those of a row.
DEVICE void conditions_of(int index, int m, const int16_t* rows, int length, int* row) {
    for (int i = 0; i + 1 < length; i++) row[i] = rows[index / m * (length - 1) + i];
    int at = length - 1;
    for (; at > 0 && row[at - 1] > index % m; at--) row[at] = row[at - 1];
    row[at] = index % m;
}

// Of those found, in turn the next with most support and the next that holds at most columns now, KEPT at most.
DEVICE int best_of(const int16_t* found, int count, const Rows<int32_t>& out) {
    uint64_t before[2] = {~(uint64_t)0, ~(uint64_t)0};
    int made = 0;
    for (int turn = 0; turn < 2 * count && made < KEPT; turn++) {
        uint64_t next = 0;
        for (int k = 0; k < count; k++) {
            const int16_t* one = found + 6 * k;
            int length = 0;
            while (length < LONGEST && one[length] >= 0) length++;
            const uint64_t key = key_of((uint64_t)one[turn & 1 ? 4 : 5] << 3 | (7 - length), k);
            if (key < before[turn & 1] && key > next) next = key;
        }
        before[turn & 1] = next;
        const int16_t* one = found + 6 * index_of(next);
        bool there = false;
        for (int k = 0; k < made && !there; k++) {
            there = true;
            for (int i = 0; i < LONGEST; i++) there &= out[5 + 6 * k + i] == one[i];
        }
        if (there) continue;
        for (int i = 0; i < 6; i++) out[5 + 6 * made + i] = one[i];
        made++;
    }
    return made;
}

// The r-th bit of a word that is set, as a number.
DEVICE int nth_bit(uint64_t word, int r) {
    for (; r > 0; r--) word &= word - 1;
    return ones((word & (0 - word)) - 1);
}

// Draws at most `limit` of the columns of a mask evenly, from the words [first, last) of each way, then from [third,
// fourth) of each: columns[k] = way << 16 | window, -1 behind them.
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
