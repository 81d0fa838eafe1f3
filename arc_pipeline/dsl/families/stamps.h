#include "bits.h"
#include "components.h"
#include "draw_objects.h"
#include "histogram.h"
// Copies of pieces, laid where cells of theirs are found.

constexpr int MOST_OBJECTS = 256;  // more than there can be of objects of any colours, joined at corners too

// The first cell of that value, as row * 32 + column; -1 if there is none.
DEVICE int first_cell(const View& v, int value) {
    int first = 1 << 20;
    FOR_CELLS(v, i, j) if (v(i, j) == value) first = least(first, i * 32 + j);
    first = SMALLEST(first);
    return first < 1 << 20 ? first : -1;
}

// Objects of any colours: labels, bounds, sizes, and their colours, a bit each.
struct Parts {
    const Label* label;
    const Bounds* boxes;
    const int *sizes, *colors;
    MEMBER bool is_plain(int k) const { return !(colors[k] & (colors[k] - 1)); }
};

constexpr int WHOLE = -1;  // in place of a colour: all cells of an object

// The first cell of an object that is of the colour, as row * 32 + column; -1 if there is none.
DEVICE int first_part(const View& grid, const Parts& parts, int object, int color) {
    const Bounds box = parts.boxes[object];
    const int bottom = box.top() + box.height(), end = box.left() + box.width();
    for (int i = box.top(); i < bottom; i++)
        for (int j = box.left(); j < end; j++)
            if (parts.label[i * grid.w + j] == object + 1 && (color == WHOLE || grid(i, j) == color)) return i * 32 + j;
    return -1;
}

// Whether a copy of an object, so far down and right of it, has its cells of the colour on cells of that colour in
// plain objects and nothing of another colour in its way; of WHOLE objects, whether it covers the object `plain`.
DEVICE bool fits_copy(const View& grid, const Parts& parts, int object, int color, int plain, int down, int right) {
    const int w = grid.w, top = parts.boxes[object].top(), left = parts.boxes[object].left();
    const int bottom = top + parts.boxes[object].height(), end = left + parts.boxes[object].width();
    for (int i = top; i < bottom; i++)
        for (int j = left; j < end; j++) {
            if (parts.label[i * w + j] != object + 1) continue;
            const int a = i + down, b = j + right, there = grid.get(a, b, TRANSPARENT);
            const int label = there < TRANSPARENT ? (int)parts.label[a * w + b] : 0;
            if (color == WHOLE) {
                if (label != plain + 1) return false;
            } else if (grid(i, j) == color) {
                if (there != color || !label || !parts.is_plain(label - 1)) return false;
            } else if (there && there != TRANSPARENT && there != grid(i, j)) {
                return false;
            }
        }
    return true;
}

// For each cell of a plain object the first many-coloured object, from 1, of which a copy fits that has its first cell
// (or its first one of the colour) there; 0 if there is none.
FUNCTION void find_copies(const View& grid, const Parts& parts, int count, bool whole, int* copies) {
    FOR_CELLS(grid, i, j) {
        const int k = i * grid.w + j, mine = (int)parts.label[k] - 1;
        int found = 0;
        for (int object = 0; mine >= 0 && parts.is_plain(mine) && object < count && !found; object++) {
            const int color = whole ? WHOLE : grid(i, j);
            const bool possible = whole ? parts.sizes[object] == parts.sizes[mine]
                                        : color <= TRANSPARENT && (parts.colors[object] >> color & 1);
            if (!possible || parts.is_plain(object)) continue;
            const int first = first_part(grid, parts, object, color);
            if (fits_copy(grid, parts, object, color, mine, i - first / 32, j - first % 32)) found = object + 1;
        }
        copies[k] = found;
    }
    SYNC();
}

FUNCTION void draw_copies(const View& grid, const Parts& parts, bool whole, const int* copies, View& out) {
    const int w = grid.w;
    COPY(out, grid);
    SYNC();
    for (int k = 0; k < grid.size(); k++) {
        if (!copies[k]) continue;
        const int object = copies[k] - 1, first = first_part(grid, parts, object, whole ? WHOLE : grid.p[k]);
        const int down = k / w - first / 32, right = k % w - first % 32;
        const Bounds box = parts.boxes[object];
        const View window{nullptr, box.height(), box.width(), 0, 0};
        FOR_CELLS(window, a, b) {
            const int i = box.top() + a, j = box.left() + b;
            if (parts.label[i * w + j] == object + 1 && out.has(i + down, j + right)) out(i + down, j + right) = grid(i, j);
        }
        SYNC();
    }
}
