// Whether a grid of h x w cells is a window of one of height x width cells, which is at least as large.
DEVICE bool is_window(const uint8_t* part, int h, int w, const uint8_t* whole, int height, int width) {
    const int columns = width - w + 1;
    bool found = false;
    FOR_LANES(place, (height - h + 1) * columns) {
        const uint8_t* corner = whole + place / columns * width + place % columns;
        bool all = true;
        for (int k = 0; all && k < h * w; k++) all = part[k] == corner[k / w * width + k % w];
        found |= all;
    }
    return ANY(found);
}
