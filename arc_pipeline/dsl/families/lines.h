// Rows and columns as wholes, one bit each: which are of one colour, which differ from the one before.

DEVICE int bit(int k) { return 1 << k; }
DEVICE bool has_bit(int bits, int k) { return (bits >> k) & 1; }
#if defined(__CUDACC__)
DEVICE int bit_count(uint32_t bits) { return __popc(bits); }
#else
DEVICE int bit_count(uint32_t bits) { return __builtin_popcount(bits); }
#endif
DEVICE int all_bits(int n) { return (1 << n) - 1; }
DEVICE int common_divisor(int a, int b) {
    while (b) { const int rest = a % b; a = b; b = rest; }
    return a;
}

// changes[0]: bit i is set where row i differs from row i - 1; changes[1]: the same for columns.
FUNCTION void mark_changes(const View& v, int* changes) {
    FOR_LANES(k, 2) changes[k] = 0;
    SYNC();
    FOR_LANES(i, v.h) if (i) {
        int j = 0;
        while (j < v.w && v(i, j) == v(i - 1, j)) j++;
        if (j < v.w) ATOMIC_OR(&changes[0], bit(i));
    }
    FOR_LANES(j, v.w) if (j) {
        int i = 0;
        while (i < v.h && v(i, j) == v(i, j - 1)) i++;
        if (i < v.h) ATOMIC_OR(&changes[1], bit(j));
    }
    SYNC();
}

// colors[0..29]: the colour of each row if it is of one colour, else -1; colors[30..59]: the same for columns.
FUNCTION void mark_plain_lines(const View& v, int* colors) {
    FOR_LANES(i, v.h) {
        int j = 1;
        while (j < v.w && v(i, j) == v(i, 0)) j++;
        colors[i] = j < v.w ? -1 : v(i, 0);
    }
    FOR_LANES(j, v.w) {
        int i = 1;
        while (i < v.h && v(i, j) == v(0, j)) i++;
        colors[MAX_SIDE + j] = i < v.h ? -1 : v(0, j);
    }
    SYNC();
}

// places[k]: the place of the k-th set bit; all lanes compute it alike. Returns how many there are.
FUNCTION int places_of_bits(int bits, int n, uint8_t* places) {
    int count = 0;
    for (int k = 0; k < n; k++) if (has_bit(bits, k)) { ONCE places[count] = (uint8_t)k; count++; }
    SYNC();
    return count;
}

// Only the rows and columns whose bits are set; `places` is scratch for 60 bytes.
FUNCTION void keep_lines(View& out, const View& v, int rows, int columns, uint8_t* places) {
    const int h = places_of_bits(rows, v.h, places), w = places_of_bits(columns, v.w, places + MAX_SIDE);
    RESIZE(out, h, w);
    FOR_CELLS(out, i, j) out(i, j) = v(places[i], places[MAX_SIDE + j]);
}
