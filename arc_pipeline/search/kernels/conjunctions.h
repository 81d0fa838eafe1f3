// Searches for few conditions that single out cells together. A condition is a place and a sign, numbered place * SIGNS
// + sign. It holds at columns, which are windows as they are looked at in one of several ways.
#include "bit_counts.h"

constexpr int SIGNS = 13, COLORS = 10, ANCHOR = 12;
constexpr int DRAWN = 16;           // words that are counted: 4 as things are, 4 in the end, 8 where nothing may hold
constexpr int BEAM = 48, KEPT = 32, LONGEST = 4;
constexpr int CONDITIONS = 336, FOUND = 2 * KEPT * LONGEST;  // at most: conditions of 25 places, conjunctions
constexpr int HEAD = 5;             // numbers before the conjunctions in the result

// The conditions at all columns; whether a place has the anchor's colour follows from the conditions on each colour.
struct Whole {
    const uint64_t *bits, *right, *never;  // conditions; where it is right to change cells, and where nothing may hold
    int columns;                    // words of columns
    int anchor;                     // the row of the anchor's place
    MEMBER const uint64_t* row(int place, int sign) const { return bits + (place * 12 + sign) * columns; }
    MEMBER uint64_t word(int condition, int k) const {
        const int place = condition / SIGNS, sign = condition % SIGNS;
        if (sign != ANCHOR) return row(place, sign)[k];
        uint64_t same = 0;
        for (int color = 0; color < COLORS; color++) same |= row(place, color)[k] & row(anchor, color)[k];
        return same;
    }
    // The columns of word k of a mask at which all conditions of a row hold.
    MEMBER uint64_t held(uint64_t word, const int* row, int length, int k) const {
        for (int i = 0; i < length && word; i++) word &= this->word(row[i], k);
        return word;
    }
};

// Whether a search may have a condition, as its sign is among the `named` colours or no colour, and whether it holds at
// some column to be changed now: in one of the first `words` of each `rows` words.
DEVICE bool is_usable(const Whole& whole, int condition, int named, int rows, int words) {
    const int place = condition / SIGNS, sign = condition % SIGNS, anchor = whole.anchor;
    if (place == anchor || !(sign < COLORS ? named >> sign & 1 : sign < ANCHOR || anchor >= 0)) return false;
    bool holds = false;
    for (int k = 0; !holds && k < whole.columns; k++)
        holds = k % rows < words && whole.held(whole.right[k], &condition, 1, k);
    return holds;
}

// The state of one search. Conditions that hold somewhere are numbered anew, and rows of `chosen` hold these numbers.
struct Search {
    int m;                          // conditions
    const int16_t* conditions;
    const uint64_t* table;          // DRAWN words of each condition, by its old number
    int16_t* chosen;                // the conjunctions that are made longer by one condition, as rows
    uint64_t *held, *waiting;
    MEMBER const uint64_t* drawn(int k) const { return table + conditions[k] * DRAWN; }
};

// Enters the key of each lane into the n highest keys, highest first. No two keys are equal, except 0.
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

// A key holds a value and an index, so that of equal values the one with the lowest index has the highest key.
constexpr int INDEX = (1 << 20) - 1;
DEVICE uint64_t key_of(uint64_t value, int index) { return value << 20 | (uint64_t)(INDEX - index); }
DEVICE int index_of(uint64_t key) { return INDEX - (int)(key & INDEX); }

// Writes the indices in two lists of keys to `picked`, ascending, each once; returns how many there are.
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

// Inserts a row of ascending numbers into `count` ascending rows, unless it is there; returns the number of rows.
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

// The conditions, `length` of them, that an index stands for, ascending: those of row index / m, and index % m.
DEVICE void conditions_of(int index, int m, const int16_t* rows, int length, int* row) {
    for (int i = 0; i + 1 < length; i++) row[i] = rows[index / m * (length - 1) + i];
    int at = length - 1;
    for (; at > 0 && row[at - 1] > index % m; at--) row[at] = row[at - 1];
    row[at] = index % m;
}

// Adds each condition to each of `rows` conjunctions and counts the drawn columns at which the result holds. Of those
// that hold nowhere where nothing may, it keeps those with most support and those with most columns now; of the others
// the most promising, or, of single conditions, a flag for each.
DEVICE void count_longer(const Search& s, int rows, int length, uint64_t* supported, uint64_t* begun,
                         uint64_t* promising, int16_t* impure_ones) {
    for (int r = 0; r < rows; r++) {
        const int16_t* row = s.chosen + r * (length - 1);
        FOR_LANES(w, DRAWN) {
            s.held[w] = ~(uint64_t)0;
            for (int i = 0; i + 1 < length; i++) s.held[w] &= s.drawn(row[i])[w];
        }
        SYNC();
        for (int base = 0; base < s.m; base += LANES) {
            const int k = base + LANE, index = r * s.m + k;
            int now = 0, later = 0, wrong = 0;
            bool asked = k < s.m && (length != 2 || k > row[0]);  // else a pair would come in both orders
            for (int i = 0; i + 1 < length; i++) asked = asked && row[i] != k;
            if (asked) {
                const uint64_t* p = s.drawn(k);
                for (int w = 0; w < 4; w++) now += ones(s.held[w] & p[w]);
                for (int w = 4; w < 8; w++) later += ones(s.held[w] & p[w]);
                for (int w = 8; w < DRAWN; w++) wrong += ones(s.held[w] & p[w]);
            }
            const bool pure = now && !wrong, impure = now && wrong;
            keep(supported, KEPT, pure ? key_of(later, index) : 0, s.waiting);
            keep(begun, KEPT, pure ? key_of(now, index) : 0, s.waiting);
            const uint64_t share = impure ? ((uint64_t)(later * later) << 24) / (later + wrong) : 0;
            if (length > 1) keep(promising, BEAM, impure ? key_of(share, index) : 0, s.waiting);
            else if (k < s.m) impure_ones[k] = impure;
        }
        SYNC();
    }
}

// Whether the conditions of a row hold at no column where nothing may; then `sum` is a hash of the columns where they
// hold and the change is right.
DEVICE bool is_pure(const Whole& whole, const int* row, int length, uint64_t& sum) {
    bool wrong = false;
    FOR_LANES(k, whole.columns) if (whole.held(whole.never[k], row, length, k)) { wrong = true; break; }
    wrong = ANY(wrong);
    sum = 0;
    if (!wrong) FOR_LANES(k, whole.columns) {
        const uint64_t word = whole.held(whole.right[k], row, length, k);
        if (word) sum += mix64(word + mix64((uint64_t)k + 1));
    }
    sum = TOTAL64(sum);
    return !wrong;
}

// Writes down a conjunction: its conditions, and at how many drawn columns it holds now and in the end.
DEVICE void write_found(const uint64_t* table, const int* row, int length, int16_t* one) {
    int counts[2] = {};
    for (int w = 0; w < 8; w++) {
        uint64_t word = ~(uint64_t)0;
        for (int i = 0; i < length; i++) word &= table[row[i] * DRAWN + w];
        counts[w / 4] += ones(word);
    }
    for (int i = 0; i < LONGEST; i++) one[i] = (int16_t)(i < length ? row[i] : -1);
    one[4] = (int16_t)counts[0];
    one[5] = (int16_t)counts[1];
}

// Enters the conjunction of an index among the `number` that are found, if it holds nowhere where nothing may, and at
// other columns than those that are `known`.
DEVICE void enter_pure(const Search& s, const Whole& whole, int index, int length, int16_t* found, uint64_t* known,
                       int* number) {
    int row[LONGEST];
    uint64_t sum;
    conditions_of(index, s.m, s.chosen, length, row);
    for (int i = 0; i < length; i++) row[i] = s.conditions[row[i]];
    const bool pure = is_pure(whole, row, length, sum);
    ONCE if (pure) {
        bool there = false;
        for (int k = 0; k < *number; k++) there |= known[k] == sum;
        if (!there) {
            write_found(s.table, row, length, found + 6 * *number);
            known[(*number)++] = sum;
        }
    }
}

// Collects the conjunctions that are made longer next; returns how many there are.
DEVICE int lengthen(const Search& s, int length, const uint64_t* promising, int16_t* next) {
    int count = 0;
    if (length == 1) {
        for (int k = 0; k < s.m; k++) if (next[k]) s.chosen[count++] = (int16_t)k;
    } else if (length < LONGEST) {
        for (int k = 0; k < BEAM && promising[k]; k++) {
            int row[LONGEST];
            conditions_of(index_of(promising[k]), s.m, s.chosen, length, row);
            count = insert_row(next, count, length, row);
        }
        for (int k = 0; k < count * length; k++) s.chosen[k] = next[k];
    }
    return count;
}

// Writes the best conjunctions found: in turn the next with most support and the next that holds at most columns now,
// each once, KEPT at most; returns how many there are.
DEVICE int best_of(const int16_t* found, int count, int32_t* out) {
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
            for (int i = 0; i < LONGEST; i++) there &= out[6 * k + i] == one[i];
        }
        if (there) continue;
        for (int i = 0; i < 6; i++) out[6 * made + i] = one[i];
        made++;
    }
    return made;
}
