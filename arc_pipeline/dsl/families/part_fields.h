#include "bits.h"
#include "parts.h"
#include "ranks.h"
// Which part of a divided grid a cell lies in, and where in it.

constexpr int MOST_PARTS = 225;     // 15 x 15: every second row and column is a separator

struct Bands {                      // the parts' rows or columns
    uint32_t kept, starts;
    MEMBER bool has(int i) const { return kept >> i & 1; }
    MEMBER int number(int i) const { return count_bits(starts & bits_below(i + 1)) - 1; }
    MEMBER int start(int i) const {
        while (!(starts >> i & 1)) i--;
        return i;
    }
};
DEVICE Bands bands_of(int kept) { return Bands{(uint32_t)kept, (uint32_t)(kept & ~(kept << 1))}; }

// Calls visit(i, j, part number from 0) for every cell that is no separator.
template <class Visit> DEVICE void each_cell_of_parts(const View& grid, const Layout& layout, Visit visit) {
    const Bands rows = bands_of(layout.rows), columns = bands_of(layout.columns);
    FOR_CELLS(grid, i, j)
        if (rows.has(i) && columns.has(j)) visit(i, j, rows.number(i) * layout.across + columns.number(j));
}

// Gives `out` the grid's shape, all zeros; void where the grid is not divided.
DEVICE void begin_parts(const View& grid, const Layout& layout, View& out) {
    RESIZE(out, layout.color < 0 ? 0 : grid.h, grid.w);
    FOR_LANES(k, out.size()) out.p[k] = 0;
    SYNC();
}

FUNCTION void count_in_parts(const View& grid, const Layout& layout, int* cells) {
    FOR_LANES(k, MOST_PARTS) cells[k] = 0;
    SYNC();
    if (layout.color >= 0)
        each_cell_of_parts(grid, layout, [&](int i, int j, int k) { if (grid(i, j)) ATOMIC_ADD(&cells[k], 1); });
    SYNC();
}

FUNCTION void paint_majorities(const View& grid, const Layout& layout, View& out) {
    SHARED(int, counts, MOST_PARTS * 10);
    FOR_LANES(k, MOST_PARTS * 10) counts[k] = 0;
    SYNC();
    COPY(out, grid);
    if (layout.color < 0) make_void(out);
    if (layout.color >= 0)
        each_cell_of_parts(grid, layout, [&](int i, int j, int k) {
            if (grid(i, j) < 10) ATOMIC_ADD(&counts[10 * k + grid(i, j)], 1);
        });
    SYNC();
    FOR_LANES(k, MOST_PARTS) {
        int best = 0, cells = 0;
        for (int c = 1; c < 10; c++) if (counts[10 * k + c] > cells) cells = counts[10 * k + (best = c)];
        counts[10 * k] = best;
    }
    SYNC();
    if (layout.color >= 0) each_cell_of_parts(grid, layout, [&](int i, int j, int k) { out(i, j) = counts[10 * k]; });
}

FUNCTION void overlay_parts(const View& grid, const Layout& layout, View& out) {
    SHARED(uint8_t, first, MAX_CELLS);
    COPY(out, grid);
    if (layout.color < 0) make_void(out);
    FOR_LANES(k, grid.size()) first[k] = 0;
    SYNC();
    if (layout.color >= 0)
        each_part(grid, layout, [&](int, const Box& box) {
            const int w = box.right - box.left + 1;
            FOR_LANES(k, (box.bottom - box.top + 1) * w) {
                uint8_t& color = first[k / w * grid.w + k % w];
                if (!color) color = grid(box.top + k / w, box.left + k % w);
            }
            SYNC();
        });
    if (layout.color >= 0) {
        const Bands rows = bands_of(layout.rows), columns = bands_of(layout.columns);
        each_cell_of_parts(grid, layout, [&](int i, int j, int) {
            out(i, j) = first[(i - rows.start(i)) * grid.w + j - columns.start(j)];
        });
    }
}
