// Numbers measured on one piece.
#include "components.h"
#include "histogram.h"
#include "pieces.h"

template <class Piece> DEVICE bool is_part(const Piece& v, int i, int j) { return v.get(i, j, TRANSPARENT) != TRANSPARENT; }

DEVICE int count_cells(const View& v) {
    int n = 0;
    FOR_LANES(k, v.size()) n += v.p[k] != TRANSPARENT;
    return TOTAL(n);
}


// Labels and bounds of the 4-connected regions of TRANSPARENT cells: holes, but for those that reach the border.
FUNCTION int label_gaps(const View& v, Label* label, Bounds* bounds) {
    const auto gap = [&](int i, int j) { return v(i, j) == TRANSPARENT ? 0 : -1; };
    const int count = label_components(v.h, v.w, false, gap, label);
    component_bounds(v.h, v.w, label, count, bounds);
    return count;
}
DEVICE bool reaches_border(const View& v, const Bounds& bounds) {
    return (bounds.rows & (1 | 1 << (v.h - 1))) || (bounds.columns & (1 | 1 << (v.w - 1)));
}
