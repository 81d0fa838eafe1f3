#include "arrangement.h"
#include "paint.h"
#include "parts.h"
// Windows of a grid, and grids that are put in their places.

FUNCTION void list_windows(const Call& call, const View& grid, const Layout& layout, Views& out) {
    LIST(out, layout.down * layout.across > 0 ? layout.down * layout.across : -1);
    if (!out.count) return;
    each_part(grid, layout, [&](int k, const Box& box) {
        const View part = ELEMENT(out, k, box.bottom - box.top + 1, box.right - box.left + 1, box.top, box.left);
        FOR_CELLS(part, i, j) part(i, j) = grid(box.top + i, box.left + j);
    });
}

// Whether there are as many pieces as places, and each has the shape of its place; both may be void.
DEVICE bool fit_places(const Views& places, const Views& pieces) {
    bool fit = places.count == pieces.count;
    for (int k = 0; fit && k < pieces.count; k++) fit = pieces[k].h == places[k].h && pieces[k].w == places[k].w;
    return fit;
}

// Whether there are as many pieces as places, and all of one shape, none of them void.
DEVICE bool are_uniform(const Views& places, const Views& pieces) {
    bool uniform = places.count == pieces.count;
    for (int k = 0; uniform && k < pieces.count; k++)
        uniform = is_live(places[k]) && is_live(pieces[k]) && pieces[k].h == pieces[0].h && pieces[k].w == pieces[0].w;
    return uniform;
}

// Each piece where its place is among the others: at the rows and columns of different edges.
FUNCTION void lay_pieces(const Views& places, const Views& pieces, int* rows, int* columns, View& out) {
    FOR_LANES(k, EDGES) rows[k] = columns[k] = 0;
    SYNC();
    FOR_LANES(k, places.count) {
        const View place = places[k];
        if (!is_live(place)) continue;
        ATOMIC_WRITE(&rows[place.y + MAX_ORIGIN], 1);
        ATOMIC_WRITE(&columns[place.x + MAX_ORIGIN], 1);
    }
    SYNC();
    const int down = number_edges(rows), across = number_edges(columns);
    if (are_uniform(places, pieces)) RESIZE(out, down * pieces[0].h, across * pieces[0].w);
    blank(out, 0);
    for (int k = 0; k < pieces.count && is_live(out); k++) {
        const View place = places[k], piece = pieces[k];
        draw_piece(out, piece, -1, rows[place.y + MAX_ORIGIN] * piece.h, columns[place.x + MAX_ORIGIN] * piece.w, -1);
    }
}
