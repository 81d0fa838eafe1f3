#include "color.h"
#include "object_fields.h"
// Measures of objects that are not cut out, told to each of their cells.

// An object of a grid as the piece that would be cut out of it. What is not asked for is 0.
struct ObjectView {
    const uint8_t* corner;          // of its box, in the grid
    const Label* label;             // there as well
    int stride, mine, h, w, y, x, tally;
    MEMBER int operator()(int i, int j) const {
        return label[i * stride + j] == mine ? corner[i * stride + j] : TRANSPARENT;
    }
    MEMBER bool has(int i, int j) const { return (unsigned)i < (unsigned)h && (unsigned)j < (unsigned)w; }
    MEMBER int get(int i, int j, int outside) const { return has(i, j) ? (*this)(i, j) : outside; }
    MEMBER int size() const { return h * w; }
};
DEVICE int count_cells(const ObjectView& obj) { return obj.tally; }
DEVICE uint32_t seen_colors(const ObjectView& obj) { return (uint32_t)obj.tally; }

// What one pass over the grid finds out about all objects.
enum Tallied { NO_TALLY, CELL_TALLY, COLOR_TALLY };

// Every cell of an object becomes what measure(ObjectView, number) says of it, 0 to 255; void and the background are 0.
// `boxed`: whether that asks for the box or what is in it; `words`: an int for each object, or two if it does.
template <Tallied tally, bool boxed, class Measure> DEVICE void paint_measure(
    const View& grid, const Label* label, int count, int* words, Measure measure, View& out
) {
    constexpr int STEP = boxed ? 2 : 1;
    if constexpr (boxed) component_bounds(grid.h, grid.w, label, count, (Bounds*)words);
    FOR_LANES(k, count) {
        if constexpr (boxed) words[2 * k + 1] = packed(((Bounds*)words)[k]);
        words[STEP * k] = 0;
    }
    SYNC();
    FOR_LANES(k, tally == NO_TALLY ? 0 : grid.size()) {
        int* const word = &words[STEP * (label[k] - 1)];
        if (label[k] && tally == CELL_TALLY) ATOMIC_ADD(word, 1);
        if (label[k] && tally == COLOR_TALLY) ATOMIC_OR(word, 1 << (grid.p[k] & 15));
    }
    SYNC();
    for (int k = 0; k < count; k++) {
        ObjectView obj{grid.p, label, grid.w, k + 1, 0, 0, 0, 0, words[STEP * k]};
        if constexpr (boxed) {
            const int box = words[2 * k + 1], corner = top_of(box) * grid.w + left_of(box);
            obj.corner += corner;
            obj.label += corner;
            obj.h = height_of(box);
            obj.w = width_of(box);
            obj.y = clamp_origin(grid.y + top_of(box));
            obj.x = clamp_origin(grid.x + left_of(box));
        }
        int number = NONE;
        measure(obj, number);
        SYNC();  // all lanes have read its words
        ONCE words[STEP * k] = most(number, 0);
    }
    SYNC();
    tell_objects(grid, label, [&](int k) { return words[STEP * k]; }, out);
}
