// Comparing pieces, and copying them from list to list.

// The 8 symmetries of the square, as bits: 1 transposes, 2 turns the rows round, 4 the columns. Whether `a` equals `b`
// turned so, in every `step`th row from `first`; `shape_only`: as to which cells are TRANSPARENT.
DEVICE bool same_turned(const View& a, const View& b, int turn, bool shape_only, int first, int step) {
    if (a.h != (turn & 1 ? b.w : b.h) || a.w != (turn & 1 ? b.h : b.w)) return false;
    for (int i = first; i < a.h; i += step)
        for (int j = 0; j < a.w; j++) {
            const int r = turn & 1 ? j : i, c = turn & 1 ? i : j;
            const int mine = a(i, j), other = b(turn & 2 ? b.h - 1 - r : r, turn & 4 ? b.w - 1 - c : c);
            if (shape_only ? (mine == TRANSPARENT) != (other == TRANSPARENT) : mine != other) return false;
        }
    return true;
}

// Whether two pieces have the same cells, in every `step`th one from `first`.
DEVICE bool same_cells(const View& a, const View& b, int first, int step) {
    if (a.h != b.h || a.w != b.w) return false;
    for (int k = first; k < a.size(); k += step) if (a.p[k] != b.p[k]) return false;
    return true;
}

// The ways of likeness: 0 the same cells, 1 the same shape, 2 the same shape turned or mirrored. One lane does it all.
DEVICE bool are_alike(const View& a, const View& b, int way) {
    if (way == 0) return same_cells(a, b, 0, 1);
    if (least(a.h, a.w) != least(b.h, b.w) || most(a.h, a.w) != most(b.h, b.w)) return false;
    for (int turn = 0; turn < (way == 1 ? 1 : 8); turn++) if (same_turned(a, b, turn, true, 0, 1)) return true;
    return false;
}

// The first element that is like element k, that one itself if no earlier one is; -1 for a void one. One lane.
DEVICE int leader_of(const Views& pieces, int k, int way) {
    const View mine = pieces[k];
    int leader = 0;
    while (leader < k && !are_alike(mine, pieces[leader], way)) leader++;
    return is_live(mine) ? leader : -1;
}

// Leaders of all elements, kept for the first KEPT of them: SHARED(int, kept, KEPT).
constexpr int KEPT = 1024;
struct Leaders {
    const Views& pieces;
    const int* kept;
    int way;
    MEMBER int operator[](int k) const { return k < KEPT ? kept[k] : leader_of(pieces, k, way); }
};
DEVICE Leaders find_leaders(const Views& pieces, int way, int* kept) {
    FOR_LANES(k, least(pieces.count, KEPT)) kept[k] = leader_of(pieces, k, way);
    SYNC();
    return Leaders{pieces, kept, way};
}

// Element k of a list becomes a copy of `v`.
DEVICE void copy_element(Views& out, int k, const View& v) {
    const View piece = ELEMENT(out, k, v.h, v.w, v.y, v.x);
    FOR_LANES(c, v.size()) piece.p[c] = v.p[c];
}

// The elements for which chosen(k) holds, in their order. All lanes ask alike, so `chosen` may hold collectives.
template <class Chosen> DEVICE void keep_elements(const Call& call, const Views& pieces, Chosen chosen, Views& out) {
    int n = 0;
    for (int k = 0; k < pieces.count; k++) n += chosen(k) ? 1 : 0;
    LIST(out, n);
    for (int k = 0, to = 0; k < pieces.count && to < out.count; k++) if (chosen(k)) copy_element(out, to++, pieces[k]);
}
