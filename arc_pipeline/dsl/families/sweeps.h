// A table of three cells goes over a grid line by line, so that lines already made tell what the next ones become.
constexpr int OUTSIDE = 10;   // what lies outside of the grid
constexpr int UNNAMED = 11;   // the first colour of a key that the table names nowhere; the second one is 12
constexpr int NO_ENTRY = -1;

// Lines are numbered in the order in which they are made; so many lie beside each other in the grid.
struct Lines {
    bool across, backwards;
    int count, length;
    MEMBER int row(int line, int k) const { return across ? k : backwards ? count - 1 - line : line; }
    MEMBER int column(int line, int k) const { return !across ? k : backwards ? count - 1 - line : line; }
};

// The colour at a place relative to a cell: places come in threes (straight, left, right), one three a distance.
DEVICE int look(const View& grid, const View& made, const Lines& lines, int line, int k, int place) {
    const int three = place / 3, side = place % 3;
    const int from = line + (three == 0 ? 0 : three == 1 ? 1 : three < 4 ? -1 : -2);
    const int at = k + (side == 0 ? 0 : side == 1 ? -1 : 1);
    if (from < 0 || from >= lines.count || at < 0 || at >= lines.length) return OUTSIDE;
    const int i = lines.row(from, at), j = lines.column(from, at);
    return three < 3 ? grid(i, j) : made(i, j);
}

DEVICE bool is_named(const Numbers& table, int color) {
    for (int k = 1; k + 1 < table.count; k += 2)
        if (table[k] >> 16 == color || (table[k] >> 8 & 255) == color || (table[k] & 255) == color) return true;
    return false;
}

DEVICE int value_of(const Numbers& table, int key) {
    const int keys = (table.count - 1) / 2;
    int low = 0, high = keys;
    while (low < high) {
        const int half = (low + high) / 2;
        if (table[1 + 2 * half] < key) low = half + 1;
        else high = half;
    }
    return low < keys && table[1 + 2 * low] == key ? table[2 + 2 * low] : NO_ENTRY;
}

// What the table says of three cells; `own` where it says nothing.
DEVICE int told(const Numbers& table, const uint8_t* named, int a, int b, int c, int own) {
    const bool free_a = !named[a & 15], free_b = !named[b & 15], free_c = !named[c & 15];
    const bool new_b = free_b && !(free_a && b == a);
    const bool new_c = free_c && !(free_a && c == a) && !(free_b && c == b);
    const int sign_a = free_a ? UNNAMED : a;
    const int sign_b = !free_b ? b : new_b ? UNNAMED + free_a : UNNAMED;
    const int sign_c = !free_c ? c : new_c ? UNNAMED + free_a + new_b : free_a && c == a ? UNNAMED : sign_b;
    const int value = value_of(table, sign_a << 16 | sign_b << 8 | sign_c);
    if (value < 0 || value == OUTSIDE) return own;
    if (value < OUTSIDE) return value;
    return free_a && value == sign_a ? a : free_b && value == sign_b ? b : free_c && value == sign_c ? c : own;
}
