#include "color.h"
#include "draw_objects.h"
// Counts made into pictures, and lines and colours put in order.

// Which cell of h x w comes k-th: row by row, column by column, by rows there and back, or along the main diagonals.
enum { BY_ROWS, BY_COLUMNS, SNAKE };
DEVICE int cell_in_order(int h, int w, int k, int order) {
    if (order == BY_COLUMNS) return k % h * w + k / h;
    const int i = k / w, j = k % w;
    return i * w + (order == SNAKE && (i & 1) ? w - 1 - j : j);
}

// A bar for each colour but 0, most common first; side by side from below, or one under the other from the left.
FUNCTION void draw_histogram(const View& grid, bool columns, bool smallest_first, View& out) {
    const ColorCounts counts = count_colors(grid);
    int colors[9], n = 0, longest = 0;
    for (int c = 1; c < 10; c++) {
        if (!counts[c]) continue;
        n++;
        longest = most(longest, counts[c]);
    }
    for (int c = 1; c < 10; c++) {
        if (!counts[c]) continue;
        int place = 0;
        for (int d = 1; d < 10; d++) {
            if (!counts[d] || d == c) continue;
            place += counts[d] == counts[c] ? d < c : (counts[d] > counts[c]) != smallest_first;
        }
        colors[place] = c;
    }
    RESIZE(out, columns ? longest : n, columns ? n : longest);
    const View made = out;
    FOR_CELLS(made, i, j) {
        const int color = colors[columns ? j : i], place = columns ? longest - 1 - i : j;
        made(i, j) = place < counts[color] ? color : 0;
    }
}

// The colours but 0 by their first cell from a side; places[c] is how far that is.
FUNCTION int order_colors(const View& grid, int side, int* places, int* colors) {
    FOR_LANES(c, 10) places[c] = MAX_SIDE;
    SYNC();
    FOR_CELLS(grid, i, j) {
        const int place = side == 0 ? i : side == 1 ? grid.h - 1 - i : side == 2 ? j : grid.w - 1 - j;
        int* const first = &places[least(grid(i, j), 9)];
        if (place < ATOMIC_READ(first)) ATOMIC_MIN(first, place);
    }
    SYNC();
    int n = 0;
    for (int place = 0; place < MAX_SIDE; place++)
        for (int c = 1; c < 10; c++) if (places[c] == place) colors[n++] = c;
    return n;
}

// Rows (or columns) by how many cells that are not 0 they have, equal ones in their order.
FUNCTION void sort_by_count(const View& grid, bool columns, bool smallest_first, int* counts, View& out) {
    const int n = columns ? grid.w : grid.h, along = columns ? grid.h : grid.w;
    const int step = columns ? grid.w : 1, start = columns ? 1 : grid.w;
    FOR_LANES(line, n) {
        int count = 0;
        for (int k = 0; k < along; k++) count += grid.p[line * start + k * step] != 0;
        counts[line] = smallest_first ? count : -count;
    }
    SYNC();
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(line, n) {
        int place = 0;
        for (int other = 0; other < n; other++)
            place += counts[other] < counts[line] || (counts[other] == counts[line] && other < line);
        for (int k = 0; k < along; k++) out.p[place * start + k * step] = grid.p[line * start + k * step];
    }
}
