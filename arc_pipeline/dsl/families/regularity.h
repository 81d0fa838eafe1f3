#include "bit_rows.h"
#include "pieces.h"
// What is regular in a piece.

// The cell of a piece that one of the eight symmetries (bits as in pieces.h) brings to row i, column j.
DEVICE int turned_cell(const View& v, int turn, int i, int j) {
    const int r = turn & 1 ? j : i, c = turn & 1 ? i : j;
    return v(turn & 2 ? v.h - 1 - r : r, turn & 4 ? v.w - 1 - c : c);
}

// The image that comes first, read row by row, of those that are not higher than wide.
FUNCTION int first_image(const View& v) {
    const int h = least(v.h, v.w), w = most(v.h, v.w), n = h * w;
    int best = v.h <= v.w ? 0 : 1;
    for (int turn = best + 1; turn < 8; turn++) {
        if ((turn & 1 ? v.w : v.h) > h) continue;
        int differs = n;
        for (int k = LANE; k < differs; k += LANES)
            if (turned_cell(v, turn, k / w, k % w) != turned_cell(v, best, k / w, k % w)) differs = k;
        differs = SMALLEST(differs);
        if (differs == n) continue;
        const int i = differs / w, j = differs % w;
        if (turned_cell(v, turn, i, j) < turned_cell(v, best, i, j)) best = turn;
    }
    return best;
}

// How many cells that are not 0 have an image on the other side of a line between or in rows (columns) that brings line
// k to sum - k. -1 where a cell differs from its image inside.
DEVICE int count_mirrored(const View& v, bool columns, int sum) {
    const int n = columns ? v.w : v.h, along = columns ? v.h : v.w, step = columns ? v.w : 1, start = columns ? 1 : v.w;
    int count = 0;
    for (int line = most(0, sum - n + 1); 2 * line < sum; line++) {
        const uint8_t *a = v.p + line * start, *b = v.p + (sum - line) * start;
        for (int k = 0; k < along; k++) {
            if (a[k * step] != b[k * step]) return -1;
            count += a[k * step] != 0;
        }
    }
    return count;
}

// Twice the place of the best line, the one nearest to the middle, then the first, of several; -1 if there is none.
FUNCTION int find_axis(const View& v, bool columns) {
    const int n = columns ? v.w : v.h;
    int best = 1 << 30;
    FOR_LANES(sum, 2 * n - 1) {
        const int count = count_mirrored(v, columns, sum), off = sum < n ? n - 1 - sum : sum - n + 1;
        if (count > 0) best = least(best, (1023 - count) << 12 | off << 6 | sum);
    }
    best = SMALLEST(best);
    return best < 1 << 30 ? best & 63 : -1;
}

// Whether cells that lie on one diagonal (row - column) or counterdiagonal are alike; `line` then holds their values.
FUNCTION bool read_diagonals(const View& v, bool counter, uint8_t* line) {
    const auto place = [&](int i, int j) { return counter ? i + j : i - j + v.w - 1; };
    FOR_LANES(j, v.w) line[place(0, j)] = v(0, j);
    FOR_LANES(i, v.h - 1) {
        const int j = counter ? v.w - 1 : 0;
        line[place(i + 1, j)] = v(i + 1, j);
    }
    SYNC();
    bool alike = true;
    for (int i = LANE; alike && i < v.h; i += LANES)
        for (int j = 0; alike && j < v.w; j++) alike = v(i, j) == line[place(i, j)];
    return EVERY(alike);
}

// The largest rectangle of ones: (1023 - cells) << 15 | top << 10 | left << 5 | height; 1 << 30 if there is none.
FUNCTION int find_rectangle(int h, const uint32_t* rows) {
    int best = 1 << 30;
    FOR_LANES(top, h) {
        uint32_t common = ~0u;
        for (int bottom = top; bottom < h && (common &= rows[bottom]); bottom++) {
            uint32_t run = common;  // where so many ones begin
            int width = 1;
            for (uint32_t longer; (longer = run & common >> width); run = longer) width++;
            const int height = bottom - top + 1;
            best = least(best, (1023 - height * width) << 15 | top << 10 | first_bit(run) << 5 | height);
        }
    }
    return SMALLEST(best);
}

// Rows (or columns) that change at no more than half of their steps, a bit each. Uniform.
DEVICE int plain_lines(const View& grid, bool rows) {
    const int n = rows ? grid.h : grid.w, steps = (rows ? grid.w : grid.h) - 1;
    int plain = 0;
    FOR_LANES(k, n) {
        int changes = 0;
        for (int l = 0; l < steps; l++) changes += rows ? grid(k, l) != grid(k, l + 1) : grid(l, k) != grid(l + 1, k);
        plain |= (2 * changes <= steps) << k;
    }
    return TOTAL(plain);
}

// Of these rows (or columns) those of which more than half of the cells that count differ from the one before, and the
// first: bits as above. Uniform.
DEVICE int band_begins(const View& grid, bool rows, int plain, int across) {
    const int n = rows ? grid.h : grid.w, m = rows ? grid.w : grid.h;
    int begins = 0;
    FOR_LANES(k, n) {
        int before = k - 1, differ = 0;
        while (before >= 0 && !(plain >> before & 1)) before--;
        for (int l = 0; l < m && before >= 0; l++) {
            const bool other = rows ? grid(k, l) != grid(before, l) : grid(l, k) != grid(l, before);
            differ += (across >> l & 1) ? (other ? 1 : -1) : 0;
        }
        if ((plain >> k & 1) && (before < 0 || differ > 0)) begins |= 1 << k;
    }
    return TOTAL(begins);
}

// The place of the n-th bit, from 0; `none` where there are fewer.
DEVICE int nth_bit(int bits, int n, int none) {
    for (int k = 0; k < MAX_SIDE; k++)
        if ((bits >> k & 1) && n-- == 0) return k;
    return none;
}

FUNCTION void patches(View& out, const View& grid) {
    const int rows = plain_lines(grid, true), columns = plain_lines(grid, false);
    const int tops = band_begins(grid, true, rows, columns), lefts = band_begins(grid, false, columns, rows);
    RESIZE(out, count_bits((uint32_t)tops), count_bits((uint32_t)lefts));
    FOR_CELLS(out, i, j) {
        const int bottom = nth_bit(tops, i + 1, grid.h), right = nth_bit(lefts, j + 1, grid.w);
        int counts[16] = {}, best = 0;
        for (int k = nth_bit(tops, i, 0); k < bottom; k++)
            for (int l = nth_bit(lefts, j, 0); l < right; l++)
                counts[grid(k, l) & 15] += (rows >> k & 1) & (columns >> l & 1);
        for (int color = 1; color < 10; color++) if (counts[color] > counts[best]) best = color;
        out(i, j) = (uint8_t)best;
    }
}

// Whether no cell inside a window, given by its corner and sides, has this colour.
DEVICE bool lacks_inside(const View& grid, int top, int left, int high, int wide, int color) {
    bool lacks = true;
    for (int i = top + 1; lacks && i < top + high - 1; i++)
        for (int j = left + 1; lacks && j < left + wide - 1; j++) lacks = grid(i, j) != color;
    return lacks;
}

// The largest frame that begins in cell k, if it is larger than `best`, as area, wide and k together: larger is better.
DEVICE int framed_from(const View& grid, int k, const uint8_t* right, const uint8_t* down, int best) {
    const int top = k / grid.w, left = k % grid.w, color = grid.p[k];
    for (int high = color ? down[k] : 0; high >= 3; high--)
        for (int wide = right[k]; wide >= 3; wide--) {
            const int found = high * wide << 15 | (MAX_CELLS - k) << 5 | wide;
            const int below = k + (high - 1) * grid.w, beside = k + wide - 1;
            if (found > best && right[below] >= wide && down[beside] >= high &&
                lacks_inside(grid, top, left, high, wide, color))
                best = found;
        }
    return best;
}

// `right` and `down`: shared memory for the number of cells of each one's colour that follow it, with itself.
FUNCTION void largest_frame(View& out, const View& grid, uint8_t* right, uint8_t* down) {
    const int h = grid.h, w = grid.w;
    FOR_LANES(i, h)
        for (int j = w - 1; j >= 0; j--)
            right[i * w + j] = (uint8_t)(j + 1 < w && grid(i, j) == grid(i, j + 1) ? right[i * w + j + 1] + 1 : 1);
    FOR_LANES(j, w)
        for (int i = h - 1; i >= 0; i--)
            down[i * w + j] = (uint8_t)(i + 1 < h && grid(i, j) == grid(i + 1, j) ? down[(i + 1) * w + j] + 1 : 1);
    SYNC();
    int best = 0;
    FOR_LANES(k, grid.size()) best = framed_from(grid, k, right, down, best);
    best = LARGEST(best);
    const int wide = best & 31, k = MAX_CELLS - (best >> 5 & 1023), high = best ? (best >> 15) / wide : 0;
    RESIZE(out, high, wide);
    FOR_CELLS(out, i, j) out(i, j) = grid(k / w + i, k % w + j);
}
