#include "bits.h"
// Sets of cells as one word a row: bit j of rows[i] is the cell in row i, column j. MAX_SIDE words, SHARED.

// The cells for which test(i, j) holds.
template <class Test> DEVICE void collect_rows(int h, int w, Test test, uint32_t* rows) {
    FOR_LANES(i, h) {
        uint32_t bits = 0;
        for (int j = 0; j < w; j++) bits |= (uint32_t)(test(i, j) ? 1 : 0) << j;
        rows[i] = bits;
    }
    SYNC();
}

DEVICE uint32_t row_of(const uint32_t* rows, int i, int h) { return (unsigned)i < (unsigned)h ? rows[i] : 0; }

// The cells next to the set, and perhaps some of its own, in row i.
DEVICE uint32_t next_to_row(const uint32_t* rows, int i, int h, bool diagonal) {
    const uint32_t near = row_of(rows, i - 1, h) | row_of(rows, i + 1, h), mine = rows[i];
    const uint32_t wide = diagonal ? near | mine : mine;
    return near | wide << 1 | wide >> 1;
}

// `bits` and what is joined to them within `allowed`, along one row.
DEVICE uint32_t fill_row(uint32_t bits, uint32_t allowed) {
    uint32_t up = allowed, down = allowed;
    for (int k = 1; k < 32; k *= 2) {
        bits |= up & (bits << k);
        up &= up << k;
    }
    for (int k = 1; k < 32; k *= 2) {
        bits |= down & (bits >> k);
        down &= down >> k;
    }
    return bits;
}

// Grows `set`, which lies in `allowed`, to all cells of `allowed` that are connected to it. Rows are done by turns,
// even and odd, so that no lane reads what another is writing.
FUNCTION void flood_rows(int h, const uint32_t* allowed, bool diagonal, uint32_t* set) {
    for (bool changed = true; changed;) {
        changed = false;
        for (int odd = 0; odd < 2; odd++) {
            FOR_LANES(k, (h + 1 - odd) / 2) {
                const int i = 2 * k + odd;
                const uint32_t old = set[i], entered = (old | next_to_row(set, i, h, diagonal)) & allowed[i];
                if (entered == old) continue;
                set[i] = fill_row(entered, allowed[i]);
                changed = true;
            }
            SYNC();
        }
        changed = ANY(changed);
    }
}

// Calls visit(i, j) for the cells of the set in row i.
template <class Visit> DEVICE void each_bit(uint32_t bits, int i, Visit visit) {
    for (; bits; bits &= bits - 1) visit(i, first_bit(bits));
}
