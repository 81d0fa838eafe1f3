// Whether the object, its box at (top, left), has the grid's colours; not where it reaches out of the grid. One lane.
DEVICE bool occurs(const View& grid, const View& obj, int top, int left) {
    if (top + obj.h > grid.h || left + obj.w > grid.w) return false;
    for (int a = 0; a < obj.h; a++)
        for (int b = 0; b < obj.w; b++)
            if (obj(a, b) != TRANSPARENT && obj(a, b) != grid(top + a, left + b)) return false;
    return true;
}
