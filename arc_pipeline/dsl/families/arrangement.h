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

// Numbers the edges that were marked with 1, by their order: 0, 1, 2, ...; returns how many there are. Edges of pieces
// lie at -MAX_ORIGIN to MAX_ORIGIN and are marked at [edge + MAX_ORIGIN].
constexpr int EDGES = 2 * MAX_ORIGIN + 1;
DEVICE int number_edges(int* marked) {
    int count = 0;
    for (int k = 0; k < EDGES; k++) count += marked[k];
    SYNC();
    ONCE for (int k = 0, next = 0; k < EDGES; k++) if (marked[k]) marked[k] = next++;
    SYNC();
    return count;
}

// One cell for each piece, its number, at its place among the upper edges (the left ones) of all; 0 elsewhere. `rows`
// and `columns` are shared memory of EDGES each.
FUNCTION void arrange_numbers(View& out, const Views& objs, const Numbers& numbers, int* rows, int* columns) {
    FOR_LANES(k, EDGES) rows[k] = columns[k] = 0;
    SYNC();
    FOR_LANES(k, objs.count) {
        const View obj = objs[k];
        if (!is_live(obj)) continue;
        ATOMIC_WRITE(&rows[obj.y + MAX_ORIGIN], 1);
        ATOMIC_WRITE(&columns[obj.x + MAX_ORIGIN], 1);
    }
    SYNC();
    const int h = number_edges(rows), w = number_edges(columns);
    if (objs.count == numbers.count) RESIZE(out, h, w);
    blank(out, 0);
    ONCE for (int k = 0; k < objs.count && is_live(out); k++) {
        const View obj = objs[k];
        const int number = numbers[k];
        if (is_live(obj) && number != NONE)
            out(rows[obj.y + MAX_ORIGIN], columns[obj.x + MAX_ORIGIN]) = (uint8_t)least(most(number, 0), 255);
    }
}
