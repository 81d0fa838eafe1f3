#include "color.h"

// Put a piece's cells, all but the `empty` ones, onto `out` where it lies, clipped. `color`: paint in this colour, NONE
// for the piece's own. `onto`: only on cells of this colour, NONE for all. Cells that are not painted are written too,
// as they are: SYNC() between pieces that may overlap.
DEVICE void put(const View& out, const View& piece, int empty, int color, int onto) {
    const int top = most(0, -piece.y), left = most(0, -piece.x);
    View seen = piece;  // the part that lies on `out`
    seen.h = most(0, least(piece.h, out.h - piece.y) - top);
    seen.w = most(0, least(piece.w, out.w - piece.x) - left);
    FOR_CELLS(seen, i, j) {
        const int cell = piece(top + i, left + j);
        uint8_t& target = out(piece.y + top + i, piece.x + left + j);
        const bool is_painted = (cell != empty) & (onto == NONE || target == onto);
        target = is_painted ? (color == NONE ? cell : color) : target;
    }
}
