// Lines of a grid, each going on before its first and after its last cell that is not 0.
enum { ROWS, COLUMNS, DIAGONALS, COUNTERDIAGONALS };

// The line of n cells, `step` apart, that begins at a place: what comes before or after its pattern, where `out` is 0.
DEVICE void draw_line_on(const View& grid, int place, int step, int n, bool before, bool after, const View& out) {
    const auto cell = [&](int k) { return grid.p[place + k * step]; };
    int first = 0, last = n - 1;
    while (first < n && !cell(first)) first++;
    while (last > first && !cell(last)) last--;
    if (first >= last) return;
    int period = 1;
    for (int k = first; k + period <= last;) {
        if (cell(k) == cell(k + period)) {
            k++;
        } else {
            period++;
            k = first;
        }
    }
    for (int k = before ? 0 : last + 1; k < (after ? n : first); k++) {
        if (k == first) k = last + 1;
        if (k >= n) return;
        uint8_t& there = out.p[place + k * step];
        const int past = (k - first) % period;
        if (!there) there = cell(first + (past < 0 ? past + period : past));
    }
}

FUNCTION void draw_on(const View& grid, int axis, bool before, bool after, const View& out) {
    const int h = grid.h, w = grid.w;
    FOR_LANES(line, axis == ROWS ? h : axis == COLUMNS ? w : h + w - 1) {
        if (axis == ROWS) {
            draw_line_on(grid, line * w, 1, w, before, after, out);
        } else if (axis == COLUMNS) {
            draw_line_on(grid, line, w, h, before, after, out);
        } else {
            const int down = line < h ? h - 1 - line : 0, across = line < h ? 0 : line - h + 1;
            const int n = least(h - down, w - across), first = axis == DIAGONALS ? across : w - 1 - across;
            draw_line_on(grid, down * w + first, axis == DIAGONALS ? w + 1 : w - 1, n, before, after, out);
        }
    }
    SYNC();
}
