#include "stamps.h"
// Images of many-coloured objects: turned and mirrored, or larger.

constexpr int TURNS = 8, LARGEST_IMAGE = 6;

// An object's image: by turn `way` as in same_turned (1 transposes, 2 turns the rows round, 4 the columns), or as large
// as `way` + 1 times.
struct Image {
    const View& grid;
    const Parts& parts;
    int object, way;
    bool larger;
    MEMBER int scale() const { return larger ? way + 1 : 1; }
    MEMBER int turn() const { return larger ? 0 : way; }
    MEMBER int height() const {
        return scale() * (turn() & 1 ? parts.boxes[object].width() : parts.boxes[object].height());
    }
    MEMBER int width() const {
        return scale() * (turn() & 1 ? parts.boxes[object].height() : parts.boxes[object].width());
    }
    // The colour of the image's cell, 0 outside it.
    MEMBER int operator()(int i, int j) const {
        if (i < 0 || j < 0 || i >= height() || j >= width()) return 0;
        const Bounds box = parts.boxes[object];
        const int a = i / scale(), b = j / scale(), r = turn() & 1 ? b : a, c = turn() & 1 ? a : b;
        const int row = box.top() + (turn() & 2 ? box.height() - 1 - r : r);
        const int column = box.left() + (turn() & 4 ? box.width() - 1 - c : c);
        return parts.label[row * grid.w + column] == object + 1 ? grid(row, column) : 0;
    }
};

// The colour of which an object has most cells; 0 if it has no other, or as many of another. One lane.
DEVICE int body_of(const View& grid, const Parts& parts, int object) {
    const Bounds box = parts.boxes[object];
    int counts[16] = {}, best = 1, several = 0, equal = 0;
    for (int i = box.top(); i < box.top() + box.height(); i++)
        for (int j = box.left(); j < box.left() + box.width(); j++)
            if (parts.label[i * grid.w + j] == object + 1) counts[grid(i, j) & 15]++;
    for (int color = 1; color < 16; color++) {
        if (counts[color] > counts[best]) best = color;
        several += counts[color] > 0;
    }
    for (int color = 1; color < 16; color++) equal += counts[color] == counts[best];
    return several > 1 && equal == 1 ? best : 0;
}

// The place of the image's first mark, as row * 256 + column. One lane.
DEVICE int first_mark(const Image& image, int body) {
    const int step = image.scale(), h = image.height(), w = image.width();
    for (int i = 0; i < h; i += step)
        for (int j = 0; j < w; j += step) {
            const int color = image(i, j);
            if (color && color != body) return i * 256 + j;
        }
    return 0;
}

// Whether the image, moved so far, has its marks on their colours, no other cell of an object beside them, and its body
// on nothing else. One lane.
DEVICE bool fits_image(const View& grid, const Image& image, int body, int down, int right) {
    for (int i = 0; i < image.height(); i++)
        for (int j = 0; j < image.width(); j++) {
            const int mine = image(i, j), a = i + down, b = j + right;
            if (!mine) continue;
            const bool inside = grid.has(a, b);
            const int there = inside ? grid(a, b) : 0;
            if (mine == body) {
                if (there && there != body) return false;
                continue;
            }
            if (there != mine || !inside) return false;
            if (image.parts.label[a * grid.w + b] == image.object + 1) return false;
            for (int k = 0; k < 9; k++) {
                const int beside = image(i + k / 3 - 1, j + k % 3 - 1);
                if (grid.get(a + k / 3 - 1, b + k % 3 - 1, 0) && (!beside || beside == body)) return false;
            }
        }
    return true;
}

// The image that fits with its first mark on the object's first cell, as 1 + the object it is of * TURNS + way; 0 if
// there is none. One lane.
DEVICE int find_image(const View& grid, const Parts& parts, const int* bodies, int count, int mine, bool larger) {
    const int place = first_part(grid, parts, mine, WHOLE), color = grid(place / 32, place % 32);
    for (int object = 0; object < count; object++) {
        if (object == mine || !bodies[object]) continue;
        for (int way = 0; way < (larger ? LARGEST_IMAGE : TURNS); way++) {
            const Image image{grid, parts, object, way, larger};
            const int first = first_mark(image, bodies[object]);
            if (image(first / 256, first % 256) != color) {
                if (larger) break;  // it is so in all sizes
                continue;
            }
            if (fits_image(grid, image, bodies[object], place / 32 - first / 256, place % 32 - first % 256))
                return 1 + object * TURNS + way;
        }
    }
    return 0;
}

FUNCTION void draw_images(
    const View& grid, const Parts& parts, const int* bodies, const int* images, int count, bool larger, View& out
) {
    COPY(out, grid);
    SYNC();
    for (int k = 0; k < count; k++) {
        if (!images[k]) continue;
        const int object = (images[k] - 1) / TURNS;
        const Image image{grid, parts, object, (images[k] - 1) % TURNS, larger};
        const int place = first_part(grid, parts, k, WHOLE), first = first_mark(image, bodies[object]);
        const int down = place / 32 - first / 256, right = place % 32 - first % 256;
        const View window{nullptr, image.height(), image.width(), 0, 0};
        FOR_CELLS(window, i, j) if (image(i, j) && out.has(i + down, j + right)) out(i + down, j + right) = image(i, j);
        SYNC();
    }
}
