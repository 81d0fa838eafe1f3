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
    const int n = a.h * a.w;
    for (int k = first; k < n; k += step) {
        if (a.p[k] == TRANSPARENT) continue;
        const int i = k / a.w, row = a.y + i, column = a.x + k - i * a.w;
        if (is_part(b, row - 1, column) || is_part(b, row + 1, column) || is_part(b, row, column - 1)
            || is_part(b, row, column + 1)) return true;
        if (diagonal && (is_part(b, row - 1, column - 1) || is_part(b, row - 1, column + 1)
            || is_part(b, row + 1, column - 1) || is_part(b, row + 1, column + 1))) return true;
    }
    return false;
}

// Whether a cell belongs to both, among every `step`th cell of `a` from `first`.
DEVICE bool overlap(const View& a, const View& b, int first, int step) {
    if (gap(a.y, a.h, b.y, b.h) || gap(a.x, a.w, b.x, b.w)) return false;
    const int n = a.h * a.w;
    for (int k = first; k < n; k += step) {
        const int i = k / a.w;
        if (a.p[k] != TRANSPARENT && is_part(b, a.y + i, a.x + k - i * a.w)) return true;
    }
    return false;
}

// The relations of a to b: touches, holds, lies in, shares a row, shares a column, is alike in cells, shape, turned.
// They are told apart at compile time: the loops over pairs are the whole cost.
template <int relation> DEVICE bool relates(const View& a, const View& b) {
    if constexpr (relation == 0) return touch(a, b, true, 0, 1);
    else if constexpr (relation == 1) return is_within(b, a);
    else if constexpr (relation == 2) return is_within(a, b);
    else if constexpr (relation == 3) return gap(a.y, a.h, b.y, b.h) == 0;
    else if constexpr (relation == 4) return gap(a.x, a.w, b.x, b.w) == 0;
    else return are_alike(a, b, relation - 5);
}
constexpr int NEAREST = 8;

// Whether two pieces have the same cells at the same place. One lane.
DEVICE bool is_same(const View& a, const View& b) { return a.y == b.y && a.x == b.x && same_cells(a, b, 0, 1); }

// The pieces that others are looked for among. Where all of a list are among them, a piece is no other to itself.
struct Others {
    const Views& pieces;
    bool hold_all;
    MEMBER bool has(int k, const View& mine) const {  // whether element k is there and an other to `mine`
        const View other = pieces[k];
        return is_live(other) && !(hold_all && is_same(mine, other));
    }
};

// Uniform.
DEVICE Others others_of(const Views& objs, const Views& pieces) {
    bool all = true;
    FOR_LANES(k, objs.count) {
        const View mine = objs[k];
        bool found = !is_live(mine);
        for (int other = 0; other < pieces.count && !found; other++) found = is_same(mine, pieces[other]);
        all &= found;
    }
    return Others{pieces, EVERY(all)};
}

template <int relation> DEVICE int count_related(const View& mine, const Others& others) {
    int n = 0;
    for (int k = 0; k < others.pieces.count; k++) n += relates<relation>(mine, others.pieces[k]) && others.has(k, mine);
    return n;
}

// The first of `others`, of those with a number, that `mine` has the relation to; the nearest one; -1 if there is none.
template <int relation> DEVICE int partner_of(const View& mine, const Others& others, const Numbers& values) {
    int best = -1, closest = 0;
    for (int k = 0; k < others.pieces.count; k++) {
        const View other = others.pieces[k];
        if (values[k] == NONE) continue;
        if constexpr (relation != NEAREST) {
            if (relates<relation>(mine, other) && others.has(k, mine)) return k;
        } else {
            const int steps = gap(mine.y, mine.h, other.y, other.h) + gap(mine.x, mine.w, other.x, other.w);
            if ((best >= 0 && steps >= closest) || !others.has(k, mine)) continue;
            closest = steps;
            best = k;
        }
    }
    return best;
}

template <int relation> DEVICE void count_all(const Views& objs, const Others& others, int wanted, Numbers& out) {
    if constexpr (relation > 0) {
        if (wanted != relation) return count_all<relation - 1>(objs, others, wanted, out);
    }
    FOR_LANES(k, out.count) out[k] = is_live(objs[k]) ? count_related<relation>(objs[k], others) : NONE;
}
template <int relation>
DEVICE void find_partners(const Views& objs, const Others& others, const Numbers& values, int wanted, Numbers& out) {
    if constexpr (relation > 0) {
        if (wanted != relation) return find_partners<relation - 1>(objs, others, values, wanted, out);
    }
    FOR_LANES(k, out.count) {
        const int found = is_live(objs[k]) ? partner_of<relation>(objs[k], others, values) : -1;
        out[k] = found < 0 ? NONE : values[found];
    }
}
