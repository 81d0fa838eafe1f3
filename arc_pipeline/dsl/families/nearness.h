// How near the cells of two objects are.
#include "bit_rows.h"
#include "relations.h"

constexpr int FARTHEST = 1 << 20;  // more steps than any two cells are apart

DEVICE int distance_of(int a, int b) { return a < b ? b - a : a - b; }

// Whether two rows have a one in the same column, the second being moved so many columns to the right.
DEVICE bool meet(uint32_t a, uint32_t b, int right) {
    if (right <= -32 || right >= 32) return false;
    return (a & (right >= 0 ? b << right : b >> -right)) != 0;
}

// The fewest columns from a one of `a` to one of `b`, which lies `right` columns further right: known to be `from` or
// more; anything not below `to` if it is not below that.
DEVICE int columns_apart(uint32_t a, uint32_t b, int right, int from, int to) {
    int columns = from;
    while (columns < to && !meet(a, b, right + columns) && !meet(a, b, right - columns)) columns++;
    return columns;
}

// Whether the row (or column) with this number, inside the object or not, holds a cell of it.
DEVICE bool holds_cell(const View& v, int line, bool row) {
    if ((unsigned)line >= (unsigned)(row ? v.h : v.w)) return false;
    for (int k = 0; k < (row ? v.w : v.h); k++) if ((row ? v(line, k) : v(k, line)) != TRANSPARENT) return true;
    return false;
}
