#include "bit_rows.h"
#include "neighbours.h"
// Rules of neighbours, applied again and again.

// Bit j of four words: how many neighbours of the cell in row i and column j belong to the set, binary, lowest first.
struct Sums { uint32_t digit[4]; };

DEVICE void add_bits(Sums& sums, uint32_t bits) {
    for (int k = 0; k < 4; k++) {
        const uint32_t carried = sums.digit[k] & bits;
        sums.digit[k] ^= bits;
        bits = carried;
    }
}

DEVICE Sums count_neighbors(const uint32_t* rows, int i, int h, bool diagonal) {
    Sums sums{};
    const uint32_t above = row_of(rows, i - 1, h), below = row_of(rows, i + 1, h);
    add_bits(sums, above);
    add_bits(sums, below);
    add_bits(sums, rows[i] << 1);
    add_bits(sums, rows[i] >> 1);
    if (diagonal) {
        add_bits(sums, above << 1);
        add_bits(sums, above >> 1);
        add_bits(sums, below << 1);
        add_bits(sums, below >> 1);
    }
    return sums;
}

// The cells with at least so many neighbours in the set.
DEVICE uint32_t with_at_least(const Sums& sums, int count) {
    if (count <= 0) return ~0u;
    if (count > 8) return 0;
    uint32_t more = 0, equal = ~0u;
    for (int k = 3; k >= 0; k--) {
        if (count >> k & 1) {
            equal &= sums.digit[k];
        } else {
            more |= equal & sums.digit[k];
            equal &= ~sums.digit[k];
        }
    }
    return more | equal;
}

// Cells of 0 with enough neighbours that are not take the most common colour of those, all at once, until none has.
FUNCTION void fill_up(const View& grid, int count, bool diagonal, uint8_t* memory, View& out) {
    SHARED(uint32_t, rows, MAX_SIDE);
    SHARED(uint32_t, fresh, MAX_SIDE);
    const int h = grid.h, w = grid.w, wanted = most(count, 1);
    const uint32_t whole = bits_below(w);
    const Padded padded = pad(grid, 0, memory);
    collect_rows(h, w, [&](int i, int j) { return grid(i, j) != 0; }, rows);
    COPY(out, grid);
    SYNC();
    for (bool some = true; some;) {
        some = false;
        FOR_LANES(i, h) {
            fresh[i] = with_at_least(count_neighbors(rows, i, h, diagonal), wanted) & whole & ~rows[i];
            some |= fresh[i] != 0;
            each_bit(fresh[i], i, [&](int i, int j) {
                out(i, j) = (uint8_t)commonest_around(padded.at(i, j), diagonal ? 2 : 0, 1);
            });
        }
        some = ANY(some);
        SYNC();
        FOR_LANES(i, h) {
            each_bit(fresh[i], i, [&](int i, int j) { memory[(i + 1) * PADDED_SIDE + j + 1] = out(i, j); });
            rows[i] |= fresh[i];
        }
        SYNC();
    }
}

// Takes away cells that have too few neighbours in the set, all at once, until none has.
FUNCTION void wear_off(int h, int count, bool diagonal, uint32_t* rows, uint32_t* kept) {
    for (bool some = true; some;) {
        some = false;
        FOR_LANES(i, h) {
            kept[i] = rows[i] & with_at_least(count_neighbors(rows, i, h, diagonal), count);
            some |= kept[i] != rows[i];
        }
        some = ANY(some);
        SYNC();
        FOR_LANES(i, h) rows[i] = kept[i];
        SYNC();
    }
}

// The cells of squares of size x size cells of one colour, in `inside`. `same` and `below`: the cells like the next one
// to the right, and like the one below.
FUNCTION void find_blocks(const View& grid, int size, uint32_t* same, uint32_t* below, uint32_t* inside) {
    const int h = grid.h, w = grid.w;
    collect_rows(h, w, [&](int i, int j) { return j + 1 < w && grid(i, j) == grid(i, j + 1); }, same);
    collect_rows(h, w, [&](int i, int j) { return i + 1 < h && grid(i, j) == grid(i + 1, j); }, below);
    FOR_LANES(i, h) {
        uint32_t run = bits_below(w);
        for (int k = 0; k < size - 1; k++) run &= same[i] >> k;
        inside[i] = run;
    }
    SYNC();
    FOR_LANES(i, h) {
        uint32_t begin = i + size <= h ? inside[i] : 0;
        for (int k = 1; k < size && begin; k++) begin &= inside[i + k] & below[i + k - 1];
        same[i] = begin;
    }
    SYNC();
    FOR_LANES(i, h) {
        uint32_t begun = 0, covered = 0;
        for (int k = 0; k < size && k <= i; k++) begun |= same[i - k];
        for (int k = 0; k < size; k++) covered |= begun << k;
        inside[i] = covered;
    }
    SYNC();
}

// A rule: the colour that `next` has for a cell's colour and its number of neighbours that are not 0; it stays where
// that is UNCHANGED.
constexpr int UNCHANGED = 255;
constexpr int ROUNDS = 30;  // as in rounds.py
FUNCTION void read_rule(const Numbers& table, uint8_t* next) {
    FOR_LANES(k, 16 * 9) next[k] = UNCHANGED;
    SYNC();
    FOR_LANES(k, table[0] == 2 ? (table.count - 1) / 2 : 0) {
        const int color = table[1 + 2 * k] >> 8, n = table[1 + 2 * k] & 255, after = table[2 + 2 * k];
        if ((unsigned)color < 10 && n <= 8 && (unsigned)after < 10) next[color * 9 + n] = (uint8_t)after;
    }
    SYNC();
}
enum { SETTLED, CHANGED, SWINGS };

// A round. SWINGS: all is as it was before the last round, and will be again. `before`: two times MAX_CELLS cells, what
// the last rounds made.
FUNCTION int apply_rule(const View& out, int round, const uint8_t* next, bool diagonal, uint8_t* memory,
                        uint8_t* counts, uint8_t* before) {
    const Padded padded{memory};
    const int w = out.w;
    const auto count = [&](int i, int j, bool corners) {
        const uint8_t* const p = padded.at(i, j);
        uint8_t n = 0;
        each_side(p, [&](int cell) { n += cell != 0; });
        if (corners) each_corner(p, [&](int cell) { n += cell != 0; });
        counts[i * w + j] = n;
    };
    if (diagonal) FOR_CELLS(out, i, j) count(i, j, true);
    else FOR_CELLS(out, i, j) count(i, j, false);
    SYNC();
    uint8_t* const last = before + (round & 1) * MAX_CELLS;
    bool changed = false, swings = round > 1;
    FOR_CELLS(out, i, j) {
        uint8_t *const cell = memory + (i + 1) * PADDED_SIDE + j + 1, *const old = last + i * w + j;
        const int color = next[(*cell & 15) * 9 + counts[i * w + j]];
        const uint8_t after = color == UNCHANGED ? *cell : (uint8_t)color;
        changed |= after != *cell;
        swings &= round > 1 && after == *old;
        *cell = *old = out(i, j) = after;
    }
    changed = ANY(changed);
    swings = EVERY(swings);
    SYNC();
    return !changed ? SETTLED : swings ? SWINGS : CHANGED;
}

// The colour that most of the cells round p and that one itself have, the smallest of several, its own if it is one.
DEVICE int commonest_with_own(const uint8_t* p) {
    uint64_t counts = 1ull << (4 * (*p & 15));  // four bits a colour
    const auto look = [&](int n) { counts += 1ull << (4 * (n & 15)); };
    each_side(p, look);
    each_corner(p, look);
    int best = *p, times = (int)(counts >> (4 * (*p & 15)) & 15);
    for (int c = 0; counts >> (4 * c) && c < 10; c++) {
        const int count = (int)(counts >> (4 * c) & 15);
        if (count > times) { best = c; times = count; }
    }
    return best;
}
