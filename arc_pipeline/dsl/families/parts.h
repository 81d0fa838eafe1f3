#include "cut.h"
#include "lines.h"
// Grids divided by full rows and columns of one colour.

struct Layout {
    int color;              // of the separators; -1 where the grid is not divided
    int rows, columns;      // bits of the lines that are not separators: their runs are the parts
    int down, across;       // how many parts
};

// The next run of set bits after `end`; start it with end = 0.
DEVICE bool next_run(int bits, int n, int& start, int& end) {
    start = end;
    while (start < n && !has_bit(bits, start)) start++;
    end = start;
    while (end < n && has_bit(bits, end)) end++;
    return start < end;
}
DEVICE bool runs_are_even(int bits, int n) {
    int start, end = 0, length = 0;
    bool even = true;
    while (next_run(bits, n, start, end)) {
        even = even && (length == 0 || length == end - start);
        length = end - start;
    }
    return even;
}

// Among the colours of full lines: first those that make equal parts, then those that are not 0, then most lines.
FUNCTION Layout find_layout(const View& v, int* colors) {
    mark_plain_lines(v, colors);
    int rows[16] = {}, columns[16] = {};
    for (int i = 0; i < v.h; i++) if (colors[i] >= 0) rows[colors[i] & 15] |= bit(i);
    for (int j = 0; j < v.w; j++) if (colors[MAX_SIDE + j] >= 0) columns[colors[MAX_SIDE + j] & 15] |= bit(j);
    Layout best{-1, 0, 0, 0, 0};
    int best_rank = -1;
    for (int color = 0; color < 10; color++) {
        if (!(rows[color] | columns[color])) continue;
        const int kept = all_bits(v.h) & ~rows[color], kept_columns = all_bits(v.w) & ~columns[color];
        const int down = bit_count(kept & ~(kept << 1)), across = bit_count(kept_columns & ~(kept_columns << 1));
        if (down * across < 2) continue;
        const bool even = runs_are_even(kept, v.h) && runs_are_even(kept_columns, v.w);
        const int rank = even * 1000 + (color > 0) * 100 + bit_count(rows[color]) + bit_count(columns[color]);
        if (rank > best_rank) {
            best_rank = rank;
            best = Layout{color, kept, kept_columns, down, across};
        }
    }
    return best;
}

// The window of the k-th part in reading order.
FUNCTION Box part_box(const View& v, const Layout& layout, int k) {
    int top, bottom = 0, left, right = 0;
    for (int i = k / layout.across; i >= 0; i--) next_run(layout.rows, v.h, top, bottom);
    for (int j = k % layout.across; j >= 0; j--) next_run(layout.columns, v.w, left, right);
    return Box{top, left, bottom - 1, right - 1};
}

// The commonest colour of a window, the least number of equally common ones; 0 is not counted if `skip_zero`.
FUNCTION int commonest(const View& v, const Box& box, bool skip_zero) {
    int counts[16] = {};
    for (int i = box.top; i <= box.bottom; i++)
        for (int j = box.left; j <= box.right; j++) counts[v(i, j) & 15]++;
    if (skip_zero) counts[0] = 0;
    int best = 0;
    for (int color = 1; color < 10; color++) if (counts[color] > counts[best]) best = color;
    return best;
}

// Goes through the windows of the parts in reading order.
template <class Visit>
DEVICE void each_part(const View& v, const Layout& layout, Visit visit) {
    int k = 0, top, bottom = 0;
    while (next_run(layout.rows, v.h, top, bottom)) {
        int left, right = 0;
        while (next_run(layout.columns, v.w, left, right)) visit(k++, Box{top, left, bottom - 1, right - 1});
    }
}

FUNCTION void list_parts(const Call& call, const View& v, const Layout& layout, Views& out) {
    LIST(out, layout.down * layout.across > 0 ? layout.down * layout.across : -1);
    if (!out.count) return;
    each_part(v, layout, [&](int k, const Box& box) {
        const View part = ELEMENT(out, k, box.bottom - box.top + 1, box.right - box.left + 1, 0, 0);
        FOR_CELLS(part, i, j) part(i, j) = v(box.top + i, box.left + j);
    });
}
