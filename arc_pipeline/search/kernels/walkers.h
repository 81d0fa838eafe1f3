// Walkers over the grids of all examples. What they do at a colour is decided when the first of them comes to it.
#include "walks.h"
constexpr int FEWEST = 2, OVERHEAD = 4, UNTOLD = 15;
constexpr int STRAYS = 8, LENGTH = 9, COLORS = 18, MET = 14;  // places in results, see walkers.py

struct Ground {
    Rows<const int32_t> shapes;
    Rows<const uint8_t> cells;
    MEMBER int examples() const { return (int)shapes.rows; }
    MEMBER int first(int e) const { return shapes(e, 2); }
    MEMBER View of(int row, int e) const {
        return View{const_cast<uint8_t*>(&cells(row, first(e))), shapes(e, 0), shapes(e, 1), 0, 0};
    }
    MEMBER View grid(int e) const { return of(0, e); }
    MEMBER View wanted(int e) const { return of(1, e); }
};

// The walkers that set out: in example e from cells[bounds[e]] up to cells[bounds[e + 1]], in the example's colour.
struct Crowd {
    const int32_t *cells, *bounds, *colors;
    int heading, keys;
};

// All walk at once, by the same actions. Returns the first event: step * STEP, plus walker * 16 + colour if a walker
// comes to a colour whose action is untold, or else plus WRONG if a walker draws a cell that should stay as it is, or
// walks too long. If nothing happens, returns NOTHING_HAPPENS plus STEP * the step at which the last walk ends; only
// then are `met` and `drawn` complete.
constexpr int NOTHING_HAPPENS = 1 << 30, STEP = 1 << 21, WRONG = 1 << 20;
FUNCTION int walk_all(const Ground& ground, const Crowd& crowd, const int* action, int longest, int* met, int* drawn) {
    const Directions directions = directions_of(crowd.heading);
    int first = NOTHING_HAPPENS, last = 0;
    FOR_LANES(e, ground.examples()) met[e] = 0;
    FOR_LANES(k, ground.cells.width) drawn[k] = 0;
    SYNC();
    for (int e = 0; e < ground.examples(); e++) {
        const View grid = ground.grid(e), wanted = ground.wanted(e);
        const int before = crowd.bounds[e], number = crowd.bounds[e + 1] - before, color = crowd.colors[e];
        FOR_LANES(k, number << directions.bits) {
            const int cell = crowd.cells[before + (k >> directions.bits)], i = cell / grid.w, j = cell % grid.w;
            const int direction = directions.first + k % (1 << directions.bits);
            if (!sets_out(grid, i, j, direction, crowd.heading, crowd.keys)) continue;
            const int walker_number = ((before - crowd.bounds[0]) << directions.bits) + k;
            Walker walker = {i, j, direction, color ? color : color_at(grid, i, j)};
            int seen = 0, event = WRONG, t = 0;
            for (; t < longest && t * STEP < first; t++) {
                const int ahead = ahead_of(grid, walker);
                seen |= 1 << ahead;
                if (action[ahead] == UNTOLD) {
                    event = walker_number * 16 + ahead;
                    break;
                }
                const Step step = move(grid, walker, ahead, action);
                if (step == ENDS) {
                    event = NOTHING_HAPPENS;
                    break;
                }
                if (step != DRAWS || !walker.color) continue;
                const int kept = wanted(walker.i, walker.j);
                if (walker.color != kept && grid(walker.i, walker.j) == kept) break;
                draw(grid, walker, walker_number, drawn + ground.first(e));
            }
            if (event != NOTHING_HAPPENS) first = least(first, t * STEP + event);
            last = most(last, t);
            ATOMIC_OR(&met[e], seen);
        }
    }
    SYNC();
    first = SMALLEST(first);
    last = LARGEST(last);
    return first == NOTHING_HAPPENS ? NOTHING_HAPPENS + last * STEP : first;
}

// How many cells change, all of them into what is wanted, or -1 if some do not; `drawn` then says whether each changes.
FUNCTION int count_explained(const Ground& ground, int* drawn) {
    int explained = 0;
    bool good = true;
    FOR_LANES(k, ground.cells.width) {
        const int color = drawn[k] & 15;
        drawn[k] = drawn[k] && color != ground.cells(0, k);
        explained += drawn[k];
        good &= !drawn[k] || color == ground.cells(1, k);
    }
    explained = TOTAL(explained);
    return EVERY(good) ? explained : -1;
}

// Tables of actions, four bits for each key.
constexpr uint64_t NOTHING_TOLD = ~(uint64_t)0;
DEVICE int told(uint64_t table, int key) { return (int)(table >> 4 * key) & 15; }

// Pushes the tables that also say what is done at a colour on the stack `waiting`, the first action on top; returns how
// many tables wait then.
DEVICE int tell_more(uint64_t table, int key, const int32_t* tried, uint64_t* waiting, int count) {
    int number = 0;
    while (tried[number] != UNTOLD) number++;
    SYNC();
    FOR_LANES(k, number) waiting[count + number - 1 - k] = table ^ (uint64_t)(tried[k] ^ UNTOLD) << 4 * key;
    SYNC();
    return count + number;
}

DEVICE void obey(uint64_t table, int* action) {
    FOR_LANES(ahead, ANYTHING + 1) {
        const int found = told(table, ahead);
        action[ahead] = !ahead ? OVER : found == UNTOLD && ahead != OUTSIDE ? told(table, ANYTHING) : found;
    }
    SYNC();
}
