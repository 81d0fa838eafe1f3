#include "components.h"
#include "ranks.h"
// Measures of the objects of a grid, told to each of their cells.

// A box in one word, so that the other word of `Bounds` is free for something else about the object.
DEVICE int packed(const Bounds& box) { return box.top() | box.left() << 5 | box.height() << 10 | box.width() << 15; }
DEVICE int top_of(int box) { return box & 31; }
DEVICE int left_of(int box) { return box >> 5 & 31; }
DEVICE int height_of(int box) { return box >> 10 & 31; }
DEVICE int width_of(int box) { return box >> 15 & 31; }

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
