#include "relations.h"
// Which piece of a list another belongs to.

DEVICE int live_cells(const View& v) {
    int n = 0;
    FOR_LANES(c, v.size()) n += v.p[c] != TRANSPARENT;
    return TOTAL(n);
}

// The colour that most cells have, the lowest of equally common ones; -1 if there is none. Without a table: shared memory
// may not be asked for in a loop.
DEVICE int commonest_color(const View& v) {
    int best = -1, cells = 0;
    for (int color = 0; color < TRANSPARENT; color++) {
        int n = 0;
        FOR_LANES(c, v.size()) n += v.p[c] == color;
        n = TOTAL(n);
        if (n > cells) {
            cells = n;
            best = color;
        }
    }
    return best;
}

// The number of the piece that `mine` belongs to; -1 if there is none. The lanes share the others. Uniform.
FUNCTION int companion_of(const View& mine, const Others& others, int by) {
    constexpr int NONE_YET = 1 << 30;
    const int own = is_live(mine) ? commonest_color(mine) : -1, cells = live_cells(mine);
    int best = NONE_YET, found = -1;
    for (int k = 0; k < others.pieces.count && is_live(mine); k++) {
        const View other = others.pieces[k];
        if (!is_live(other)) continue;
        const int size = by == 0 ? live_cells(other) : 0;
        const int down = gap(mine.y, mine.h, other.y, other.h), across = gap(mine.x, mine.w, other.x, other.w);
        int far = down + across;
        if (by == 0) far = size > cells && own >= 0 && commonest_color(other) == own ? MAX_CELLS - size : NONE_YET;
        if ((by == 2 && down) || (by == 3 && across)) far = NONE_YET;
        if (by == 4) far = is_within(mine, other) ? other.size() : NONE_YET;
        if (far < best && others.has(k, mine)) {
            best = far;
            found = k;
        }
    }
    return found;
}
