#include "color.h"
#include "object_fields.h"

// Labels objects of all colours but 0 and collects the colours of each, a bit each.
FUNCTION int collect_colors(const View& grid, bool diagonal, Label* label, int* colors) {
    const int count = label_view(grid, diagonal, false, 0, label);
    FOR_LANES(k, count) colors[k] = 0;
    SYNC();
    FOR_LANES(k, grid.size()) if (label[k]) ATOMIC_OR(&colors[label[k] - 1], 1 << (grid.p[k] & 15));
    SYNC();
    return count;
}

// The most (or least) common colour of each object, the smallest number of several; best[k] & 15 for object k.
FUNCTION void choose_colors(const View& grid, const Label* label, int count, bool most_common, int* best, int* cells) {
    const ColorCounts counts = count_colors(grid);
    FOR_LANES(k, count) best[k] = most_common ? 0 : (MAX_CELLS + 1) << 4;
    for (int c = 1; c < 10; c++) {
        if (counts[c] == 0) continue;
        FOR_LANES(k, count) cells[k] = 0;
        SYNC();
        FOR_LANES(k, grid.size()) if (grid.p[k] == c) ATOMIC_ADD(&cells[label[k] - 1], 1);
        SYNC();
        FOR_LANES(k, count) {
            const int before = best[k] >> 4;
            if (cells[k] && (most_common ? cells[k] > before : cells[k] < before)) best[k] = cells[k] << 4 | c;
        }
    }
    SYNC();
}

// Marks in marks[label - 1] the objects that have a neighbour of the colour and are not of it themselves.
FUNCTION void mark_touching(const View& grid, const Label* label, int count, bool diagonal, int color, int* marks) {
    FOR_LANES(k, count) marks[k] = 0;
    SYNC();
    FOR_CELLS(grid, i, j) {
        const int mine = label[i * grid.w + j];
        if (mine && grid(i, j) != color) {
            bool near = grid.get(i - 1, j, -1) == color || grid.get(i + 1, j, -1) == color ||
                        grid.get(i, j - 1, -1) == color || grid.get(i, j + 1, -1) == color;
            if (diagonal)
                near = near || grid.get(i - 1, j - 1, -1) == color || grid.get(i - 1, j + 1, -1) == color ||
                       grid.get(i + 1, j - 1, -1) == color || grid.get(i + 1, j + 1, -1) == color;
            if (near) ATOMIC_OR(&marks[mine - 1], 1);
        }
    }
    SYNC();
}
