#include "histogram.h"
#include "relations.h"
// Which piece of a list another belongs to.

DEVICE int live_cells(const View& v) {
    int n = 0;
    FOR_LANES(c, v.size()) n += v.p[c] != TRANSPARENT;
    return TOTAL(n);
}

// The number of the piece that `mine` belongs to; -1 if there is none. The lanes share the others. Uniform.
FUNCTION int companion_of(const View& mine, const Views& others, int by) {
    constexpr int NONE_YET = 1 << 30;
    const int own = is_live(mine) ? most_common(mine, 10) : -1, cells = live_cells(mine);
    int best = NONE_YET, found = -1;
    for (int k = 0; k < others.count && is_live(mine); k++) {
        const View other = others[k];
        if (!is_live(other)) continue;
        const int size = by == 0 ? live_cells(other) : 0;
        const int down = gap(mine.y, mine.h, other.y, other.h), across = gap(mine.x, mine.w, other.x, other.w);
        int far = down + across;
        if (by == 0) far = size > cells && own >= 0 && most_common(other, 10) == own ? MAX_CELLS - size : NONE_YET;
        if ((by == 2 && down) || (by == 3 && across)) far = NONE_YET;
        if (by == 4) far = is_within(mine, other) ? other.size() : NONE_YET;
        if (far < best && are_two(mine, other)) {
            best = far;
            found = k;
        }
    }
    return found;
}
