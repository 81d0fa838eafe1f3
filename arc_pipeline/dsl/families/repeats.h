#include "bits.h"
#include "components.h"
#include "rays.h"
// Copies of a body at equal distances, to the sides where marks show how they begin.
constexpr int MOST_MARKS = 32, FEWEST_CELLS = 3;

struct Body {
    const View& grid;
    const Label* label;
    int object;
    MEMBER bool has(int i, int j) const { return grid.has(i, j) && label[i * grid.w + j] == object; }
};

// Whether a copy so far away neither lies on the body nor touches a side of it. One lane.
DEVICE bool stands_apart(const Body& body, int down, int across) {
    for (int i = 0; i < body.grid.h; i++)
        for (int j = 0; j < body.grid.w; j++) {
            if (!body.has(i, j) || !body.grid.has(i + down, j + across)) continue;
            const int a = i + down, b = j + across;
            if (body.has(a, b) || body.has(a - 1, b) || body.has(a + 1, b) || body.has(a, b - 1) || body.has(a, b + 1))
                return false;
        }
    return true;
}

// Whether all cells of a mark lie on a copy so far away. One lane.
DEVICE bool lies_on_copy(const Body& body, int mark, int from, int down, int across) {
    const View& grid = body.grid;
    for (int k = from; k < grid.size(); k++)
        if (body.label[k] == mark && !body.has(k / grid.w - down, k % grid.w - across)) return false;
    return true;
}

// The first direction in which a copy lies so many steps away that a mark shows; -1 if there is none. One lane.
DEVICE int direction_shown(const Body& body, int mark, int from, int steps) {
    for (int direction = 0; direction < 8; direction++) {
        const int down = steps * step_down(direction), across = steps * step_across(direction);
        if (lies_on_copy(body, mark, from, down, across) && stands_apart(body, down, across)) return direction;
    }
    return -1;
}

DEVICE int first_cell(const Body& body, int mark) {
    int k = 0;
    while (body.label[k] != mark) k++;
    return k;
}

// How many steps away copies may lie that a mark shows, a bit each. One lane.
FUNCTION int possible_steps(const Body& body, int mark) {
    const int from = first_cell(body, mark);
    int found = 0;
    for (int steps = 1; steps < MAX_SIDE; steps++)
        if (direction_shown(body, mark, from, steps) >= 0) found |= 1 << steps;
    return found;
}

// The copy that a mark shows as few of these steps away as possible, as steps * 8 + direction; 0 if there is none.
FUNCTION int find_shift(const Body& body, int mark, int possible) {
    const int steps = possible ? first_bit(possible) : 0;
    return steps ? steps * 8 + direction_shown(body, mark, first_cell(body, mark), steps) : 0;
}

// The colour that the copies shown by a mark leave on a cell; 0 if none lies there.
DEVICE int repeated(const Body& body, int mark, int shift, int i, int j) {
    const int down = shift / 8 * step_down(shift % 8), across = shift / 8 * step_across(shift % 8);
    bool lies = false;
    for (int a = i - down, b = j - across; shift && !lies && body.grid.has(a, b); a -= down, b -= across)
        lies = body.has(a, b);
    return lies ? body.grid.p[first_cell(body, mark)] : 0;
}
