// Cutting components, colours and rectangles out of a grid.
#include "components.h"
#include "histogram.h"

// One piece a label: its box of `v`, `outside` where it does not have the cell.
FUNCTION void cut_pieces(
    const Call& call, const View& v, const Label* label, const Bounds* bounds, int count, uint8_t outside, Views& out
) {
    LIST(out, count);
    for (int k = 0; k < out.count; k++) {
        const Bounds box = bounds[k];
        const int top = box.top(), left = box.left();
        const View piece = ELEMENT(out, k, box.height(), box.width(), v.y + top, v.x + left);
        const Label* mine = label + top * v.w + left;
        const uint8_t* cells = v.p + top * v.w + left;
        FOR_CELLS(piece, i, j) piece(i, j) = mine[i * v.w + j] == k + 1 ? cells[i * v.w + j] : outside;
    }
}

// Labels for colours instead of components, numbered by their first cells; colour `skipped` is background.
FUNCTION int label_colors(const View& v, int skipped, Label* label) {
    SHARED(int, first, 16);
    FOR_LANES(k, 16) first[k] = MAX_CELLS;
    SYNC();
    if constexpr (LANES == 1) {
        for (int k = v.size() - 1; k >= 0; k--) first[v.p[k] & 15] = k;
    } else {
        FOR_LANES(k, v.size()) ATOMIC_MIN(&first[v.p[k] & 15], k);
    }
    SYNC();
    int number[16] = {}, count = 0;
    for (int k = 0; k < 10; k++) {
        const bool there = first[k] < MAX_CELLS && k != skipped;
        number[k] = there;
        count += there;
        for (int other = 0; other < 10; other++) number[k] += there && other != skipped && first[other] < first[k];
    }
    FOR_LANES(k, v.size()) label[k] = (Label)number[v.p[k] & 15];
    SYNC();
    return count;
}

// Whether row k, or column k - h, is of one colour.
DEVICE bool is_plain(const View& v, int k) {
    const bool across = k < v.h;
    const int n = across ? v.w : v.h, start = across ? k * v.w : k - v.h, step = across ? 1 : v.w;
    for (int c = 1; c < n; c++) if (v.p[start + c * step] != v.p[start]) return false;
    return true;
}

// Keep the bounds, at least 3x3, of components that fill their border but not their inside. Labels stay as they are.
FUNCTION int keep_frames(const View& v, const Label* label, int count, Bounds* bounds) {
    FOR_LANES(k, count) {
        const Bounds box = bounds[k];
        const int top = box.top(), left = box.left(), h = box.height(), w = box.width(), mine = k + 1;
        const Label* corner = label + top * v.w + left;
        bool framed = h >= 3 && w >= 3, solid = true;
        for (int j = 0; j < w && framed; j++) framed = corner[j] == mine && corner[(h - 1) * v.w + j] == mine;
        for (int i = 0; i < h && framed; i++) framed = corner[i * v.w] == mine && corner[i * v.w + w - 1] == mine;
        for (int i = 1; i < h && framed && solid; i++)
            for (int j = 1; j < w; j++) solid &= corner[i * v.w + j] == mine;
        if (!framed || solid) bounds[k].rows = 0;
    }
    SYNC();
    int kept = 0;
    ONCE for (int k = 0; k < count; k++) if (bounds[k].rows) bounds[kept++] = bounds[k];
    kept = BROADCAST(kept);
    SYNC();
    return kept;
}
