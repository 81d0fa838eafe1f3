// Straight strokes from places.
#include "places.h"

// From a place so many rows and columns on (as many of both, or none of one), as a mask of its box.
DEVICE void draw_stroke(View& out, const Place& from, int down, int right) {
    const int rows = down < 0 ? -down : down, columns = right < 0 ? -right : right;
    RESIZE(out, rows + 1, columns + 1);
    MOVE(out, from.row + least(0, down), from.column + least(0, right));
    const bool falling = (down < 0) == (right < 0);
    FOR_CELLS(out, i, j) out(i, j) = rows == 0 || columns == 0 || (falling ? i == j : i == columns - j);
}
