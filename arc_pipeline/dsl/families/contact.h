#include "bit_rows.h"
#include "components.h"
#include "rays.h"
// Pieces that move until something stops them.

constexpr int STAYS = 1 << 20;  // of an object that nothing pulls

// Whether a cell of the grid is in the object's way: not 0, nor its own.
DEVICE bool is_obstacle(const View& grid, const View& obj, int i, int j) {
    return grid(i, j) && obj.get(i - obj.y, j - obj.x, TRANSPARENT) != grid(i, j);
}

// How many steps the object can go until an obstacle, or only the border, is in the way.
FUNCTION int free_steps(const View& grid, const View& obj, int direction, bool only_border) {
    const int down = step_down(direction), across = step_across(direction);
    int steps = 2 * MAX_ORIGIN;
    FOR_CELLS(obj, a, b) {
        if (obj(a, b) != TRANSPARENT) {
            int i = obj.y + a + down, j = obj.x + b + across, free = 0;
            while (free < steps && grid.has(i, j) && (only_border || !is_obstacle(grid, obj, i, j))) {
                free++;
                i += down;
                j += across;
            }
            steps = free;
        }
    }
    return SMALLEST(steps);
}

// On which side of a span another lies: 1 behind it, -1 before it, 0 if they share a line.
DEVICE int side_of(int at, int length, int other, int others) {
    return (other >= at + length) - (at >= other + others);
}

// How many steps the object can go straight until the next would lie on the target; 2 * MAX_ORIGIN if it passes by.
FUNCTION int free_way(const View& obj, const View& target, int down, int across) {
    const bool straight = (down != 0) != (across != 0);
    int best = straight ? 2 * MAX_ORIGIN : 0;
    FOR_CELLS(obj, a, b) {
        if (straight && obj(a, b) != TRANSPARENT) {
            int i = obj.y + a - target.y + down, j = obj.x + b - target.x + across, free = 0;
            while (free < best && target.get(i, j, TRANSPARENT) == TRANSPARENT) {
                free++;
                i += down;
                j += across;
            }
            best = least(best, free);
        }
    }
    return SMALLEST(best);
}

// The rows of an object's cells, and of the cells that are in its way.
FUNCTION void collect_obstacles(const View& grid, const View& obj, uint32_t* walls, uint32_t* rows) {
    collect_rows(obj.h, obj.w, [&](int i, int j) { return obj(i, j) != TRANSPARENT; }, rows);
    collect_rows(grid.h, grid.w, [&](int i, int j) { return is_obstacle(grid, obj, i, j); }, walls);
}

// Where the object fits best, as (1 << 13) - sides that touch << 10 | top << 5 | left; -1 if it fits nowhere.
FUNCTION int find_fit(int h, int w, const View& obj, const uint32_t* walls, const uint32_t* rows) {
    const int down = h - obj.h + 1, across = w - obj.w + 1;
    int best = 1 << 30;
    FOR_LANES(place, down > 0 && across > 0 ? down * across : 0) {
        const int top = place / across, left = place % across;
        int touching = 0;
        uint32_t met = 0;
        for (int i = 0; i < obj.h && !met; i++) met = rows[i] << left & walls[top + i];
        for (int i = 0; i < obj.h && !met; i++) {
            const uint32_t mine = rows[i] << left, there = walls[top + i];
            const uint32_t above = row_of(walls, top + i - 1, h), below = row_of(walls, top + i + 1, h);
            touching += count_bits(mine << 1 & there) + count_bits(mine >> 1 & there);
            touching += count_bits(mine & above) + count_bits(mine & below);
        }
        if (!met && touching) best = least(best, ((1 << 13) - touching) << 10 | top << 5 | left);
    }
    best = SMALLEST(best);
    return best < 1 << 30 ? best : -1;
}

// For each object the least number of free cells straight between it and the colour, as steps * 4 + direction.
FUNCTION void find_pulls(const View& grid, int color, const Label* label, int count, int* view, int* pulls) {
    FOR_LANES(k, count) pulls[k] = STAYS;
    SYNC();
    for (int direction = 0; direction < 4; direction++) {
        see(grid, direction, view);
        FOR_LANES(k, grid.size())
            if (label[k] && view[k] && (view[k] & 15) == color)
                ATOMIC_MIN(&pulls[label[k] - 1], ((view[k] >> 4) - 1) * 4 + direction);
        SYNC();
    }
}

// Draws all cells where they are pulled to: those that move lie on top, of several the later object's. `top` holds for
// each place which cell comes there: one more than the cell's number, or from 1024 on if it moves, the object first.
FUNCTION void draw_pulled(const View& grid, const Label* label, const int* pulls, int* top, View& out) {
    const int n = grid.size(), w = grid.w;
    FOR_LANES(k, n) top[k] = 0;
    SYNC();
    FOR_LANES(k, n) {
        if (!grid.p[k]) continue;
        const int pull = label[k] ? pulls[label[k] - 1] : STAYS, steps = pull < STAYS ? pull >> 2 : 0;
        const int i = k / w + steps * step_down(pull & 3), j = k % w + steps * step_across(pull & 3);
        if (grid.has(i, j)) ATOMIC_MAX(&top[i * w + j], steps ? (int)label[k] << 10 | k : k + 1);
    }
    SYNC();
    RESIZE(out, grid.h, w);
    FOR_LANES(k, n) out.p[k] = top[k] >= 1024 ? grid.p[top[k] & 1023] : top[k] ? grid.p[top[k] - 1] : 0;
}
