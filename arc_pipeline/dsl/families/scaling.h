#include "lines.h"
// How grids are made larger and smaller by whole factors.

DEVICE bool is_factor(int factor) { return factor >= 1 && factor <= MAX_SIDE; }

FUNCTION void scale_up(View& out, const View& v, int down, int across) {
    if (!is_factor(down) || !is_factor(across)) return;
    RESIZE(out, v.h * down, v.w * across);
    MOVE(out, v.y, v.x);
    FOR_CELLS(v, i, j) {
        const uint8_t cell = v(i, j);
        if (out.h)
            for (int k = 0; k < down; k++)
                for (int l = 0; l < across; l++) out(i * down + k, j * across + l) = cell;
    }
}

// How often each of the colours 0-9 occurs; `counts` is SHARED.
FUNCTION void count_colors(const View& v, int* counts) {
    FOR_LANES(k, 10) counts[k] = 0;
    SYNC();
    FOR_CELLS(v, i, j) if (v(i, j) < 10) ATOMIC_ADD(&counts[v(i, j)], 1);
    SYNC();
}

enum { COMMONEST, RAREST, LARGEST_COLOR, SMALLEST_COLOR };

// One colour for a window: the least number among equally common ones; only colours that occur.
FUNCTION int pooled(const View& v, int top, int left, int factor, int by) {
    int counts[16] = {}, best = -1;
    for (int i = top; i < top + factor; i++)
        for (int j = left; j < left + factor; j++) counts[v(i, j) & 15]++;
    for (int color = 0; color < 10; color++) {
        if (!counts[color]) continue;
        const bool better = best < 0 || (by == COMMONEST ? counts[color] > counts[best]
                                         : by == RAREST  ? counts[color] < counts[best]
                                                         : by == LARGEST_COLOR);
        if (better) best = color;
    }
    return best;
}

// A copy of `piece` for each chosen cell of `layout`, 0 elsewhere; its coloured cells repainted if so wished.
template <class Chosen>
DEVICE void place_copies(View& out, const View& layout, const View& piece, bool recolor, Chosen chosen) {
    RESIZE(out, layout.h * piece.h, layout.w * piece.w);
    if (!out.h) return;
    FOR_CELLS(layout, a, b) {
        const int color = layout(a, b);
        const bool copy = chosen(color);
        for (int i = 0; i < piece.h; i++)
            for (int j = 0; j < piece.w; j++) {
                const int cell = copy ? piece(i, j) : 0;
                out(a * piece.h + i, b * piece.w + j) = (uint8_t)(recolor && cell ? color : cell);
            }
    }
}

// In place of each cell a copy of the grid that keeps only the cells of that cell's colour.
FUNCTION void place_own_colors(View& out, const View& v) {
    RESIZE(out, v.h * v.h, v.w * v.w);
    if (!out.h) return;
    FOR_CELLS(v, a, b) {
        const uint8_t color = v(a, b);
        for (int i = 0; i < v.h; i++)
            for (int j = 0; j < v.w; j++) out(a * v.h + i, b * v.w + j) = v(i, j) == color ? color : 0;
    }
}
