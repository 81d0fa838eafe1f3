#include "cut.h"
#include "periods.h"
// Symmetric pictures: axes that may lie off the centre, hidden cells, images of cells.

constexpr int NO_AXIS = -1;

// The sum i + i' of two rows that mirror each other (columns if !rows): visible pairs never differ, most of them agree;
// of equals the axis nearest to the centre, then the lesser. NO_AXIS if no pair agrees. Uniform.
FUNCTION int find_axis(const View& v, int hidden, bool rows) {
    const int n = rows ? v.h : v.w, m = rows ? v.w : v.h, along = rows ? v.w : 1, across = rows ? 1 : v.w;
    int best = NO_AXIS, most_agree = 0;
    for (int k = 0; k <= n / 2 * 2; k++) {
        const int sum = n - 1 + (k & 1 ? -(k + 1) / 2 : k / 2);
        int agree = 0;
        bool differ = false;
        for (int i = most(0, sum - n + 1) + LANE; !differ && 2 * i < sum; i += LANES) {
            const uint8_t *a = v.p + i * along, *b = v.p + (sum - i) * along;
            for (int j = 0; j < m; j++, a += across, b += across) {
                if (*a == hidden || *b == hidden) continue;
                agree += *a == *b;
                differ |= *a != *b;
            }
        }
        const bool any_differs = ANY(differ);
        agree = TOTAL(agree);
        if (!any_differs && agree > most_agree) {
            most_agree = agree;
            best = sum;
        }
    }
    return best;
}

enum { BY_ROWS, BY_COLUMNS, BY_BOTH, BY_DIAGONAL, BY_ALL };

struct Axes { int rows, columns, offset; };  // offset: (i, j) -> (j + offset, i - offset) mirrors at the diagonal

// Whether visible cells and their images in the diagonal never differ; `needed`: and one pair agrees at least.
FUNCTION bool diagonal_holds(const View& v, int hidden, int offset, bool needed) {
    bool differ = false, agree = false;
    FOR_CELLS(v, i, j) {
        const int image = v.get(j + offset, i - offset, hidden);
        const bool both = v(i, j) != hidden && image != hidden && i - j != offset;
        differ |= both && v(i, j) != image;
        agree |= both && v(i, j) == image;
    }
    const bool any_differs = ANY(differ), any_agrees = ANY(agree);
    return !any_differs && (any_agrees || !needed);
}

FUNCTION int visible_image(const View& v, int hidden, int way, const Axes& axes, int i, int j) {
    const int mirrored_i = axes.rows - i, mirrored_j = axes.columns - j;
    const bool rows = way == BY_ROWS || way == BY_BOTH || way == BY_ALL;
    const bool columns = way == BY_COLUMNS || way == BY_BOTH || way == BY_ALL;
    int color = v(i, j);
    for (int turn = way == BY_DIAGONAL; turn <= (way >= BY_DIAGONAL) && color == hidden; turn++) {
        const auto look = [&](bool wanted, int a, int b) {
            if (wanted && color == hidden)
                color = turn ? v.get(b + axes.offset, a - axes.offset, hidden) : v.get(a, b, hidden);
        };
        look(true, i, j);
        look(rows, mirrored_i, j);
        look(columns, i, mirrored_j);
        look(rows && columns, mirrored_i, mirrored_j);
    }
    return color;
}

// Hidden cells take the colour of a visible mirror image; void if the picture is not symmetric in this way.
FUNCTION void complete_by_symmetry(View& out, const View& v, int hidden, int way) {
    Axes axes{0, 0, 0};
    if (way != BY_COLUMNS && way != BY_DIAGONAL) axes.rows = find_axis(v, hidden, true);
    if (way != BY_ROWS && way != BY_DIAGONAL) axes.columns = find_axis(v, hidden, false);
    bool symmetric = axes.rows != NO_AXIS && axes.columns != NO_AXIS;
    if (way >= BY_DIAGONAL) {
        symmetric = symmetric && (axes.rows - axes.columns) % 2 == 0;
        axes.offset = (axes.rows - axes.columns) / 2;
        const bool holds = diagonal_holds(v, hidden, axes.offset, way == BY_DIAGONAL);
        symmetric = symmetric && holds;
    }
    if (!symmetric) return;
    RESIZE(out, v.h, v.w);
    FOR_CELLS(out, i, j) out(i, j) = (uint8_t)visible_image(v, hidden, way, axes, i, j);
}

// The window around the cells of `v` that were hidden, as it looks in `out`; `copy` is scratch for MAX_CELLS.
FUNCTION void cut_hidden(View& out, const View& v, int hidden, uint8_t* copy) {
    if (!out.h) return;
    SYNC();
    Box box = NOWHERE;
    bool unknown = false;
    FOR_CELLS(v, i, j) {
        if (v(i, j) == hidden) include(box, i, j);
        unknown |= out(i, j) == hidden;
        copy[i * v.w + j] = out(i, j);
    }
    box = joined(box);
    const bool any_unknown = ANY(unknown);
    SYNC();
    if (any_unknown) make_void(out);
    else cut(out, View{copy, v.h, v.w, 0, 0}, box);
}

// The symmetries of the square other than identity; (i, j) has its image at v.p[first + i * down + j * right].
struct Image { int first, down, right; };
FUNCTION Image image_of(const View& v, int symmetry) {
    const int w = v.w, bottom = (v.h - 1) * v.w, end = v.w - 1;
    switch (symmetry) {
        case 0: return Image{bottom, -w, 1};        // upside down
        case 1: return Image{end, w, -1};           // left to right
        case 2: return Image{bottom + end, -w, -1};
        case 3: return Image{0, 1, w};              // the diagonal; from here on for squares only
        case 4: return Image{bottom, 1, -w};
        case 5: return Image{end, -1, w};
        default: return Image{bottom + end, -1, -w};
    }
}

// Background cells take the colour of their first image that is not background, under the symmetries of a set of bits.
FUNCTION void overlay_images(View& out, const View& v, int background, int symmetries) {
    if (symmetries >> 3 && v.h != v.w) return;
    RESIZE(out, v.h, v.w);
    FOR_CELLS(out, i, j) out(i, j) = v(i, j);
    for (int k = 0; k < 7; k++) {
        if (!(symmetries >> k & 1)) continue;
        const Image image = image_of(v, k);
        FOR_CELLS(out, i, j) {
            const uint8_t cell = out(i, j), seen = v.p[image.first + i * image.down + j * image.right];
            out(i, j) = cell == background ? seen : cell;
        }
    }
}
