// Looking straight on from every cell in one of eight directions.

// Steps of the directions: up, down, left, right, up left, up right, down left, down right.
DEVICE int step_down(int direction) {
    return direction < 4 ? (direction == 1) - (direction == 0) : direction < 6 ? -1 : 1;
}
DEVICE int step_across(int direction) {
    return direction < 4 ? (direction == 3) - (direction == 2) : direction & 1 ? 1 : -1;
}
DEVICE int opposite(int direction) { return direction < 4 ? direction ^ 1 : 11 - direction; }

// Visits every cell (i, j) after the next one in the direction, (a, b); `inside`: whether that one is in the grid.
// What a visit writes for its cell, the visits that come from there may read.
template <class Visit> DEVICE void look(int h, int w, int direction, Visit visit) {
    const int down = step_down(direction), across = step_across(direction);
    if (down == 0) {
        FOR_LANES(i, h) {
            for (int t = 0; t < w; t++) {
                const int j = across < 0 ? t : w - 1 - t;
                visit(i, j, i, j + across, t > 0);
            }
        }
        SYNC();
        return;
    }
    for (int t = 0; t < h; t++) {
        const int i = down < 0 ? t : h - 1 - t;
        FOR_LANES(j, w) visit(i, j, i + down, j + across, t > 0 && (unsigned)(j + across) < (unsigned)w);
        SYNC();
    }
}

// The first colour but 0 that each cell sees in the direction, and how many steps away it is, as steps * 16 + colour;
// 0 where it sees none.
FUNCTION void see(const View& grid, int direction, uint16_t* seen) {
    const int w = grid.w;
    look(grid.h, w, direction, [&](int i, int j, int a, int b, bool inside) {
        const int color = inside ? grid(a, b) : 0, beyond = inside ? seen[a * w + b] : 0;
        seen[i * w + j] = (uint16_t)(color ? 16 + color : beyond ? beyond + 16 : 0);
    });
}

// Paints the background cells of lines with the nearest colour that they see in any of the directions, the earlier
// direction's of several.
FUNCTION void paint_nearest(const View& grid, const int* directions, int count, View& out) {
    SHARED(uint16_t, seen, MAX_CELLS);
    SHARED(uint16_t, nearest, MAX_CELLS);
    const int n = grid.size();
    FOR_LANES(k, n) nearest[k] = 0;
    SYNC();
    for (int d = 0; d < count; d++) {
        see(grid, directions[d], seen);
        FOR_LANES(k, n) if (seen[k] && (!nearest[k] || seen[k] >> 4 < nearest[k] >> 4)) nearest[k] = seen[k];
        SYNC();
    }
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, n) out.p[k] = grid.p[k] ? grid.p[k] : nearest[k] & 15;
}

// Paints background cells that see one colour in two opposite directions; cells that are painted already stay.
FUNCTION void paint_between(const View& grid, int direction, View& out) {
    SHARED(uint16_t, ahead, MAX_CELLS);
    SHARED(uint16_t, behind, MAX_CELLS);
    see(grid, direction, ahead);
    see(grid, opposite(direction), behind);
    FOR_LANES(k, grid.size())
        if (!out.p[k] && ahead[k] && (ahead[k] & 15) == (behind[k] & 15)) out.p[k] = ahead[k] & 15;
    SYNC();
}

// Lets all cells that are not 0 fall in one of the four directions.
FUNCTION void drop_cells(const View& grid, int direction, View& out) {
    RESIZE(out, grid.h, grid.w);
    const bool vertical = direction < 2, to_end = direction & 1;
    const int n = vertical ? grid.h : grid.w;
    const auto place = [&](int line, int t) {
        const int along = to_end ? n - 1 - t : t;
        return vertical ? along * grid.w + line : line * grid.w + along;
    };
    FOR_LANES(line, vertical ? grid.w : grid.h) {
        int fallen = 0;
        for (int t = 0; t < n; t++) {
            const int cell = grid.p[place(line, t)];
            if (cell) out.p[place(line, fallen++)] = cell;
        }
        for (; fallen < n; fallen++) out.p[place(line, fallen)] = 0;
    }
}
