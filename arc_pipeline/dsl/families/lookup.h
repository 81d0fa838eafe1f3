// A table's keys are packed from bytes, the last state's value lowest; `place` counts states from the last one.
constexpr int LARGEST_DENSE = 4096;
constexpr int UNKNOWN = 255;

// The cells of three states and where results go. Absent states may be any cells: their values are not looked at.
struct Lookup {
    int arity, cells;
    const uint8_t *last, *middle, *first;
    uint8_t* colors;
};

DEVICE int key_part(int key, int place) { return key >> (8 * place) & 255; }
DEVICE int known_color(int value) { return (unsigned)value < 10 ? value : UNKNOWN; }

// Halving the sorted keys for each cell. False (on some lane) where a combination is unknown.
FUNCTION bool look_up_searching(const Lookup& states, const Numbers& table, int keys) {
    bool known = true;
    FOR_LANES(k, states.cells) {
        int key = states.last[k];
        if (states.arity > 1) key += states.middle[k] << 8;
        if (states.arity > 2) key += states.first[k] << 16;
        int low = 0, high = keys;
        while (low < high) {
            const int half = (low + high) / 2;
            if (table[1 + 2 * half] < key) low = half + 1;
            else high = half;
        }
        const int color = low < keys && table[1 + 2 * low] == key ? known_color(table[2 + 2 * low]) : UNKNOWN;
        states.colors[k] = color;
        known &= color != UNKNOWN;
    }
    return known;
}

DEVICE bool look_up_densely(const Lookup& states, const Numbers& table, int keys, const uint16_t* ranks,
                            const int* sizes, uint8_t* dense) {
    const uint16_t *rank0 = ranks, *rank1 = ranks + 256, *rank2 = ranks + 512;
    const int step = sizes[0], stride = step * sizes[1];
    FOR_LANES(k, stride * sizes[2]) dense[k] = UNKNOWN;
    SYNC();
    FOR_LANES(k, keys) {
        const int key = table[1 + 2 * k];
        const int place = rank0[key_part(key, 0)] + rank1[key_part(key, 1)] * step + rank2[key_part(key, 2)] * stride;
        dense[place] = known_color(table[2 + 2 * k]);
    }
    SYNC();
    bool known = true;
    FOR_LANES(k, states.cells) {
        const int place = rank0[states.last[k]] + rank1[states.middle[k]] * step + rank2[states.first[k]] * stride;
        const int color = dense[place];
        states.colors[k] = color;
        known &= color != UNKNOWN;
    }
    return known;
}

// Each state's values that the table knows are numbered from 1 in `ranks` (3 x 256), which makes the keys an index into
// a dense copy of the table; no copy that is too large, or takes longer to make than to search for all cells.
DEVICE bool look_up(const Lookup& states, const Numbers& table, uint16_t* ranks, int* sizes, uint8_t* dense) {
    const int keys = (table.count - 1) / 2;
    const bool is_short = keys <= 4 * states.cells;
    FOR_LANES(k, 3 * 256) ranks[k] = 0;
    SYNC();
    FOR_LANES(place, 3) {
        int size = 1;
        for (int k = 0; is_short && place < states.arity && k < keys; k++) {
            uint16_t& rank = ranks[place * 256 + key_part(table[1 + 2 * k], place)];
            if (!rank) rank = size++;
        }
        sizes[place] = size;
    }
    SYNC();
    return is_short && sizes[0] * sizes[1] * sizes[2] <= LARGEST_DENSE
               ? look_up_densely(states, table, keys, ranks, sizes, dense)
               : look_up_searching(states, table, keys);
}
