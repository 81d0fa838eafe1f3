// Cutting a window out of cells.

// The window of `v` whose upper left cell is (top, left); it must lie inside. An illegal size is void.
DEVICE void cut(View& out, const View& v, int top, int left, int h, int w) {
    RESIZE(out, h, w);
    FOR_CELLS(out, i, j) out(i, j) = v(top + i, left + j);
}

struct Box { int top, left, bottom, right; };  // inclusive; top > bottom where there is nothing

DEVICE Box joined(Box box) {  // the box around the lanes' boxes
    return Box{SMALLEST(box.top), SMALLEST(box.left), LARGEST(box.bottom), LARGEST(box.right)};
}
DEVICE void include(Box& box, int i, int j) {
    box = Box{least(box.top, i), least(box.left, j), most(box.bottom, i), most(box.right, j)};
}
DEVICE void cut(View& out, const View& v, const Box& box) {
    if (box.bottom < box.top) make_void(out);
    else cut(out, v, box.top, box.left, box.bottom - box.top + 1, box.right - box.left + 1);
}
constexpr Box NOWHERE{MAX_SIDE, MAX_SIDE, -1, -1};
