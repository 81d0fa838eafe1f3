// What three cells round a cell tell of what it becomes, as the operation `sweep` reads them.
constexpr int OUTSIDE = 10, UNNAMED = 11, NEVER = 1 << 30;
constexpr int MOST_ENTRIES = 24, TOWARD = 0, NAMED = 4, EVEN = 5, LEFT_OUT = 6;  // in a row of `chosen`

// A key packs the signs of three cells, four bits each; `value`: what becomes of the cell, a named colour or one of
// these signs, 14 if it is neither.
struct Case {
    int key, value, cells[3];
};

DEVICE bool is_free(int color, int named) { return color < OUTSIDE && !(named >> color & 1); }

// The case of one column; `mirrored`: with left and right exchanged, the second and third of each three places.
DEVICE Case case_of(const Rows<const uint8_t>& cells, const Rows<const int32_t>& asked, int column, bool mirrored) {
    Case made;
    for (int k = 0; k < 3; k++) {
        const int place = asked[1 + k], side = place % 3;
        made.cells[k] = cells(mirrored ? place - side + (3 - side) % 3 : place, column) & 15;
    }
    const int named = asked[NAMED], a = made.cells[0], b = made.cells[1], c = made.cells[2];
    const bool free_a = is_free(a, named), free_b = is_free(b, named), free_c = is_free(c, named);
    const bool new_b = free_b && !(free_a && b == a);
    const bool new_c = free_c && !(free_a && c == a) && !(free_b && c == b);
    const int sign_a = free_a ? UNNAMED : a;
    const int sign_b = !free_b ? b : new_b ? UNNAMED + free_a : UNNAMED;
    const int sign_c = !free_c ? c : new_c ? UNNAMED + free_a + new_b : free_a && c == a ? UNNAMED : sign_b;
    const int becomes = cells(cells.rows - 1, column) & 15;
    made.key = sign_a << 8 | sign_b << 4 | sign_c;
    made.value = !is_free(becomes, named) ? becomes : a == becomes ? sign_a : b == becomes ? sign_b
               : c == becomes ? sign_c : 14;
    return made;
}

DEVICE int entry_of(int key, int value) {
    return (key >> 8 << 16 | (key >> 4 & 15) << 8 | (key & 15)) << 4 | value;
}

// Writes the entries for keys whose cells change, then entries that name the colours which none of these does. `seen`:
// for each key its values as bits, and bit 15 if cells change; `first`: for each colour the first column whose key has
// it.
DEVICE void write_entries(const Rows<const uint8_t>& cells, const Rows<const int32_t>& asked, const int* seen,
                          const int* first, const Rows<int32_t>& out) {
    int count = 0, used = 0;
    for (int key = 0; key < 1 << 12; key++) {
        const int values = seen[key >> 1] >> 16 * (key & 1) & 0xFFFF;
        if (!(values >> 15)) continue;
        int value = 0;
        while (!(values >> value & 1)) value++;
        out[++count] = entry_of(key, value);
        used |= 1 << (key >> 8) | 1 << (key >> 4 & 15) | 1 << (key & 15);
    }
    const int entries = count;
    for (int color = 0; color < OUTSIDE; color++) {
        if (!(asked[NAMED] >> color & 1) || used >> color & 1 || first[color] == NEVER) continue;
        const int width = (int)cells.width;
        const Case there = case_of(cells, asked, first[color] % width, first[color] >= width);
        const int entry = entry_of(there.key, OUTSIDE);
        bool written = false;
        for (int k = entries + 1; k <= count; k++) written |= out[k] == entry;
        if (!written) out[++count] = entry;
    }
    out[0] = count;
}
