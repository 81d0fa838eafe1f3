// A state with a border of one value round it, so that every cell has eight neighbours to look at.

constexpr int PADDED_SIDE = 32;

struct Padded {
    const uint8_t* p;
    MEMBER const uint8_t* at(int i, int j) const { return p + (i + 1) * PADDED_SIDE + j + 1; }
};

// Needs SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE).
DEVICE Padded pad(const View& v, int outside, uint8_t* memory) {
    FOR_LANES(k, (v.h + 2) * PADDED_SIDE) memory[k] = outside;
    SYNC();
    FOR_CELLS(v, i, j) memory[(i + 1) * PADDED_SIDE + j + 1] = v(i, j);
    SYNC();
    return Padded{memory};
}

// Calls visit(neighbour) for the neighbours of the cell at p: the four at its sides, the four at its corners.
template <class Visit> DEVICE void each_side(const uint8_t* p, Visit visit) {
    visit(p[-PADDED_SIDE]); visit(p[-1]); visit(p[1]); visit(p[PADDED_SIDE]);
}
template <class Visit> DEVICE void each_corner(const uint8_t* p, Visit visit) {
    visit(p[-PADDED_SIDE - 1]); visit(p[-PADDED_SIDE + 1]); visit(p[PADDED_SIDE - 1]); visit(p[PADDED_SIDE + 1]);
}

// Makes each cell value(mine, count), where count is the number of its neighbours n for which counts(mine, n).
// `around`: 0 sides, 1 corners, 2 all. Three loops without a branch, so that the compiler makes vectors of them.
template <class Counts, class Value>
DEVICE void count_around(const View& v, int outside, int around, Counts counts, Value value, View& out) {
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(v, outside, memory);
    RESIZE(out, v.h, v.w);
    MOVE(out, v.y, v.x);
    const View made = out;
    const auto count_of = [&](int i, int j, bool sides, bool corners) {
        const uint8_t* const p = padded.at(i, j);
        const int mine = *p;
        int count = 0;
        const auto look = [&](int n) { count += counts(mine, n) ? 1 : 0; };
        if (sides) each_side(p, look);
        if (corners) each_corner(p, look);
        made(i, j) = value(mine, count);
    };
    if (around == 0) FOR_CELLS(made, i, j) count_of(i, j, true, false);
    else if (around == 1) FOR_CELLS(made, i, j) count_of(i, j, false, true);
    else FOR_CELLS(made, i, j) count_of(i, j, true, true);
}

// The most common of the neighbours that lie in first..9, the smallest of several; -1 where there is none.
DEVICE int commonest_around(const uint8_t* p, int around, int first) {
    uint64_t counts = 0;  // four bits a colour
    const auto look = [&](int n) { counts += 1ull << (4 * (n & 15)); };
    if (around != 1) each_side(p, look);
    if (around != 0) each_corner(p, look);
    int best = -1, best_count = 0;
    for (int c = first; counts >> (4 * c) && c < 10; c++) {
        const int count = (int)(counts >> (4 * c) & 15);
        if (count > best_count) { best = c; best_count = count; }
    }
    return best;
}
