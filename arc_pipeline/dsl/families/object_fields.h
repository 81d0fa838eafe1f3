#include "bits.h"
#include "components.h"
#include "ranks.h"
// Measures of the objects of a grid, told to each of their cells.

// Labels objects of one colour (kind 0), of all colours but 0 (1), or the regions of colour 0 (2).
FUNCTION int label_objects(const View& grid, bool diagonal, int kind, Label* label) {
    if (kind < 2) return label_view(grid, diagonal, kind == 0, 0, label);
    return label_components(grid.h, grid.w, diagonal, [&](int i, int j) { return grid(i, j) ? -1 : 0; }, label);
}

// Every cell of an object becomes measure(number of the object, from 0), at most 255; the background becomes 0.
template <class Measure> DEVICE void tell_objects(const View& grid, const Label* label, Measure measure, View& out) {
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    FOR_LANES(k, grid.size()) made.p[k] = label[k] ? least(measure(label[k] - 1), 255) : 0;
}

// Every cell of an object becomes measure(number of the object, i, j), at most 255; the background becomes 0.
template <class Measure> DEVICE void tell_cells(const View& grid, const Label* label, Measure measure, View& out) {
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    FOR_CELLS(made, i, j) {
        const int mine = label[i * grid.w + j];
        made(i, j) = mine ? least(measure(mine - 1, i, j), 255) : 0;
    }
}

// Steps from a cell to the side of a box, 0 at the side: up, down, left, right.
DEVICE int steps_to_side(const Bounds& box, int i, int j, int side) {
    return side == 0   ? i - lowest_bit(box.rows)
           : side == 1 ? highest_bit(box.rows) - i
           : side == 2 ? j - lowest_bit(box.columns)
                       : highest_bit(box.columns) - j;
}

// The outermost row or column of an object on that side of its box.
DEVICE int side_of(const Bounds& box, int side) {
    const uint32_t bits = side < 2 ? box.rows : box.columns;
    return side & 1 ? highest_bit(bits) : lowest_bit(bits);
}

DEVICE bool is_at_border(const Bounds& box, const View& grid) {
    return ((box.rows & (1 | 1 << (grid.h - 1))) | (box.columns & (1 | 1 << (grid.w - 1)))) != 0;
}

// The different places of the objects' sides on that side, a bit each.
FUNCTION uint32_t places_of_sides(const Bounds* boxes, int count, int side) {
    SHARED(int, places, 1);
    ONCE places[0] = 0;
    SYNC();
    FOR_LANES(k, count) ATOMIC_OR(places, 1 << side_of(boxes[k], side));
    SYNC();
    return places[0];
}

// Four times the Euler number of each object, from the windows of 2 x 2 cells that it has some of.
FUNCTION void sum_windows(const View& grid, const Label* label, int count, bool diagonal, int* sums) {
    const int h = grid.h, w = grid.w, joined = diagonal ? -2 : 2;
    FOR_LANES(k, count) sums[k] = 0;
    SYNC();
    FOR_LANES(i, h + 1) {
        int a = 0, c = 0;  // a b over c d
        for (int j = 0; j <= w; j++) {
            const int b = i > 0 && j < w ? (int)label[(i - 1) * w + j] : 0;
            const int d = i < h && j < w ? (int)label[i * w + j] : 0;
            const int window[4] = {a, b, c, d};
            const bool plain = a == b && a == c && a == d;  // background, or inside an object: most are
            for (int k = 0; k < 4 && !plain; k++) {
                const int mine = window[k];
                bool done = mine == 0;
                for (int before = 0; before < k; before++) done |= window[before] == mine;
                if (done) continue;
                const int cells = (a == mine) + (b == mine) + (c == mine) + (d == mine);
                const bool crossed = cells == 2 && (a == mine) == (d == mine);
                const int part = cells == 1 ? 1 : cells == 3 ? -1 : crossed ? joined : 0;
                if (part) ATOMIC_ADD(&sums[mine - 1], part);
            }
            a = b;
            c = d;
        }
    }
    SYNC();
}
