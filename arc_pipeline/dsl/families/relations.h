// How pieces lie to each other.
#include "pieces.h"

DEVICE bool is_within(const View& a, const View& b) {
    return a.y >= b.y && a.x >= b.x && a.y + a.h <= b.y + b.h && a.x + a.w <= b.x + b.w;
}

// The number of rows (or columns) to go from [a, a + n) to [b, b + m); 0 where they overlap.
DEVICE int gap(int a, int n, int b, int m) { return most(0, most(b - (a + n) + 1, a - (b + m) + 1)); }

DEVICE bool is_part(const View& v, int row, int column) {
    return v.get(row - v.y, column - v.x, TRANSPARENT) != TRANSPARENT;
}

// Whether a cell of `a` is a neighbour of one of `b`, among every `step`th cell of `a` from `first`.
DEVICE bool touch(const View& a, const View& b, bool diagonal, int first, int step) {
    if (gap(a.y, a.h, b.y, b.h) > 1 || gap(a.x, a.w, b.x, b.w) > 1) return false;
    for (int k = first; k < a.size(); k += step) {
        if (a.p[k] == TRANSPARENT) continue;
        const int row = a.y + k / a.w, column = a.x + k % a.w;
        if (is_part(b, row - 1, column) || is_part(b, row + 1, column) || is_part(b, row, column - 1)
            || is_part(b, row, column + 1)) return true;
        if (diagonal && (is_part(b, row - 1, column - 1) || is_part(b, row - 1, column + 1)
            || is_part(b, row + 1, column - 1) || is_part(b, row + 1, column + 1))) return true;
    }
    return false;
}

// The relations of a to b: touches, holds, lies in, shares a row, shares a column, is alike in cells, shape, turned.
DEVICE bool relates(const View& a, const View& b, int relation) {
    switch (relation) {
        case 0: return touch(a, b, true, 0, 1);
        case 1: return is_within(b, a);
        case 2: return is_within(a, b);
        case 3: return gap(a.y, a.h, b.y, b.h) == 0;
        case 4: return gap(a.x, a.w, b.x, b.w) == 0;
        default: return are_alike(a, b, relation - 5);
    }
}
constexpr int NEAREST = 8;

// Whether both are there, and are not one and the same piece.
DEVICE bool are_two(const View& a, const View& b) {
    return is_live(a) && is_live(b) && !(a.y == b.y && a.x == b.x && same_cells(a, b, 0, 1));
}

// The first of `others`, of those with a number, that `mine` has the relation to; the nearest one; -1 if there is none.
DEVICE int partner_of(const View& mine, const Views& others, const Numbers& values, int relation) {
    int best = -1, closest = 0;
    for (int k = 0; k < others.count; k++) {
        const View other = others[k];
        if (values[k] == NONE || !are_two(mine, other)) continue;
        if (relation != NEAREST) {
            if (relates(mine, other, relation)) return k;
            continue;
        }
        const int steps = gap(mine.y, mine.h, other.y, other.h) + gap(mine.x, mine.w, other.x, other.w);
        if (best < 0 || steps < closest) {
            closest = steps;
            best = k;
        }
    }
    return best;
}
