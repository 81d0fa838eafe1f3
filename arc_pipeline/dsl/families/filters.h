// What objects of a list are asked for: the colour of the first cell, the number of cells. Uniform.
#include "pieces.h"

DEVICE int first_color(const View& v) {
    int first = MAX_CELLS;
    FOR_LANES(k, v.size()) if (k < first && v.p[k] != TRANSPARENT) first = k;
    first = SMALLEST(first);
    return first < v.size() ? v.p[first] : NONE;
}

DEVICE int cells_of(const View& v) {
    int n = 0;
    FOR_LANES(k, v.size()) n += v.p[k] != TRANSPARENT;
    n = TOTAL(n);
    return is_live(v) ? n : NONE;
}
