// Shared by pieces laid over each other: the result has the shape of both and lies where the first does.
DEVICE void resize_alike(View& out, const View& a, const View& b) {
    const bool alike = a.h == b.h && a.w == b.w;
    RESIZE(out, alike ? a.h : 0, a.w);
    MOVE(out, a.y, a.x);
}

// The first of a list that is not void, if all that are not void have its shape; else a void view.
DEVICE View first_alike(const Views& list) {
    View first = absent_view();
    bool alike = true;
    for (int k = 0; k < list.count; k++) {
        const View v = list[k];
        if (v.h == 0) continue;
        if (first.h == 0) first = v;
        alike = alike && v.h == first.h && v.w == first.w;
    }
    return alike ? first : absent_view();
}
