#include "cut.h"
// Patterns that repeat along rows, columns or diagonals.

// The smallest p >= 1 such that row i equals row i + p wherever both lie in first..end-1; end - first if there is none.
// A cell of row i + p that is `free` need not be equal.
FUNCTION int row_period(const View& v, int first, int end, int free = -1) {
    for (int p = 1; p < end - first; p++) {
        bool equal = true;
        const int n = (end - first - p) * v.w;
        const uint8_t *a = v.p + first * v.w, *b = a + p * v.w;
        for (int k = LANE; equal && k < n; k += LANES) equal = a[k] == b[k] || b[k] == free;
        if (EVERY(equal)) return p;
    }
    return end - first;
}
FUNCTION int column_period(const View& v, int first, int end, int free = -1) {
    for (int p = 1; p < end - first; p++) {
        bool equal = true;
        for (int i = LANE; equal && i < v.h; i += LANES)
            for (int j = first; equal && j + p < end; j++) equal = v(i, j) == v(i, j + p) || v(i, j + p) == free;
        if (EVERY(equal)) return p;
    }
    return end - first;
}
DEVICE int after_period(int k, int period) { return (k % period + period) % period; }  // for k > -period * MAX_SIDE too

enum { EVERYWHERE, ALONG_ROWS, ALONG_COLUMNS, DIAGONAL, ANTIDIAGONAL };

struct Period {
    int way, down, across;  // diagonals: down is the period
    MEMBER int classes() const { return way >= DIAGONAL ? down : down * across; }
    MEMBER int of_row(int i) const { return way >= DIAGONAL ? i % down : i % down * across; }
    MEMBER int of_column(int j) const {
        return way == ANTIDIAGONAL ? down - 1 - j % down : way == DIAGONAL ? j % down : j % across;
    }
};

// Scratch: the cells that are not of the hidden colour; what a cell's row and column add to the number of its class;
// the colours that each class has, one bit each.
struct Visible {
    uint16_t* places;       // MAX_CELLS: row * 32 + column
    int* seen;              // MAX_CELLS; first used to count the visible cells of rows
    int* of_row;            // 2 * MAX_SIDE
    int count;
    MEMBER int class_of(const Period& period, int i, int j) const {
        const int k = of_row[i] + of_row[MAX_SIDE + j];
        return period.way >= DIAGONAL && k >= period.down ? k - period.down : k;
    }
};

FUNCTION void find_visible(const View& v, int hidden, Visible& visible) {
    FOR_LANES(i, v.h) {
        int n = 0;
        for (int j = 0; j < v.w; j++) n += v(i, j) != hidden;
        visible.seen[i] = n;
    }
    SYNC();
    visible.count = 0;
    for (int i = 0; i < v.h; i++) visible.count += visible.seen[i];
    FOR_LANES(i, v.h) {
        int n = 0;
        for (int k = 0; k < i; k++) n += visible.seen[k];
        for (int j = 0; j < v.w; j++) if (v(i, j) != hidden) visible.places[n++] = (uint16_t)(i * 32 + j);
    }
    SYNC();
}

enum { CONTRADICTED, CONSISTENT, COMPLETE };

// Whether the visible cells of every class agree, and whether every class has one. Leaves the colours' bits in `seen`.
FUNCTION int try_period(const View& v, const Visible& visible, const Period& period) {
    const int n = period.classes();
    FOR_LANES(k, n) visible.seen[k] = 0;
    FOR_LANES(i, v.h) visible.of_row[i] = period.of_row(i);
    FOR_LANES(j, v.w) visible.of_row[MAX_SIDE + j] = period.of_column(j);
    SYNC();
    FOR_LANES(k, visible.count) {
        const int i = visible.places[k] / 32, j = visible.places[k] % 32;
        int* seen = visible.seen + visible.class_of(period, i, j);
        ATOMIC_OR(seen, 1 << (v(i, j) & 15));
        if (LANES == 1 && (*seen & (*seen - 1))) return CONTRADICTED;  // only a lane alone may look this early
    }
    SYNC();
    bool agree = true, full = true;
    FOR_LANES(k, n) {
        const int seen = visible.seen[k];
        agree = agree && !(seen & (seen - 1));
        full = full && seen;
    }
    const bool all_agree = EVERY(agree), all_full = EVERY(full);
    SYNC();
    return all_agree ? all_full ? COMPLETE : CONSISTENT : CONTRADICTED;
}

// The smallest period along one axis that makes everything known; down = 0 if there is none.
FUNCTION Period find_line_period(const View& v, const Visible& visible, int way) {
    const int limit = way == ALONG_ROWS ? v.w : way == ALONG_COLUMNS ? v.h : most(v.h, v.w);
    for (int p = 1; p <= limit; p++) {
        const Period period{way, way == ALONG_ROWS ? v.h : p, way == ALONG_COLUMNS ? v.w : p};
        if (period.classes() > visible.count) break;
        if (try_period(v, visible, period) == COMPLETE) return period;
    }
    return Period{way, 0, 0};
}

// The same for both axes at once, smallest area first, then fewest rows. A period of the whole must be one of its rows
// and one of its columns: that leaves few pairs to try.
FUNCTION Period find_period(const View& v, const Visible& visible) {
    uint8_t across[MAX_SIDE], next[MAX_SIDE + 1];
    int n = 0, down = 0;
    for (int p = 1; p <= v.w && p <= visible.count; p++)
        if (try_period(v, visible, Period{EVERYWHERE, v.h, p})) across[n++] = (uint8_t)p;
    for (int p = 1; p <= v.h && p <= visible.count; p++) {
        const bool possible = try_period(v, visible, Period{EVERYWHERE, p, v.w});
        if (possible) down |= 1 << p;
        next[p] = 0;
    }
    while (n) {
        int best = 0, least_area = visible.count + 1;
        for (int p = 1; p <= v.h; p++)
            if ((down >> p & 1) && next[p] < n && p * across[next[p]] < least_area) {
                best = p;
                least_area = p * across[next[p]];
            }
        if (!best) break;
        const Period period{EVERYWHERE, best, across[next[best]++]};
        if (try_period(v, visible, period) == COMPLETE) return period;
    }
    return Period{EVERYWHERE, 0, 0};
}

// Hidden cells take the colour of the visible ones one or more periods away; void if there is no such period.
FUNCTION void complete_by_period(View& out, const View& v, int hidden, int way, Visible visible) {
    find_visible(v, hidden, visible);
    if (visible.count == v.size()) {
        COPY(out, v);
        return;
    }
    const Period period = way == EVERYWHERE ? find_period(v, visible) : find_line_period(v, visible, way);
    if (!period.down) return;
    RESIZE(out, v.h, v.w);
    FOR_CELLS(out, i, j) {
        int color = v(i, j);
        if (color == hidden)
            for (color = 0; !(visible.seen[visible.class_of(period, i, j)] >> color & 1);) color++;
        out(i, j) = (uint8_t)color;
    }
}

enum { UPWARD, DOWNWARD, LEFTWARD, RIGHTWARD, BOTH_ROWS, BOTH_COLUMNS };

// The lines from the first to the last that is not 0 throughout, repeated beyond them: with their period, or as a whole.
FUNCTION void continue_lines(View& out, const View& v, int way, bool whole) {
    Box box = NOWHERE;
    FOR_CELLS(v, i, j) if (v(i, j)) include(box, i, j);
    box = joined(box);
    if (box.bottom < box.top) return;
    RESIZE(out, v.h, v.w);
    if (way == UPWARD || way == DOWNWARD || way == BOTH_ROWS) {
        const int period = whole ? box.bottom + 1 - box.top : row_period(v, box.top, box.bottom + 1);
        const int from = way == DOWNWARD ? box.top : 0, to = way == UPWARD ? box.bottom : v.h - 1;
        FOR_CELLS(out, i, j)
            out(i, j) = i < from || i > to ? v(i, j) : v(box.top + after_period(i - box.top, period), j);
    } else {
        const int period = whole ? box.right + 1 - box.left : column_period(v, box.left, box.right + 1);
        const int from = way == RIGHTWARD ? box.left : 0, to = way == LEFTWARD ? box.right : v.w - 1;
        FOR_CELLS(out, i, j)
            out(i, j) = j < from || j > to ? v(i, j) : v(i, box.left + after_period(j - box.left, period));
    }
}
