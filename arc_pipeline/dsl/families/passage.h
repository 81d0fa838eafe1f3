#include "contact.h"
// Pieces on their way: where they are driven, what they pass, and where they would come if they went on.

struct Step {
    int down, across;
};

// The larger of two ways, both if they are equally large: -1 to 1 each.
DEVICE Step main_way(int rows, int columns) {
    const int far = most(rows < 0 ? -rows : rows, columns < 0 ? -columns : columns);
    return Step{(rows > 0 && rows == far) - (rows < 0 && -rows == far),
                (columns > 0 && columns == far) - (columns < 0 && -columns == far)};
}

// Which way another piece lies: behind or before in rows and columns; where the boxes share both, to the side where most
// cells touch, else by the boxes' middles.
FUNCTION Step step_towards(const View& obj, const View& target) {
    const int down = side_of(obj.y, obj.h, target.y, target.h), across = side_of(obj.x, obj.w, target.x, target.w);
    int rows = 0, columns = 0;
    FOR_CELLS(obj, a, b) {
        if (obj(a, b) != TRANSPARENT) {
            const int i = obj.y + a - target.y, j = obj.x + b - target.x;
            rows += target.get(i + 1, j, TRANSPARENT) != TRANSPARENT;
            rows -= target.get(i - 1, j, TRANSPARENT) != TRANSPARENT;
            columns += target.get(i, j + 1, TRANSPARENT) != TRANSPARENT;
            columns -= target.get(i, j - 1, TRANSPARENT) != TRANSPARENT;
        }
    }
    rows = TOTAL(rows);
    columns = TOTAL(columns);
    if (down || across) return Step{down, across};
    if (rows || columns) return main_way(rows, columns);
    return main_way(2 * (target.y - obj.y) + target.h - obj.h, 2 * (target.x - obj.x) + target.w - obj.w);
}

// How many steps the object can go until a cell that is neither 0, its own nor the target's is in the way, or the border.
FUNCTION int free_drive(const View& grid, const View& obj, const View& target, Step step, bool only_border) {
    int steps = step.down || step.across ? 2 * MAX_ORIGIN : 0;
    FOR_CELLS(obj, a, b) {
        if (obj(a, b) != TRANSPARENT) {
            int i = obj.y + a + step.down, j = obj.x + b + step.across, free = 0;
            while (free < steps && grid.has(i, j) &&
                   (only_border || !is_obstacle(grid, obj, i, j) ||
                    target.get(i - target.y, j - target.x, TRANSPARENT) == grid(i, j))) {
                free++;
                i += step.down;
                j += step.across;
            }
            steps = free;
        }
    }
    return SMALLEST(steps);
}

// How many steps lead straight or along a diagonal over so many rows and columns; 0 where none do.
DEVICE int straight_steps(int down, int across) {
    const int rows = down < 0 ? -down : down, columns = across < 0 ? -across : across;
    return !rows || !columns || rows == columns ? most(rows, columns) : 0;
}

// As many steps at least as a span may be moved before none of it lies between 0 and `side` any more.
DEVICE int steps_inside(int at, int length, int way, int side) {
    return way > 0 ? most(0, side - at) / way : way < 0 ? most(0, at + length) / -way : 2 * MAX_ORIGIN;
}

// The first cell of the object that comes to (i, j) after 1, 2, ... `steps` times a step; TRANSPARENT if none does.
DEVICE int first_to_come(const View& obj, Step step, int steps, int i, int j) {
    int found = TRANSPARENT;
    for (int k = 1; k <= steps && found == TRANSPARENT; k++)
        found = obj.get(i - obj.y - k * step.down, j - obj.x - k * step.across, TRANSPARENT);
    return found;
}
