// Elements of lists that are like each other.
#include "pieces.h"

// Whether two pieces have the same cells at the same place. Uniform.
DEVICE bool same_piece(const View& a, const View& b) {
    return EVERY(a.y == b.y && a.x == b.x && same_cells(a, b, LANE, LANES));
}

// How many elements of a list are like element k. Uniform.
DEVICE int having_leader(const Views& pieces, const Leaders& leaders, int k) {
    int n = 0;
    FOR_LANES(other, pieces.count) n += leaders[other] == k;
    return TOTAL(n);
}
