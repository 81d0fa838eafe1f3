// Connected components, for every family that needs them. In a kernel body:
//
//     SHARED(Label, label, MAX_CELLS);
//     const int count = label_components(grid.h, grid.w, diagonal, kind, label);       // or label_view, below
//     ... label[i * grid.w + j] is 0 in the background, 1..count elsewhere; 1 is met first in reading order ...
//
// `kind` is a callable (i, j) -> int: below 0 for the background, else neighbours of equal kind belong together;
// kinds lie below 32768. `diagonal`: 8 neighbours instead of 4. Every lane gets the same count and may read all labels.
// Sizes and bounds of components are in arrays indexed by label - 1, made on demand:
//
//     SHARED(int, sizes, MAX_CELLS);   component_sizes(grid.size(), label, count, sizes);
//     SHARED(Bounds, bounds, MAX_CELLS);   component_bounds(grid.h, grid.w, label, count, bounds);
//
// Memory: labels and sizes 3.6 KB each, bounds 7.2 KB, of the 12 KB an operation has.

#if defined(__CUDACC__) || defined(TEAM)
typedef int Label;       // lanes unite components by atomic minimum, which wants int
#else
typedef uint16_t Label;
#endif

#if defined(__CUDACC__)
DEVICE int lowest_bit(uint32_t v) { return __ffs((int)v) - 1; }
DEVICE int highest_bit(uint32_t v) { return 31 - __clz((int)v); }
#else
DEVICE int lowest_bit(uint32_t v) { return __builtin_ctz(v); }
DEVICE int highest_bit(uint32_t v) { return 31 - __builtin_clz(v); }
#endif

struct Bounds {                     // the rows and columns a component has cells in, a bit each
    int rows, columns;
    MEMBER int top() const { return lowest_bit(rows); }
    MEMBER int left() const { return lowest_bit(columns); }
    MEMBER int height() const { return highest_bit(rows) - top() + 1; }
    MEMBER int width() const { return highest_bit(columns) - left() + 1; }
};

// -------------------------------------------------------------------------------------------------- one lane
DEVICE int united(uint16_t* parent, int a, int b) {  // the earlier of the two roots
    while (parent[a] != a) a = parent[a];
    while (parent[b] != b) b = parent[b];
    const int root = least(a, b);
    parent[most(a, b)] = (uint16_t)root;
    return root;
}

// One sweep gives provisional labels, a new one wherever no earlier neighbour is of the same kind; the lowest one of a
// component is that of its first cell. Of a neighbourhood only the neighbours not known to be joined are united.
template <bool diagonal, class Kind> DEVICE int sweep_components(int h, int w, Kind kind, Label* label) {
    uint16_t parent[MAX_CELLS + 1];
    int16_t kinds[2][MAX_SIDE + 2];
    for (int j = 0; j < MAX_SIDE + 2; j++) kinds[0][j] = kinds[1][j] = -1;
    int made = 0;
    for (int i = 0; i < h; i++) {
        const int16_t* above = kinds[i & 1] + 1;
        int16_t* here = kinds[~i & 1] + 1;
        for (int j = 0; j < w; j++) here[j] = (int16_t)kind(i, j);
        Label* row = label + i * w;
        const Label* last = i > 0 ? row - w : row;
        for (int j = 0; j < w; j++) {
            const int k = here[j];
            int mine = 0;
            if (k >= 0) {
                if (above[j] == k) {
                    mine = last[j];
                    if (!diagonal && here[j - 1] == k && above[j - 1] != k && row[j - 1] != mine)
                        mine = united(parent, mine, row[j - 1]);
                } else if (diagonal && above[j + 1] == k) {
                    mine = last[j + 1];
                    if (here[j - 1] == k) mine = row[j - 1] == mine ? mine : united(parent, mine, row[j - 1]);
                    else if (above[j - 1] == k && last[j - 1] != mine) mine = united(parent, mine, last[j - 1]);
                } else if (here[j - 1] == k) {
                    mine = row[j - 1];
                } else if (diagonal && above[j - 1] == k) {
                    mine = last[j - 1];
                } else {
                    mine = ++made;
                    parent[mine] = (uint16_t)mine;
                }
            }
            row[j] = (Label)mine;
        }
    }
    int count = 0;
    parent[0] = 0;
    for (int k = 1; k <= made; k++) parent[k] = parent[k] == k ? (uint16_t)++count : parent[parent[k]];
    if (count < made) for (int k = 0; k < h * w; k++) label[k] = (Label)parent[label[k]];
    return count;
}

// ------------------------------------------------------------------------------------------------ many lanes
DEVICE int root_of(const int* label, int cell) {
    for (int next; (next = ATOMIC_READ(&label[cell])) != cell; cell = next) {}
    return cell;
}

// Each cell points to an earlier cell of its component or to itself. Lanes that unite at the same time may undo each
// other's links, so sweeps are repeated until one finds nothing to unite. Background is -1 on the way.
template <class Kind> DEVICE int unite_components(int h, int w, bool diagonal, Kind kind, int* label) {
    SHARED(int, tally, LANES);
    const int n = h * w;
    FOR_LANES(k, n) {
        const int i = k / w, j = k % w, mine = kind(i, j);
        label[k] = mine < 0 ? -1 : j > 0 && kind(i, j - 1) == mine ? k - 1 : k;
    }
    SYNC();
    for (bool changed = true; changed;) {
        changed = false;
        FOR_LANES(k, n) {
            const int i = k / w, j = k % w, mine = kind(i, j);
            if (mine < 0 || i == 0) continue;
            for (int d = -1; d <= 1; d++) {
                if ((d != 0 && !diagonal) || j + d < 0 || j + d >= w || kind(i - 1, j + d) != mine) continue;
                const int a = root_of(label, k), b = root_of(label, k - w + d);
                if (a == b) continue;
                ATOMIC_MIN(&label[most(a, b)], least(a, b));
                changed = true;
            }
        }
        changed = ANY(changed);
        SYNC();
    }
    FOR_LANES(k, n) if (label[k] >= 0) ATOMIC_WRITE(&label[k], root_of(label, k));
    SYNC();
    const int block = (n + LANES - 1) / LANES, begin = least(n, LANE * block), end = least(n, begin + block);
    int roots = 0, count = 0;
    for (int k = begin; k < end; k++) roots += label[k] == k;
    tally[LANE] = roots;
    SYNC();
    int number = 0;
    for (int lane = 0; lane < LANES; lane++) {
        number += lane < LANE ? tally[lane] : 0;
        count += tally[lane];
    }
    for (int k = begin; k < end; k++) if (label[k] == k) label[k] = -1 - ++number;  // below -1: numbered
    SYNC();
    FOR_LANES(k, n) if (label[k] >= 0) label[k] = label[label[k]];
    SYNC();
    FOR_LANES(k, n) label[k] = -1 - label[k];
    SYNC();
    return count;
}

// -------------------------------------------------------------------------------------------------- interface
template <class Kind> DEVICE int label_components(int h, int w, bool diagonal, Kind kind, Label* label) {
    if constexpr (LANES == 1) {
        return diagonal ? sweep_components<true>(h, w, kind, label) : sweep_components<false>(h, w, kind, label);
    } else {
        return unite_components(h, w, diagonal, kind, label);
    }
}

// The components of a view: cells of value `background` belong to none (0 of a Mask, TRANSPARENT of an Object; -1: every
// cell belongs to one). `univalued`: a component is of one value; otherwise all foreground cells are alike.
FUNCTION int label_view(const View& v, bool diagonal, bool univalued, int background, Label* label) {
    return univalued
        ? label_components(v.h, v.w, diagonal, [&](int i, int j) { return v(i, j) == background ? -1 : v(i, j); }, label)
        : label_components(v.h, v.w, diagonal, [&](int i, int j) { return v(i, j) == background ? -1 : 0; }, label);
}

FUNCTION void component_sizes(int n, const Label* label, int count, int* sizes) {
    FOR_LANES(k, count) sizes[k] = 0;
    SYNC();
    FOR_LANES(k, n) if (label[k]) ATOMIC_ADD(&sizes[label[k] - 1], 1);
    SYNC();
}

FUNCTION void component_bounds(int h, int w, const Label* label, int count, Bounds* bounds) {
    FOR_LANES(k, count) bounds[k].rows = bounds[k].columns = 0;
    SYNC();
    if constexpr (LANES == 1) {
        for (int i = 0; i < h; i++) {
            const Label* row = label + i * w;
            for (int j = 0, first = 0; j < w; first = j) {
                const int mine = row[j];
                while (j < w && row[j] == mine) j++;
                if (!mine) continue;
                bounds[mine - 1].rows |= 1 << i;
                bounds[mine - 1].columns |= (1 << j) - (1 << first);
            }
        }
    } else {
        FOR_LANES(k, h * w) if (label[k]) {
            ATOMIC_OR(&bounds[label[k] - 1].rows, 1 << (k / w));
            ATOMIC_OR(&bounds[label[k] - 1].columns, 1 << (k % w));
        }
    }
    SYNC();
}
