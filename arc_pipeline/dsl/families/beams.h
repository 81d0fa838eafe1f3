#include "bit_rows.h"
#include "rays.h"
// Rays that nothing stops, and rays that are thrown back.

// The directions of each way of `beams`, a bit each.
DEVICE int directions_of(int way) {
    const int ways[7] = {12, 3, 15, 16 | 128, 32 | 64, 240, 255};
    return way < 8 ? 1 << way : ways[way - 8];
}

// Adds to `made` the cells that lie in one direction from cells of the set, those themselves among them.
FUNCTION void sweep(const uint32_t* rows, int h, int direction, int* made) {
    const int down = step_down(direction), across = step_across(direction);
    uint32_t carried = 0;
    for (int t = 0; t < h; t++) {
        const int i = down < 0 ? h - 1 - t : t;
        if (down) {
            carried = (across < 0 ? carried >> 1 : carried << across) | rows[i];
        } else {
            carried = rows[i];
            for (int k = 1; k < 32; k *= 2) carried |= across < 0 ? carried >> k : carried << k;
        }
        ATOMIC_OR(&made[i], (int)carried);
    }
}

enum { ENDS, REFLECTS, SIDES_REFLECT };

// Whether a ray cannot enter a cell: it is not 0, or lies outside where the border throws rays back.
DEVICE bool is_wall(const View& grid, int i, int j, int border) {
    if (grid.has(i, j)) return grid(i, j) != 0;
    return border == REFLECTS || (border == SIDES_REFLECT && (unsigned)j >= (unsigned)grid.w);
}

// Follows a ray that has come to the cell (i, j) and marks where it passes, a bit a direction, up to where another one
// has come the same way, which goes on from there.
FUNCTION void follow_ray(const View& grid, int i, int j, int down, int across, int border, int* passed) {
    for (;;) {
        const int bit = 1 << ((down > 0 ? 2 : 0) + (across > 0 ? 1 : 0));
        int* const here = &passed[i * grid.w + j];
        if (ATOMIC_READ(here) & bit) return;
        ATOMIC_OR(here, bit);
        const bool flat = is_wall(grid, i + down, j, border), upright = is_wall(grid, i, j + across, border);
        const bool corner = !flat && !upright && is_wall(grid, i + down, j + across, border);
        if (flat || corner) down = -down;
        if (upright || corner) across = -across;
        i += down;
        j += across;
        if (!grid.has(i, j) || grid(i, j)) return;
    }
}

// Sends rays from every cell of the colour: on from the one behind it, or all four ways if it has none at a corner.
FUNCTION void send_rays(const View& grid, int color, int border, int* passed) {
    const int n = grid.size();
    FOR_LANES(k, n) passed[k] = 0;
    SYNC();
    FOR_LANES(k, n) {
        if (grid.p[k] != color) continue;
        const int i = k / grid.w, j = k % grid.w;
        bool alone = true;
        for (int way = 0; way < 4; way++) alone &= grid.get(i + (way & 2) - 1, j + 2 * (way & 1) - 1, -1) != color;
        for (int way = 0; way < 4; way++) {
            const int down = (way & 2) - 1, across = 2 * (way & 1) - 1;
            if (grid.get(i + down, j + across, 1) || (!alone && grid.get(i - down, j - across, -1) != color)) continue;
            follow_ray(grid, i + down, j + across, down, across, border, passed);
        }
    }
    SYNC();
}
