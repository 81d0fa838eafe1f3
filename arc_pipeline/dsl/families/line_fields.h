#include "bits.h"
// The rows (axis 0) or columns (axis 1) of a grid as lines, so that a kernel is written once for both.

struct Lines {
    View v;
    int axis;
    MEMBER int count() const { return axis ? v.w : v.h; }
    MEMBER int length() const { return axis ? v.h : v.w; }
    MEMBER uint8_t& at(int line, int t) const { return axis ? v(t, line) : v(line, t); }
    MEMBER int foreground(int line) const {
        int cells = 0;
        for (int t = 0; t < length(); t++) cells += at(line, t) != 0;
        return cells;
    }
    MEMBER bool same(int line, int other) const {
        for (int t = 0; t < length(); t++) if (at(line, t) != at(other, t)) return false;
        return true;
    }
    MEMBER int colors(int line) const {  // the colours there are, a bit each
        int bits = 0;
        for (int t = 0; t < length(); t++) bits |= 1 << (at(line, t) & 15);
        return bits;
    }
    MEMBER bool is_plain(int line) const {
        const int bits = colors(line);
        return !(bits & (bits - 1));
    }
    MEMBER int commonest(int line) const {  // the smaller one of equally common colours
        int counts[16] = {}, best = 0;
        for (int t = 0; t < length(); t++) counts[at(line, t) & 15]++;
        for (int c = 1; c < 10; c++) if (counts[c] > counts[best]) best = c;
        return best;
    }
};

// Makes every cell of `out` the value of its line; `value_of(line)` is asked once for each line.
template <class Value> DEVICE void spread_lines(const Lines& lines, Value value_of, View& out) {
    SHARED(int, values, MAX_SIDE);
    FOR_LANES(k, lines.count()) values[k] = value_of(k);
    SYNC();
    RESIZE(out, lines.v.h, lines.v.w);
    const int by_row = !lines.axis;
    FOR_CELLS(out, i, j) out(i, j) = values[by_row ? i : j];
}

// The number of each line's content among the different contents, 0 for the first line's.
FUNCTION void number_lines(const Lines& lines, View& out) {
    SHARED(int, first, MAX_SIDE);  // the first line with the same content
    FOR_LANES(k, lines.count()) {
        int other = 0;
        while (!lines.same(k, other)) other++;
        first[k] = other;
    }
    SYNC();
    spread_lines(lines, [&](int line) {
        int number = 0;
        for (int k = 0; k < first[line]; k++) number += first[k] == k;
        return number;
    }, out);
}

// The rank of each line's number of foreground cells among the lines that have any, 1 first; 0 for empty lines.
FUNCTION void rank_lines(const Lines& lines, bool highest_first, View& out) {
    SHARED(int, cells, MAX_SIDE);
    FOR_LANES(k, lines.count()) cells[k] = lines.foreground(k);
    SYNC();
    uint32_t present = 0;
    for (int k = 0; k < lines.count(); k++) present |= 1u << cells[k];
    present &= ~1u;
    spread_lines(lines, [&](int line) {
        return cells[line] ? rank_among(present, cells[line], highest_first) : 0;
    }, out);
}

// The length of the run of one colour along the line that each cell lies in.
FUNCTION void measure_runs(const Lines& lines, View& out) {
    RESIZE(out, lines.v.h, lines.v.w);
    const Lines made{out, lines.axis};
    FOR_LANES(k, lines.count()) {
        const int n = lines.length();
        for (int start = 0, end = 0; start < n; start = end) {
            while (end < n && lines.at(k, end) == lines.at(k, start)) end++;
            for (int t = start; t < end; t++) made.at(k, t) = end - start;
        }
    }
}
