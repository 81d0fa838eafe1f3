#include "bit_rows.h"

// Peels the foreground layer by layer: a cell of the k-th layer taken off becomes k.
FUNCTION void peel_layers(const View& grid, bool diagonal, View& out) {
    SHARED(uint32_t, rows, MAX_SIDE);
    SHARED(uint32_t, kept, MAX_SIDE);
    const int h = grid.h;
    collect_rows(h, grid.w, [&](int i, int j) { return grid(i, j) != 0; }, rows);
    RESIZE(out, h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    SYNC();
    for (int layer = 1; ; layer++) {
        bool some = false;
        FOR_LANES(i, h) {
            const uint32_t above = row_of(rows, i - 1, h), below = row_of(rows, i + 1, h), column = above & below;
            const uint32_t wide = diagonal ? column & rows[i] : rows[i];
            kept[i] = rows[i] & column & wide << 1 & wide >> 1;
            some |= rows[i] != 0;
        }
        if (!ANY(some)) break;
        SYNC();
        FOR_LANES(i, h) {
            each_bit(rows[i] & ~kept[i], i, [&](int i, int j) { out(i, j) = layer; });
            rows[i] = kept[i];
        }
        SYNC();
    }
}

// The number of steps to the nearest cell that is not 0, 255 where there is none.
FUNCTION void spread_steps(const View& state, bool diagonal, View& out) {
    SHARED(uint32_t, reached, MAX_SIDE);
    SHARED(uint32_t, fresh, MAX_SIDE);
    const int h = state.h, w = state.w;
    const uint32_t whole = bits_below(w);
    collect_rows(h, w, [&](int i, int j) { return state(i, j) != 0; }, reached);
    RESIZE(out, h, w);
    FOR_CELLS(out, i, j) out(i, j) = reached[i] >> j & 1 ? 0 : 255;
    SYNC();
    for (int steps = 1; ; steps++) {
        bool some = false;
        FOR_LANES(i, h) {
            fresh[i] = next_to_row(reached, i, h, diagonal) & whole & ~reached[i];
            some |= fresh[i] != 0;
        }
        if (!ANY(some)) break;
        SYNC();
        FOR_LANES(i, h) {
            each_bit(fresh[i], i, [&](int i, int j) { out(i, j) = steps; });
            reached[i] |= fresh[i];
        }
        SYNC();
    }
}

// Takes the nearest cell that is not 0, as steps * 1024 + place in reading order, down and up the columns, then along
// the rows: steps to the sides add up, so that the two passes find the nearest one and the first of several.
FUNCTION void find_nearest(const View& grid, int* nearest) {
    const int h = grid.h, w = grid.w, far = 1 << 20;
    FOR_LANES(j, w) {
        for (int i = 0, best = far; i < h; i++) {
            best = grid(i, j) ? i * w + j : least(best + 1024, far);
            nearest[i * w + j] = best;
        }
        for (int i = h - 1, best = far; i >= 0; i--) {
            best = least(nearest[i * w + j], best + 1024);
            nearest[i * w + j] = best;
        }
    }
    SYNC();
    FOR_LANES(i, h) {
        int* const row = nearest + i * w;
        for (int j = 0, best = far; j < w; j++) row[j] = best = least(row[j], best + 1024);
        for (int j = w - 1, best = far; j >= 0; j--) row[j] = best = least(row[j], best + 1024);
    }
    SYNC();
}
