#include "bit_rows.h"
#include "rays.h"
// Ways through free cells.

constexpr uint16_t NO_WAY = 65535;

// The cells of `allowed` that are joined within it to a seed, or to a neighbour of one. Both are rows of bits.
FUNCTION void spread_rows(int h, const uint32_t* seeds, const uint32_t* allowed, bool diagonal, uint32_t* reached) {
    FOR_LANES(i, h) reached[i] = (seeds[i] | next_to_row(seeds, i, h, diagonal)) & allowed[i];
    SYNC();
    flood_rows(h, allowed, diagonal, reached);
}

// Calls visit(i, j, steps) for the cells of `allowed` at 1, 2, ... steps from those of `reached`, which grows.
template <class Visit>
DEVICE void walk_rows(int h, const uint32_t* allowed, bool diagonal, uint32_t* reached, uint32_t* fresh, Visit visit) {
    for (int steps = 1; ; steps++) {
        bool some = false;
        FOR_LANES(i, h) {
            fresh[i] = next_to_row(reached, i, h, diagonal) & allowed[i] & ~reached[i];
            some |= fresh[i] != 0;
        }
        if (!ANY(some)) break;
        SYNC();
        FOR_LANES(i, h) {
            each_bit(fresh[i], i, [&](int a, int b) { visit(a, b, steps); });
            reached[i] |= fresh[i];
        }
        SYNC();
    }
}

// Cells of the colours between which a path runs, in `from` and `to`: of one colour only, the first cell's object (8
// neighbours) is where it starts. False where there are none.
FUNCTION bool find_ends(const View& grid, int start, int end, uint32_t* from, uint32_t* to) {
    const int h = grid.h, w = grid.w;
    collect_rows(h, w, [&](int i, int j) { return grid(i, j) == end; }, to);
    collect_rows(h, w, [&](int i, int j) { return grid(i, j) == start; }, from);
    if (start == end) {
        int first = h;
        for (int i = h - 1; i >= 0; i--) if (to[i]) first = i;
        FOR_LANES(i, h) from[i] = i == first ? to[i] & (0u - to[i]) : 0;
        SYNC();
        flood_rows(h, to, true, from);
        FOR_LANES(i, h) to[i] &= ~from[i];
        SYNC();
    }
    uint32_t starts = 0, ends = 0;
    for (int i = 0; i < h; i++) { starts |= from[i]; ends |= to[i]; }
    return starts && ends;
}

// Directions in the order in which a path tries them; the last four are for paths over corners alone.
DEVICE int way_of(int first, int k) {
    const int ways[3][8] = {{2, 3, 0, 1, 4, 5, 6, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {4, 5, 6, 7, 0, 1, 2, 3}};
    return ways[first][k];
}

// Marks a shortest path over cells of 0; `steps` holds, for all cells, how far they are from the ends. One lane.
DEVICE void mark_path(const View& grid, int i, int j, int first, const uint16_t* steps, View& out) {
    const int w = grid.w;
    for (int left = steps[i * w + j] - 1; left > 0; left--) {
        int k = 0, a = 0, b = 0;
        for (; k < 8; k++) {
            const int way = way_of(first, k);
            a = i + step_down(way);
            b = j + step_across(way);
            if (grid.has(a, b) && steps[a * w + b] == left) break;
        }
        i = a;
        j = b;
        out(i, j) = 1;
    }
}
