// Pieces, one after the other, on a canvas.

DEVICE void blank(View& out, uint8_t value) {
    FOR_LANES(k, out.size()) out.p[k] = value;
    SYNC();
}

// The cells of `piece` that are not `outside` become `value` (their own where that is below 0) in `out`, the piece's
// upper left corner lying at (top, left). Pieces overlap, so all lanes end one before they begin the next.
DEVICE void draw_piece(View& out, const View& piece, int outside, int top, int left, int value) {
    FOR_CELLS(piece, i, j) {
        const int cell = piece(i, j);
        if (cell != outside && out.has(top + i, left + j)) out(top + i, left + j) = (uint8_t)(value < 0 ? cell : value);
    }
    SYNC();
}

// The smallest box round all live pieces: origin and shape of `out`, no cells yet. Void if it is larger than a grid.
FUNCTION void enclose(View& out, const Views& pieces) {
    int top = MAX_ORIGIN, left = MAX_ORIGIN, bottom = -MAX_ORIGIN, right = -MAX_ORIGIN;
    for (int k = 0; k < pieces.count; k++) {
        const View piece = pieces[k];
        if (!is_live(piece)) continue;
        top = least(top, piece.y);
        left = least(left, piece.x);
        bottom = most(bottom, piece.y + piece.h);
        right = most(right, piece.x + piece.w);
    }
    RESIZE(out, bottom - top, right - left);
    MOVE(out, top, left);
}
