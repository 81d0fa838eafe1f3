#include "cut.h"
#include "lines.h"
#include "periods.h"
// Symmetric pictures: axes that may lie off the centre, hidden cells, images of cells.

// A mirror axis is the sum i + i' of two rows (columns) that mirror each other.
constexpr int NO_AXIS = -1;

// The k-th axis to try for n lines: the middle first, then in turn below and above it, up to a quarter of n off.
DEVICE int nth_axis(int n, int k) { return n - 1 + (k & 1 ? -(k + 1) / 2 : k / 2); }
DEVICE int axes_to_try(int n) { return n / 2 * 2 + 1; }

// How many visible pairs mirror each other at an axis; -1 if any two differ. Uniform.
FUNCTION int agreement(const View& v, int hidden, bool rows, int sum) {
    const int n = rows ? v.h : v.w, m = rows ? v.w : v.h, along = rows ? v.w : 1, across = rows ? 1 : v.w;
    int agree = 0;
    bool differ = false;
    for (int i = most(0, sum - n + 1) + LANE; !differ && 2 * i < sum; i += LANES) {
        const uint8_t *a = v.p + i * along, *b = v.p + (sum - i) * along;
        for (int j = 0; j < m && !differ; j++, a += across, b += across) {
            const bool visible = *a != hidden && *b != hidden;
            agree += visible && *a == *b;
            differ = visible && *a != *b;
        }
    }
    const bool any_differs = ANY(differ);
    agree = TOTAL(agree);
    return any_differs ? -1 : agree;
}

// The axis with most agreement; NO_AXIS if no pair agrees. Uniform.
FUNCTION int find_axis(const View& v, int hidden, bool rows) {
    const int n = rows ? v.h : v.w;
    int best = NO_AXIS, most_agree = 0;
    for (int k = 0; k < axes_to_try(n); k++) {
        const int sum = nth_axis(n, k), agree = agreement(v, hidden, rows, sum);
        if (agree > most_agree) {
            most_agree = agree;
            best = sum;
        }
    }
    return best;
}

enum { BY_ROWS, BY_COLUMNS, BY_BOTH, BY_DIAGONAL, BY_ALL, BY_TURNS };

struct Axes {
    int way, rows, columns, offset;  // offset: (i, j) -> (j + offset, i - offset) mirrors at the diagonal
    MEMBER bool use_rows() const { return way == BY_ROWS || way == BY_BOTH || way == BY_ALL; }
    MEMBER bool use_columns() const { return way == BY_COLUMNS || way == BY_BOTH || way == BY_ALL; }
    MEMBER bool use_diagonal() const { return way == BY_DIAGONAL || way == BY_ALL; }
};

// Calls look(row, column) with the images of (i, j) other than itself.
template <class Look>
DEVICE void each_image(const Axes& axes, int i, int j, Look look) {
    const int down = axes.rows - i, right = axes.columns - j, offset = axes.offset;
    if (axes.way == BY_TURNS) {
        look(down, right);
        look(j + offset, down - offset);
        look(right + offset, i - offset);
        return;
    }
    if (axes.use_rows()) look(down, j);
    if (axes.use_columns()) look(i, right);
    if (axes.use_rows() && axes.use_columns()) look(down, right);
    if (!axes.use_diagonal()) return;
    look(j + offset, i - offset);
    if (axes.use_rows()) look(j + offset, down - offset);
    if (axes.use_columns()) look(right + offset, i - offset);
    if (axes.use_rows() && axes.use_columns()) look(right + offset, down - offset);
}

// Whether a visible cell and a visible image of it differ. Uniform.
FUNCTION bool images_differ(const View& v, int hidden, const Axes& axes) {
    bool differ = false;
    for (int i = LANE; i < v.h && !differ; i += LANES)
        for (int j = 0; j < v.w && !differ; j++) {
            const int color = v(i, j);
            if (color == hidden) continue;
            each_image(axes, i, j, [&](int a, int b) {
                const int image = v.get(a, b, hidden);
                differ = differ || (image != hidden && image != color);
            });
        }
    return ANY(differ);
}

// Which cells are visible: a bit for each column in every row, for each row in every column, and these bits reversed.
struct Boards {
    uint32_t *rows, *rows_reversed, *columns, *columns_reversed;  // MAX_SIDE each
};

DEVICE uint32_t reversed(uint32_t bits) {
    bits = (bits >> 16) | (bits << 16);
    bits = ((bits & 0xFF00FF00u) >> 8) | ((bits & 0x00FF00FFu) << 8);
    bits = ((bits & 0xF0F0F0F0u) >> 4) | ((bits & 0x0F0F0F0Fu) << 4);
    bits = ((bits & 0xCCCCCCCCu) >> 2) | ((bits & 0x33333333u) << 2);
    return ((bits & 0xAAAAAAAAu) >> 1) | ((bits & 0x55555555u) << 1);
}
DEVICE uint32_t moved(uint32_t bits, int right) { return right >= 0 ? bits >> right : bits << -right; }

FUNCTION void mark_visible(const View& v, int hidden, const Boards& boards) {
    FOR_LANES(i, v.h) {
        uint32_t bits = 0;
        for (int j = 0; j < v.w; j++) bits |= (uint32_t)(v(i, j) != hidden) << j;
        boards.rows[i] = bits;
        boards.rows_reversed[i] = reversed(bits);
    }
    FOR_LANES(j, v.w) {
        uint32_t bits = 0;
        for (int i = 0; i < v.h; i++) bits |= (uint32_t)(v(i, j) != hidden) << i;
        boards.columns[j] = bits;
        boards.columns_reversed[j] = reversed(bits);
    }
    SYNC();
}

DEVICE uint32_t line(const uint32_t* lines, int n, int i) { return (unsigned)i < (unsigned)n ? lines[i] : 0; }
// Bit j of the result is bit axis - j of the line whose reverse is given.
DEVICE uint32_t mirrored(uint32_t line_reversed, int axis) { return moved(line_reversed, 31 - axis); }

// The bits of line i (of n) whose images at both axes are visible too.
DEVICE uint32_t whole_in_line(const uint32_t* lines, const uint32_t* lines_reversed, int n, int i, int axis,
                              int axis_across) {
    const uint32_t reverse = line(lines_reversed, n, i) & line(lines_reversed, n, axis - i);
    return line(lines, n, i) & line(lines, n, axis - i) & mirrored(reverse, axis_across);
}

// How many visible cells have all their images visible. Uniform.
FUNCTION int joint_agreement(const View& v, const Axes& axes, const Boards& boards) {
    const int offset = axes.offset;
    int agree = 0;
    FOR_LANES(i, v.h) {
        uint32_t whole;
        if (axes.way == BY_TURNS) {
            whole = boards.rows[i] & mirrored(line(boards.rows_reversed, v.h, axes.rows - i), axes.columns) &
                    moved(line(boards.columns, v.w, axes.rows - i - offset), offset) &
                    mirrored(line(boards.columns_reversed, v.w, i - offset), axes.columns + offset);
        } else {
            whole = whole_in_line(boards.rows, boards.rows_reversed, v.h, i, axes.rows, axes.columns);
            if (whole && axes.way == BY_ALL)
                whole &= moved(whole_in_line(boards.columns, boards.columns_reversed, v.w, i - offset, axes.columns,
                                             axes.rows), offset);
        }
        agree += bit_count(whole);
    }
    return TOTAL(agree);
}

// Both axes at once: most cells with all their images visible. Uniform.
FUNCTION bool find_joint_axes(const View& v, int hidden, const Boards& boards, Axes& axes) {
    uint8_t columns[MAX_SIDE + 1];
    int count = 0, most_agree = 0;
    mark_visible(v, hidden, boards);
    const bool any_axis = axes.way == BY_TURNS;  // turns hold where mirrors need not
    for (int k = 0; k < axes_to_try(v.w); k++)
        if (any_axis || agreement(v, hidden, false, nth_axis(v.w, k)) >= 0)
            columns[count++] = (uint8_t)nth_axis(v.w, k);
    Axes tried = axes;
    for (int k = 0; k < axes_to_try(v.h); k++) {
        tried.rows = nth_axis(v.h, k);
        if (!count || (!any_axis && agreement(v, hidden, true, tried.rows) < 0)) continue;
        for (int l = 0; l < count; l++) {
            tried.columns = columns[l];
            tried.offset = (tried.rows - tried.columns) / 2;
            if (tried.way != BY_BOTH && (tried.rows - tried.columns) % 2) continue;
            const int agree = joint_agreement(v, tried, boards);
            if (agree > most_agree && !images_differ(v, hidden, tried)) {
                most_agree = agree;
                axes = tried;
            }
        }
    }
    return most_agree > 0;
}

// Whether a visible cell off the diagonal has a visible image. Uniform.
FUNCTION bool diagonal_shows(const View& v, int hidden) {
    bool shows = false;
    FOR_CELLS(v, i, j) shows |= i != j && v(i, j) != hidden && v.get(j, i, hidden) != hidden;
    return ANY(shows);
}

// Hidden cells take the colour of their first visible image; void if the picture is not symmetric in this way.
FUNCTION void complete_by_symmetry(View& out, const View& v, int hidden, int way, const Boards& boards) {
    bool any_hidden = false;
    FOR_LANES(k, v.size()) any_hidden |= v.p[k] == hidden;
    if (!ANY(any_hidden)) {
        COPY(out, v);
        return;
    }
    Axes axes{way, 0, 0, 0};
    bool symmetric = true;
    if (way == BY_ROWS) {
        axes.rows = find_axis(v, hidden, true);
        symmetric = axes.rows != NO_AXIS;
    } else if (way == BY_COLUMNS) {
        axes.columns = find_axis(v, hidden, false);
        symmetric = axes.columns != NO_AXIS;
    } else if (way == BY_DIAGONAL) {
        symmetric = diagonal_shows(v, hidden) && !images_differ(v, hidden, axes);
    } else {
        symmetric = find_joint_axes(v, hidden, boards, axes);
    }
    if (!symmetric) return;
    RESIZE(out, v.h, v.w);
    FOR_CELLS(out, i, j) {
        int color = v(i, j);
        if (color == hidden)
            each_image(axes, i, j, [&](int a, int b) {
                if (color == hidden) color = v.get(a, b, hidden);
            });
        out(i, j) = (uint8_t)color;
    }
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
