// Pieces over each other, those with the largest bounding boxes first.
#include "draw_objects.h"

// The next piece to lay: the largest of those smaller than `size`, or as large as it and behind `last`; -1: none.
DEVICE int next_largest(const Views& pieces, int size, int last) {
    int best = -1, found = 0;
    for (int k = 0; k < pieces.count; k++) {
        const int own = pieces[k].size();
        const bool later = own < size || (own == size && k > last);
        if (own > found && later) found = own, best = k;
    }
    return best;
}

FUNCTION void superpose(View& out, const Views& pieces, bool middle) {
    int h = 0, w = 0;
    for (int k = 0; k < pieces.count; k++) h = most(h, pieces[k].h), w = most(w, pieces[k].w);
    bool fits = true;
    for (int k = 0; k < pieces.count; k++)
        if (is_live(pieces[k])) fits = fits && (!middle || ((h - pieces[k].h) % 2 == 0 && (w - pieces[k].w) % 2 == 0));
    if (fits) RESIZE(out, h, w);
    blank(out, 0);
    for (int k = is_live(out) ? next_largest(pieces, MAX_CELLS + 1, -1) : -1; k >= 0;
         k = next_largest(pieces, pieces[k].size(), k)) {
        const View piece = pieces[k];
        draw_piece(out, piece, TRANSPARENT, middle ? (h - piece.h) / 2 : 0, middle ? (w - piece.w) / 2 : 0, -1);
    }
}

// The number of the first cell of a colour, in reading order; the number of cells where there is none.
DEVICE int first_of_color(const View& piece, int color) {
    int first = piece.size();
    FOR_LANES(k, piece.size()) if (piece.p[k] == color) first = least(first, k);
    return SMALLEST(first);
}

FUNCTION void superpose_at(View& out, const Views& pieces, int color) {
    int up = 0, left = 0, down = 0, right = 0;  // cells around the one where all meet, and with it
    for (int k = 0; k < pieces.count; k++) {
        const View piece = pieces[k];
        const int first = first_of_color(piece, color);
        if (first == piece.size()) continue;
        up = most(up, first / piece.w);
        left = most(left, first % piece.w);
        down = most(down, piece.h - first / piece.w);
        right = most(right, piece.w - first % piece.w);
    }
    RESIZE(out, up + down, left + right);
    blank(out, 0);
    for (int k = is_live(out) ? next_largest(pieces, MAX_CELLS + 1, -1) : -1; k >= 0;
         k = next_largest(pieces, pieces[k].size(), k)) {
        const View piece = pieces[k];
        const int first = first_of_color(piece, color);
        if (first < piece.size())
            draw_piece(out, piece, TRANSPARENT, up - first / piece.w, left - first % piece.w, -1);
    }
}
