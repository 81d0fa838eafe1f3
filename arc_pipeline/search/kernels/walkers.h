// Walkers over the grids of all examples. What each does at a colour ahead is decided when the first of them comes to it.
#include "walks.h"
constexpr int FEWEST = 2, OVERHEAD = 4, UNTOLD = -1;
constexpr int MET = 14;  // where, of a result, what was met is

// `cells`: the grids one after the other, then what is wanted of them; `shapes`: h, w and the first cell of each.
struct Ground {
    Rows<const int32_t> shapes;
    Rows<const uint8_t> cells;
    MEMBER int examples() const { return (int)shapes.rows; }
    MEMBER int first(int e) const { return shapes(e, 2); }
    MEMBER View grid(int e) const { return of(0, e); }
    MEMBER View wanted(int e) const { return of(1, e); }
    MEMBER View of(int row, int e) const {
        return View{const_cast<uint8_t*>(cells.row(row).p) + first(e), shapes(e, 0), shapes(e, 1), 0, 0};
    }
};

DEVICE int longest_walk(const Ground& ground) {
    int sides = 0;
    for (int e = 0; e < ground.examples(); e++) sides = most(sides, ground.shapes(e, 0) + ground.shapes(e, 1));
    return 4 * sides;
}

// The walkers of one case, who set out from some cells of each example: those from bounds[e] up to bounds[e + 1].
struct Crowd {
    const int32_t *cells, *bounds, *colors;
    int heading, keys;
    template <class Visit> MEMBER void each(const View& grid, int e, Visit visit) const {  // visit(number, walker)
        FOR_LANES(k, 8 * (bounds[e + 1] - bounds[e])) {
            const int number = 8 * bounds[e] + k, cell = cells[number >> 3], i = cell / grid.w, j = cell % grid.w;
            if (!sets_out(grid, i, j, k & 7, heading, keys)) continue;
            visit(number - 8 * bounds[0], Walker{i, j, k & 7, colors[e] ? colors[e] : color_at(grid, i, j)});
        }
    }
};

// What happens first as all walk at once: an untold colour, before whoever comes first, a cell drawn that should stay as
// it is, or that somebody walks too long. In order of time; `last`: the step at which all have ended.
constexpr int NOTHING_HAPPENS = 1 << 30, WRONG = 1 << 20, STEP = 1 << 21;
FUNCTION int first_event(const Ground& ground, const Crowd& crowd, const int* action, int longest, int& last) {
    int first = NOTHING_HAPPENS, end = 0;
    for (int e = 0; e < ground.examples(); e++) {
        const View grid = ground.grid(e), wanted = ground.wanted(e);
        crowd.each(grid, e, [&](int number, Walker walker) {
            int t = 0;
            for (; t < longest && t * STEP < first; t++) {
                const int ahead = ahead_of(grid, walker);
                if (ahead && action[ahead] == UNTOLD) {
                    first = least(first, t * STEP + number * 16 + ahead);
                    return;
                }
                const Step step = move(grid, walker, ahead, action);
                if (step == ENDS) break;
                const int color = walker.color, kept = step == DRAWS ? wanted(walker.i, walker.j) : 0;
                if (step == DRAWS && color && color != kept && grid(walker.i, walker.j) == kept) {
                    first = least(first, t * STEP + WRONG);
                    return;
                }
            }
            if (t == longest) first = least(first, t * STEP + WRONG);
            end = most(end, t);
        });
    }
    last = LARGEST(end);
    return SMALLEST(first);
}

// How many wrong cells the walkers make right, -1 if they draw others on some of them; `met`: of each example the
// colours that lie ahead, as bits, `right`: the cells that are made right, likewise.
FUNCTION int explained_cells(const Ground& ground, const Crowd& crowd, const int* action, int* drawn, int* met, int* right) {
    int explained = 0;
    bool good = true;
    FOR_LANES(k, (ground.cells.width + 31) / 32) right[k] = 0;
    FOR_LANES(e, ground.examples()) met[e] = 0;
    for (int e = 0; e < ground.examples(); e++) {
        const View grid = ground.grid(e), wanted = ground.wanted(e);
        FOR_LANES(k, grid.size()) drawn[k] = 0;
        SYNC();
        crowd.each(grid, e, [&](int number, Walker walker) {
            int seen = 0;
            for (Step step = GOES_ON; step != ENDS;) {
                const int ahead = ahead_of(grid, walker);
                seen |= 1 << ahead;
                step = move(grid, walker, ahead, action);
                if (step == DRAWS) draw(grid, walker, number, drawn);
            }
            ATOMIC_OR(&met[e], seen);
        });
        SYNC();
        FOR_LANES(k, grid.size()) {
            const int color = drawn[k] & 15, place = ground.first(e) + k;
            if (!drawn[k] || color == grid.p[k]) continue;
            good &= color == wanted.p[k];
            ATOMIC_OR(&right[place >> 5], (int)(1u << (place & 31)));
            explained++;
        }
        SYNC();
    }
    explained = TOTAL(explained);
    return EVERY(good) ? explained : -1;
}

// A table while it is being told: its keys in the order in which they were met, and of each the place of its action
// among those that are tried, four bits each.
struct Told {
    uint64_t keys, places;
    int count;
    MEMBER int key(int k) const { return (int)(keys >> 4 * k) & 15; }
    MEMBER int place(int k) const { return (int)(places >> 4 * k) & 15; }
    MEMBER void add(int key) {
        keys |= (uint64_t)key << 4 * count;
        count++;
    }
    MEMBER void drop() {
        count--;
        keys &= ~((uint64_t)15 << 4 * count);
        places &= ~((uint64_t)15 << 4 * count);
    }
    MEMBER void next() { places += (uint64_t)1 << 4 * (count - 1); }
};

// `tried`: the actions that may be told at a colour, and at the border, -1 after the last.
struct Choices {
    const int32_t *at_color, *at_border;
    MEMBER int at(const Told& told, int k, int more) const {
        return (told.key(k) == OUTSIDE ? at_border : at_color)[told.place(k) + more];
    }
    MEMBER int of(const Told& told, int key) const {
        for (int k = 0; k < told.count; k++) if (told.key(k) == key) return at(told, k, 0);
        return UNTOLD;
    }
};

DEVICE void tell(const Choices& choices, const Told& told, int* action) {
    const int any = choices.of(told, ANYTHING);
    SYNC();
    FOR_LANES(ahead, ANYTHING + 1) {
        const int found = choices.of(told, ahead);
        action[ahead] = found == UNTOLD && ahead != OUTSIDE ? any : found;
    }
    SYNC();
}
