// Rules of the 5x5 cells round a cell. A table's pairs (rule * 256 + place, sign) come in the order of their keys, so
// that those of a rule lie beside each other.
constexpr int OUTSIDE = 10;  // what lies outside of the grid
constexpr int UNNAMED = 11;  // a colour that the table names nowhere; 12 is another one
constexpr int ANOTHER = 13;  // anything but the cell's own colour
constexpr int SIDE = 5;      // of the window
constexpr int BECOMES = SIDE * SIDE;
constexpr int BESIDE = BECOMES + 1;  // added to a place: the value of the state beside the grid there
constexpr int LARGEST_BESIDE = 9;
constexpr int NOTHING = -1;
constexpr int PLANES = (OUTSIDE + 1) * MAX_SIDE;  // words: where each value from 0 to 10 lies, a word for each row

// The ways to look at the window, a bit for each, by the number of the choice.
DEVICE int ways_of(int choice) {
    return choice == 0 ? 1 : choice == 1 ? 3 : choice == 2 ? 5 : choice == 3 ? 15 : choice == 4 ? 105 : 255;
}

// Whether a state may be asked beside the grid; an absent one has no cells.
DEVICE bool lies_beside(const View& grid, const View& state) {
    return state.h == 0 || (state.h == grid.h && state.w == grid.w);
}

DEVICE int value_beside(const View& state, int i, int j) {
    const bool inside = i >= 0 && j >= 0 && i < state.h && j < state.w;
    return inside ? least(state(i, j), LARGEST_BESIDE) : OUTSIDE;
}

// What becomes of a cell by the rule that lies in the pairs [from, to), looked at in one way.
DEVICE int told(const View& v, const View& state, const Numbers& table, const uint8_t* named, int from, int to, int way,
                int i, int j) {
    int first = NOTHING, second = NOTHING, becomes = NOTHING;
    for (int k = from; k < to; k++) {
        const int place = table[1 + 2 * k] & 255, sign = table[2 + 2 * k];
        if (place == BECOMES) {
            becomes = sign;
            continue;
        }
        const bool beside = place >= BESIDE;
        const int window = beside ? place - BESIDE : place;
        if (window >= BECOMES || sign < 0 || sign > ANOTHER || (beside && (sign == UNNAMED || sign == UNNAMED + 1)))
            return NOTHING;
        const int row = window / SIDE - SIDE / 2, column = window % SIDE - SIDE / 2;
        const int down = way & 2 ? -row : row, across = way & 1 ? -column : column;
        const int y = i + (way & 4 ? across : down), x = j + (way & 4 ? down : across);
        const int there = beside ? value_beside(state, y, x) : v.get(y, x, OUTSIDE);
        if (sign <= OUTSIDE) {
            if (there != sign) return NOTHING;
        } else if (sign == ANOTHER) {
            if (there == (beside ? value_beside(state, i, j) : v(i, j))) return NOTHING;
        } else {
            int& bound = sign == UNNAMED ? first : second;
            if (there == OUTSIDE || named[there & 15] || (bound != NOTHING && bound != there)) return NOTHING;
            bound = there;
        }
    }
    if (first == second && first != NOTHING) return NOTHING;
    if (becomes == UNNAMED) return first;
    if (becomes == UNNAMED + 1) return second;
    return becomes >= 0 && becomes < OUTSIDE ? becomes : NOTHING;
}

// The cells of row i that have one of the marked cells in their window: to the others a rule says what it said before.
DEVICE uint32_t close_to(const uint32_t* marked, int i, int h) {
    uint32_t rows = 0;
    for (int k = most(i - SIDE / 2, 0); k <= least(i + SIDE / 2, h - 1); k++) rows |= marked[k];
    return rows << 2 | rows << 1 | rows | rows >> 1 | rows >> 2;
}

DEVICE bool names(const Numbers& table, int color) {
    bool found = false;
    for (int k = 2; k < table.count; k += 2) found |= table[k] == color && (table[k - 1] & 255) < BESIDE;
    return found && color < OUTSIDE;
}

// Where each value lies in row i of some cells; those over `largest` count as this.
DEVICE void mark_row(const View& v, int largest, int i, uint32_t* planes) {
    for (int value = 0; value <= OUTSIDE; value++) planes[value * MAX_SIDE + i] = 0;
    for (int j = 0; j < v.w; j++) {
        const int value = least(v(i, j), largest);
        if (value <= OUTSIDE) planes[value * MAX_SIDE + i] |= 1u << j;
    }
}

// The cells of a row from which a marked cell lies so many columns to the right.
DEVICE uint32_t looking_at(uint32_t marked, int columns) { return columns < 0 ? marked << -columns : marked >> columns; }

// Those of the `open` cells of row i for which the rule of the pairs [from, to), looked at in one way, may say
// something: unnamed colours and other ones are not looked at. `beside` is null without a state.
FUNCTION uint32_t may_fit(const uint32_t* planes, const uint32_t* beside, const Numbers& table, int from, int to, int way,
                          int i, int h, int w, uint32_t open) {
    const uint32_t whole = (1u << w) - 1;
    for (int k = from; k < to && open; k++) {
        const int place = table[1 + 2 * k] & 255, sign = table[2 + 2 * k];
        if (place == BECOMES || sign < 0 || sign > OUTSIDE) continue;
        const int window = place >= BESIDE ? place - BESIDE : place;
        if (window >= BECOMES) return 0;
        const int row = window / SIDE - SIDE / 2, column = window % SIDE - SIDE / 2;
        const int down = way & 2 ? -row : row, across = way & 1 ? -column : column;
        const int y = i + (way & 4 ? across : down), x = way & 4 ? down : across;
        const uint32_t* marked = place >= BESIDE ? beside : planes;
        const bool inside = y >= 0 && y < h && marked;
        uint32_t there = inside ? looking_at(marked[sign * MAX_SIDE + y], x) : 0;
        if (sign == OUTSIDE) there |= inside ? ~looking_at(whole, x) : ~0u;
        open &= there;
    }
    return open;
}

// What becomes of the `open` cells of row i, each by the first rule that fits and of which no two ways disagree: `next`
// has the colours of those that change, which are returned.
FUNCTION uint32_t next_colors(const View& v, const View& state, const uint32_t* planes, const uint32_t* beside,
                              const Numbers& table, const uint8_t* named, int ways, int i, uint32_t open, uint8_t* next) {
    const int pairs = (table.count - 1) / 2, looks = ways_of(ways);
    uint32_t changed = 0;
    for (int from = 0, to; from < pairs && open; from = to) {
        for (to = from; to < pairs && table[1 + 2 * to] >> 8 == table[1 + 2 * from] >> 8;) to++;
        uint32_t fits[8], any = 0;
        for (int way = 0; way < 8; way++) {
            fits[way] = looks >> way & 1 ? may_fit(planes, beside, table, from, to, way, i, v.h, v.w, open) : 0;
            any |= fits[way];
        }
        for (int j = 0; any >> j; j++) {
            if (!(any >> j & 1)) continue;
            int color = NOTHING;
            bool agreed = true;
            for (int way = 0; agreed && way < 8; way++) {
                if (!(fits[way] >> j & 1)) continue;
                const int one = told(v, state, table, named, from, to, way, i, j);
                agreed = one == NOTHING || color == NOTHING || one == color;
                color = one == NOTHING ? color : one;
            }
            if (!agreed || color == NOTHING) continue;
            open &= ~(1u << j);
            if (color == v(i, j)) continue;
            next[j] = (uint8_t)color;
            changed |= 1u << j;
        }
    }
    return changed;
}
