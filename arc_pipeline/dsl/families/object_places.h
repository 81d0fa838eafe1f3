#include "bits.h"
#include "object_fields.h"
// Where objects stand in the grid, and cells in their objects.

// Every cell of an object becomes measure(number of the object, i, j), at most 255; the background becomes 0.
template <class Measure> DEVICE void tell_cells(const View& grid, const Label* label, Measure measure, View& out) {
    RESIZE(out, grid.h, grid.w);
    const View made = out;
    FOR_CELLS(made, i, j) {
        const int mine = label[i * grid.w + j];
        made(i, j) = mine ? least(measure(mine - 1, i, j), 255) : 0;
    }
}

// Steps from a cell to the side of a box, 0 at the side: up, down, left, right.
DEVICE int steps_to_side(const Bounds& box, int i, int j, int side) {
    return side == 0   ? i - lowest_bit(box.rows)
           : side == 1 ? highest_bit(box.rows) - i
           : side == 2 ? j - lowest_bit(box.columns)
                       : highest_bit(box.columns) - j;
}

// The outermost row or column of an object on that side of its box.
DEVICE int side_of(const Bounds& box, int side) {
    const uint32_t bits = side < 2 ? box.rows : box.columns;
    return side & 1 ? highest_bit(bits) : lowest_bit(bits);
}

// The different places of the objects' sides on that side, a bit each.
FUNCTION uint32_t places_of_sides(const Bounds* boxes, int count, int side) {
    SHARED(int, places, 1);
    ONCE places[0] = 0;
    SYNC();
    FOR_LANES(k, count) ATOMIC_OR(places, 1 << side_of(boxes[k], side));
    SYNC();
    return places[0];
}
