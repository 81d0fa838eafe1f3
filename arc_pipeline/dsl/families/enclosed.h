#include "bit_rows.h"
#include "color.h"
#include "components.h"
// Cells of colour 0 that no path of cells of colour 0 joins to the border.

// Needs rows for the background and for its part that is joined to the border.
FUNCTION void find_enclosed(const View& grid, bool diagonal, uint32_t* background, uint32_t* outside) {
    const int h = grid.h, w = grid.w;
    collect_rows(h, w, [&](int i, int j) { return grid(i, j) == 0; }, background);
    FOR_LANES(i, h) {
        const uint32_t border = i == 0 || i == h - 1 ? ~0u : 1u | 1u << (w - 1);
        outside[i] = fill_row(background[i] & border, background[i]);
    }
    SYNC();
    flood_rows(h, background, diagonal, outside);
}

// Labels the regions of background; returns how many. sizes[label - 1] is a region's size, 0 if it is at the border.
FUNCTION int label_enclosed(const View& grid, bool diagonal, Label* label, int* sizes) {
    const int h = grid.h, w = grid.w;
    const int count =
        label_components(h, w, diagonal, [&](int i, int j) { return grid(i, j) == 0 ? 0 : -1; }, label);
    component_sizes(h * w, label, count, sizes);
    const auto open = [&](int k) { if (label[k]) ATOMIC_WRITE(&sizes[label[k] - 1], 0); };
    FOR_LANES(j, w) {
        open(j);
        open((h - 1) * w + j);
    }
    FOR_LANES(i, h) {
        open(i * w);
        open(i * w + w - 1);
    }
    SYNC();
    return count;
}

DEVICE int only_bit(int bits) { return bits && !(bits & (bits - 1)) ? first_bit(bits) : 0; }

// Collects in colors[label - 1] the colours, a bit each, at the sides of each region; bit 10 if it is at the border.
FUNCTION void collect_walls(const View& grid, const Label* label, int count, int* colors) {
    const int w = grid.w;
    FOR_LANES(k, count) colors[k] = 0;
    SYNC();
    FOR_CELLS(grid, i, j) {
        const int mine = label[i * w + j];
        if (!mine) continue;
        const auto seen = [&](int a, int b) { return 1 << (grid.get(a, b, 10) & 15); };
        const int near = seen(i - 1, j) | seen(i + 1, j) | seen(i, j - 1) | seen(i, j + 1);
        if (near & ~1) ATOMIC_OR(&colors[mine - 1], near & ~1);
    }
    SYNC();
}

// The colours, a bit each, in each region between walls; returns how many regions there are.
FUNCTION int label_rooms(const View& grid, bool diagonal, Label* label, int* colors) {
    const ColorCounts counts = count_colors(grid);
    int wall = 1;
    for (int c = 2; c < 10; c++) if (counts[c] > counts[wall]) wall = c;
    const int count = label_components(
        grid.h, grid.w, diagonal, [&](int i, int j) { return grid(i, j) == wall ? -1 : 0; }, label);
    FOR_LANES(k, count) colors[k] = 0;
    SYNC();
    FOR_LANES(k, grid.size()) if (grid.p[k] && label[k]) ATOMIC_OR(&colors[label[k] - 1], 1 << (grid.p[k] & 15));
    SYNC();
    return count;
}
