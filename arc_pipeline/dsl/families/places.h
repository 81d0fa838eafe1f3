// Places: the first one of a mask, in its frame.

struct Place {
    bool found;
    int row, column;
};

DEVICE Place find_place(const View& mask) {
    int first = MAX_CELLS;
    FOR_LANES(k, mask.size()) if (first == MAX_CELLS && mask.p[k]) first = k;
    first = SMALLEST(first);
    const bool found = first < MAX_CELLS;
    const int i = found ? first / mask.w : 0;
    return Place{found, mask.y + i, mask.x + (found ? first - i * mask.w : 0)};
}

DEVICE void mark_place(View& out, int row, int column) {
    RESIZE(out, 1, 1);
    MOVE(out, row, column);
    ONCE out.p[0] = 1;
}

// A mask of the cells at the sides, or at the corners, of a place.
DEVICE void mark_around(View& out, const View& mask, bool sides, bool corners) {
    const Place place = find_place(mask);
    RESIZE(out, place.found ? 3 : 0, 3);
    MOVE(out, place.row - 1, place.column - 1);
    FOR_CELLS(out, i, j) out(i, j) = (i == 1) == (j == 1) ? corners && i != 1 : sides;
}
