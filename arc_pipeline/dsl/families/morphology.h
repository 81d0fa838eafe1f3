#include "neighbours.h"
// Values taken over from the neighbours.

// Makes each cell what `fold` makes of its own value and its neighbours' values, 0 outside.
template <class Fold> DEVICE void fold_around(const View& v, bool corners, Fold fold, View& out) {
    SHARED(uint8_t, memory, PADDED_SIDE * PADDED_SIDE);
    const Padded padded = pad(v, 0, memory);
    RESIZE(out, v.h, v.w);
    MOVE(out, v.y, v.x);
    const View made = out;
    const auto fold_of = [&](int i, int j, bool all) {
        const uint8_t* const p = padded.at(i, j);
        int folded = *p;
        const auto look = [&](int n) { folded = fold(folded, n); };
        each_side(p, look);
        if (all) each_corner(p, look);
        made(i, j) = folded;
    };
    if (corners) FOR_CELLS(made, i, j) fold_of(i, j, true);
    else FOR_CELLS(made, i, j) fold_of(i, j, false);
}
