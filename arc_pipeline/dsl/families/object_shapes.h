#include "object_fields.h"
// Shapes of objects: what their cells make of their bounding box.

// Labels the objects; afterwards boxes[k].rows is the packed box of object k and boxes[k].columns is 0.
FUNCTION int pack_objects(const View& grid, bool diagonal, int kind, Label* label, Bounds* boxes) {
    const int count = label_objects(grid, diagonal, kind, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    FOR_LANES(k, count) {
        boxes[k].rows = packed(boxes[k]);
        boxes[k].columns = 0;
    }
    SYNC();
    return count;
}

// A number from 1 to 255 that depends on the shape alone, in boxes[k].columns.
FUNCTION void find_codes(const View& grid, const Label* label, int count, Bounds* boxes) {
    FOR_CELLS(grid, i, j) {
        const int mine = label[i * grid.w + j];
        if (mine) {
            const int box = boxes[mine - 1].rows, place = (i - top_of(box)) * MAX_SIDE + j - left_of(box) + 1;
            ATOMIC_ADD(&boxes[mine - 1].columns, place * place * place % 65521);
        }
    }
    SYNC();
    FOR_LANES(k, count) boxes[k].columns = boxes[k].columns % 255 + 1;
    SYNC();
}

// Tells each object's cells how many objects are as large as it, or of its shape. Shapes are compared by sums of mixed
// places: 21 bits of each place go to `columns`, 11 to `rows`, beside the corner, so that no sum overflows.
FUNCTION void count_twins(const View& grid, const Label* label, int count, bool by_shape, Bounds* boxes, View& out) {
    FOR_LANES(k, count) boxes[k].rows &= 1023;
    SYNC();
    FOR_CELLS(grid, i, j) {
        const int mine = label[i * grid.w + j];
        if (mine) {
            Bounds& box = boxes[mine - 1];
            const int corner = ATOMIC_READ(&box.rows);  // others are adding above it
            const int place = (i - top_of(corner)) * MAX_SIDE + j - left_of(corner);
            const uint64_t mixed = by_shape ? mix64((uint64_t)place + 1) : 1;
            ATOMIC_ADD(&box.columns, (int)(mixed & 0x1FFFFF));
            ATOMIC_ADD(&box.rows, (int)(mixed >> 32 & 0x7FF) << 10);
        }
    }
    RESIZE(out, grid.h, grid.w);
    SYNC();
    FOR_LANES(k, count) {  // out keeps the numbers until all are known
        const int columns = boxes[k].columns, rows = boxes[k].rows >> 10;
        int n = 0;
        for (int other = 0; other < count; other++)
            n += boxes[other].columns == columns && boxes[other].rows >> 10 == rows;
        out.p[k] = least(n, 255);
    }
    SYNC();
    FOR_LANES(k, count) boxes[k].rows = out.p[k];
    SYNC();
    tell_objects(grid, label, [&](int k) { return boxes[k].rows; }, out);
}

// Marks the cells that lie in the bounding box of an object.
FUNCTION void mark_boxes(const View& grid, const Bounds* boxes, int count, View& out) {
    SHARED(int, rows, MAX_SIDE);
    FOR_LANES(i, grid.h) rows[i] = 0;
    SYNC();
    FOR_LANES(k, count) {
        const int box = boxes[k].rows, columns = (int)(bits_below(width_of(box)) << left_of(box));
        for (int i = top_of(box); i < top_of(box) + height_of(box); i++) ATOMIC_OR(&rows[i], columns);
    }
    SYNC();
    RESIZE(out, grid.h, grid.w);
    FOR_CELLS(out, i, j) out(i, j) = rows[i] >> j & 1;
}

// Fills the background in each object's box with the colour of its first cell; the first object lies on top.
FUNCTION void paint_boxes(const View& grid, const Label* label, Bounds* boxes, int count, View& out) {
    FOR_LANES(k, count) boxes[k].columns = MAX_CELLS;
    COPY(out, grid);
    SYNC();
    FOR_LANES(k, grid.size()) if (label[k]) ATOMIC_MIN(&boxes[label[k] - 1].columns, k);
    SYNC();
    for (int k = count - 1; k >= 0; k--) {
        const int box = boxes[k].rows, color = grid.p[boxes[k].columns];
        if (height_of(box) * width_of(box) < 3) continue;  // no room for background; the same for all lanes
        FOR_LANES(row, height_of(box)) {
            const int i = top_of(box) + row;
            for (int j = left_of(box); j < left_of(box) + width_of(box); j++) if (grid(i, j) == 0) out(i, j) = color;
        }
        SYNC();
    }
}
