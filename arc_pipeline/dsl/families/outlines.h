// Outlines of bounding boxes.
#include "measures.h"

DEVICE void draw_outline(View& out, const View& piece, int margin) {
    RESIZE(out, piece.h + 2 * margin, piece.w + 2 * margin);
    MOVE(out, piece.y - margin, piece.x - margin);
    FOR_CELLS(out, i, j) out(i, j) = i == 0 || j == 0 || i == out.h - 1 || j == out.w - 1;
}
