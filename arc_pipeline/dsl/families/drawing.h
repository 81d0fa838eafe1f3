#include "components.h"
#include "rays.h"
// Falling objects, and boxes round what is in a grid.

// How far each object falls, in falls[object]: as far as the nearest thing below it lets it, that having fallen itself.
FUNCTION void measure_falls(const View& grid, const Label* label, int count, int direction, int* falls) {
    const bool vertical = direction < 2;
    const int n = vertical ? grid.h : grid.w, lines = vertical ? grid.w : grid.h;
    const auto place = [&](int line, int t) {  // t steps from the side to which things fall
        const int along = direction & 1 ? n - 1 - t : t;
        return vertical ? along * grid.w + line : line * grid.w + along;
    };
    FOR_LANES(k, count) falls[k] = MAX_SIDE;
    SYNC();
    for (bool changed = true; changed;) {
        changed = false;
        FOR_LANES(line, lines) {
            int below = 0, free = 0, fallen = 0;  // the object passed last, the free cells since, how far it falls
            for (int t = 0; t < n; t++) {
                const int mine = label[place(line, t)];
                if (!mine) { free++; continue; }
                if (mine != below) {
                    int* const fall = &falls[mine - 1];
                    const int before = ATOMIC_READ(fall);
                    if (fallen + free < before) {
                        ATOMIC_MIN(fall, fallen + free);
                        changed = true;
                    }
                    below = mine;
                }
                fallen = ATOMIC_READ(&falls[mine - 1]);
                free = 0;
            }
        }
        changed = ANY(changed);
        SYNC();
    }
}

FUNCTION void drop_objects(const View& grid, const Label* label, const int* falls, int direction, View& out) {
    RESIZE(out, grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    SYNC();
    const int down = step_down(direction), across = step_across(direction);
    FOR_CELLS(grid, i, j) {
        const int mine = label[i * grid.w + j];
        if (mine) out(i + down * falls[mine - 1], j + across * falls[mine - 1]) = grid(i, j);
    }
}

struct Extent { int top, left, bottom, right; };  // top > bottom where there is nothing

template <class Test> DEVICE Extent extent_of(const View& v, Test test) {
    Extent box{MAX_SIDE, MAX_SIDE, -1, -1};
    uint32_t columns = 0;  // a bit each
    FOR_LANES(i, v.h) {
        uint32_t row = 0;
        for (int j = 0; j < v.w; j++) row |= (uint32_t)(test(v(i, j)) ? 1 : 0) << j;
        columns |= row;
        if (row) box = Extent{least(box.top, i), 0, i, 0};
    }
    box.left = columns ? lowest_bit(columns) : MAX_SIDE;
    box.right = columns ? highest_bit(columns) : -1;
    return Extent{SMALLEST(box.top), SMALLEST(box.left), LARGEST(box.bottom), LARGEST(box.right)};
}
