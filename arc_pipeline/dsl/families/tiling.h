// Grids side by side and repeated.

enum { PLAIN = 0, UPSIDE_DOWN = 1, LEFT_TO_RIGHT = 2, BOTH_WAYS = 3 };

// `rows` x `columns` copies of v, the copy at (a, b) mirrored as mirrored(a, b) says.
template <class Mirrored>
DEVICE void tile_with(View& out, const View& v, int rows, int columns, Mirrored mirrored) {
    if (rows < 1 || columns < 1 || rows > MAX_SIDE || columns > MAX_SIDE) return;
    RESIZE(out, rows * v.h, columns * v.w);
    FOR_LANES(k, out.h) {
        const int a = k / v.h, i = k % v.h;
        for (int b = 0; b < columns; b++) {
            const int how = mirrored(a, b), from = how & UPSIDE_DOWN ? v.h - 1 - i : i;
            uint8_t* cells = &out(k, b * v.w);
            if (how & LEFT_TO_RIGHT) for (int j = 0; j < v.w; j++) cells[j] = v(from, v.w - 1 - j);
            else for (int j = 0; j < v.w; j++) cells[j] = v(from, j);
        }
    }
}

// v, its quarter turn, and below them its three-quarter turn and half turn; anticlockwise: the turns exchanged.
FUNCTION void turn_tiles(View& out, const View& v, bool clockwise) {
    const int n = v.h;
    if (n != v.w) return;
    RESIZE(out, 2 * n, 2 * n);
    if (!out.h) return;
    FOR_CELLS(v, i, j) {
        const uint8_t cell = v(i, j);
        const int right_i = j, right_j = n - 1 - i, left_i = n - 1 - j, left_j = i;
        out(i, j) = cell;
        out(2 * n - 1 - i, 2 * n - 1 - j) = cell;
        out(clockwise ? right_i : left_i, n + (clockwise ? right_j : left_j)) = cell;
        out(n + (clockwise ? left_i : right_i), clockwise ? left_j : right_j) = cell;
    }
}

// v mirrored at its last row and its last column, which are not doubled.
FUNCTION void mirror_at_last_lines(View& out, const View& v) {
    const int bottom = v.h - 1, right = v.w - 1;
    RESIZE(out, 2 * v.h - 1, 2 * v.w - 1);
    FOR_CELLS(out, i, j) out(i, j) = v(i > bottom ? 2 * bottom - i : i, j > right ? 2 * right - j : j);
}
