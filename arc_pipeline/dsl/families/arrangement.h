// Pieces put side by side or in rows and columns.
#include "draw_objects.h"

// Side by side (or one below the other), in the order of the list; where one is smaller than the largest: 0.
FUNCTION void concatenate(View& out, const Views& pieces, bool down) {
    int along = 0, across = 0;
    for (int k = 0; k < pieces.count; k++) {
        const View piece = pieces[k];
        along += down ? piece.h : piece.w;
        across = most(across, down ? piece.w : piece.h);
    }
    RESIZE(out, down ? along : across, down ? across : along);
    blank(out, 0);
    for (int k = 0, at = 0; k < pieces.count && is_live(out); k++) {
        const View piece = pieces[k];
        draw_piece(out, piece, TRANSPARENT, down ? at : 0, down ? 0 : at, -1);
        at += down ? piece.h : piece.w;
    }
}

// Which place `v` has among the different upper (or left) edges of all live pieces.
DEVICE int edge_rank(const Views& pieces, int v, bool upper) {
    int rank = 0;
    for (int k = 0; k < pieces.count; k++) {
        const View piece = pieces[k];
        const int edge = upper ? piece.y : piece.x;
        if (!is_live(piece) || edge >= v) continue;
        bool counted = false;
        for (int earlier = 0; earlier < k && !counted; earlier++) {
            const View other = pieces[earlier];
            counted = is_live(other) && (upper ? other.y : other.x) == edge;
        }
        rank += !counted;
    }
    return rank;
}
