#include "bits.h"
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
// 0 where it sees none. Of what size the numbers are is the caller's choice: 16 bits hold them.
template <class Number> DEVICE void see(const View& grid, int direction, Number* seen) {
    const int w = grid.w;
    look(grid.h, w, direction, [&](int i, int j, int a, int b, bool inside) {
        const int color = inside ? grid(a, b) : 0, beyond = inside ? seen[a * w + b] : 0;
        seen[i * w + j] = (Number)(color ? 16 + color : beyond ? beyond + 16 : 0);
    });
}

// Paints the background cells of lines with the nearest colour that they see in any of the directions, the earlier
// direction's of several. Going through the grid against a direction, `carried` is what the next cell there sees, less
// a step, again as steps * 16 + colour; lines of carried numbers have a column too many at either side.
constexpr int CARRIED = MAX_SIDE + 2;
constexpr uint16_t NOTHING = 1 << 14;  // more steps than there are

DEVICE void keep_nearer(uint16_t& nearest, uint16_t seen) {
    nearest = seen >> 4 < nearest >> 4 ? seen : nearest;
}

FUNCTION void look_along_rows(const View& grid, bool to_left, uint16_t* nearest) {
    FOR_LANES(i, grid.h) {
        uint16_t carried = NOTHING;
        for (int t = 0; t < grid.w; t++) {
            const int j = to_left ? t : grid.w - 1 - t, color = grid(i, j);
            carried += 16;
            keep_nearer(nearest[i * grid.w + j], carried);
            carried = color ? color : carried;
        }
    }
    SYNC();
}

FUNCTION void look_across_rows(const View& grid, int down, int across, uint16_t* nearest, uint16_t* carried) {
    const int w = grid.w;
    FOR_LANES(k, 2 * CARRIED) carried[k] = NOTHING;
    SYNC();
    for (int t = 0; t < grid.h; t++) {
        const int i = down < 0 ? t : grid.h - 1 - t;
        const uint16_t* const before = carried + (t & 1) * CARRIED + 1 + across;
        uint16_t* const here = carried + (~t & 1) * CARRIED + 1;
        const uint8_t* const cells = grid.p + i * w;
        uint16_t* const row = nearest + i * w;
        FOR_LANES(j, w) {
            const uint16_t seen = before[j] + 16;
            keep_nearer(row[j], seen);
            here[j] = cells[j] ? cells[j] : seen;
        }
        SYNC();
    }
}

FUNCTION void paint_nearest(const View& grid, const int* directions, int count, View& out) {
    SHARED(uint16_t, nearest, MAX_CELLS);
    SHARED(uint16_t, carried, 2 * CARRIED);
    const int n = grid.size();
    FOR_LANES(k, n) nearest[k] = NOTHING;
    SYNC();
    for (int d = 0; d < count; d++) {
        const int down = step_down(directions[d]), across = step_across(directions[d]);
        if (down) look_across_rows(grid, down, across, nearest, carried);
        else look_along_rows(grid, across < 0, nearest);
    }
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, n) out.p[k] = grid.p[k] ? grid.p[k] : nearest[k] < NOTHING ? nearest[k] & 15 : 0;
}

// Paints background cells between two of one colour in a row (`direction` left), a column (up) or a diagonal (up left
// or up right); cells that are painted already stay. Of each line the cells that are not 0 are gathered as bits, so that
// only its gaps are looked at.
FUNCTION void paint_between(const View& grid, int direction, View& out) {
    SHARED(uint32_t, lines, 2 * MAX_SIDE);
    const bool down = direction != 2;
    const int h = grid.h, w = grid.w, across = down ? -step_across(direction) : 1, first = across > 0 ? h - 1 : 0;
    const int count = !down ? h : across ? h + w - 1 : w;
    FOR_LANES(line, count) lines[line] = 0;
    SYNC();
    if (down) {
        for (int i = 0; i < h; i++) {
            const uint8_t* const cells = grid.p + i * w;
            uint32_t* const meets = lines + first - across * i;  // the line of each cell of this row
            FOR_LANES(j, w) meets[j] |= (uint32_t)(cells[j] != 0) << i;
            SYNC();
        }
    } else {
        FOR_LANES(i, h) for (int j = 0; j < w; j++) lines[i] |= (uint32_t)(grid(i, j) != 0) << j;
        SYNC();
    }
    const int step = down ? w + across : 1;
    FOR_LANES(line, count) {
        const int place = down ? line - first : line * w;  // of its cell number 0, which may lie outside
        uint32_t ends = lines[line] & ~(lines[line] >> 1), starts = lines[line] & ~(lines[line] << 1);
        for (starts &= starts - 1; starts; starts &= starts - 1, ends &= ends - 1) {
            const int from = place + first_bit(ends) * step, to = place + first_bit(starts) * step;
            if (grid.p[from] != grid.p[to]) continue;
            for (int k = from + step; k != to; k += step) if (!out.p[k]) out.p[k] = grid.p[from];
        }
    }
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
