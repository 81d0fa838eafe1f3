// Whether no cell is TRANSPARENT, among every `step`th one from `first`.
DEVICE bool is_solid_part(const View& v, int first, int step) {
    for (int k = first; k < v.size(); k += step) if (v.p[k] == TRANSPARENT) return false;
    return true;
}
