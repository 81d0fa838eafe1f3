#include "rays.h"
// Walkers that draw as they go and do what a table says of the colour ahead.
constexpr int OUTSIDE = 10, ANYTHING = 11;
constexpr int MOST_STARTS = 128;
constexpr int FIRST_RELATIVE = 11;  // heading, of those that depend on what lies round a cell
enum { STOP, PASS, OVER, LEFT, RIGHT, STEP_LEFT, STEP_RIGHT, ADOPT, ADOPT_LEFT, ADOPT_RIGHT, BOUNCE };
enum { ON, AWAY, THROUGH, TOWARD };

DEVICE int turned_left(int direction) {
    const int left[8] = {2, 3, 1, 0, 6, 4, 7, 5};
    return left[direction];
}

// What the table says of a colour; -1 where it says nothing.
DEVICE int action_of(const Numbers& table, int ahead) {
    int found = -1, any = -1;
    for (int k = 1; k + 1 < table.count; k += 2) {
        if (table[k] == ahead) found = table[k + 1];
        if (table[k] == ANYTHING) any = table[k + 1];
    }
    return found >= 0 ? found : ahead == OUTSIDE ? -1 : any;
}

DEVICE bool is_key(const Numbers& table, int color) {
    for (int k = 1; k + 1 < table.count; k += 2) if (table[k] == color) return true;
    return false;
}

DEVICE int color_at(const View& grid, int i, int j) { return grid.has(i, j) ? least(grid(i, j), 9) : OUTSIDE; }

DEVICE bool throws_back(int ahead, const int* action) { return ahead && action[ahead] == BOUNCE; }

DEVICE bool sets_out(const View& grid, int i, int j, int direction, int heading, const Numbers& table) {
    if (heading < 8) return direction == heading;
    if (heading < FIRST_RELATIVE) return heading == 10 || (direction < 4) == (heading == 8);
    const int relation = (heading - FIRST_RELATIVE) / 2;
    if ((direction < 4) != ((heading - FIRST_RELATIVE) % 2 == 0)) return false;
    const int down = step_down(direction), across = step_across(direction), own = color_at(grid, i, j);
    const int ahead = color_at(grid, i + down, j + across), behind = color_at(grid, i - down, j - across);
    if (relation == ON) return behind == own && ahead != own;
    if (relation == AWAY) return behind != 0 && behind != OUTSIDE && behind != own && ahead == 0;
    if (relation == THROUGH) return ahead != 0 && ahead != OUTSIDE && ahead != own && (!behind || behind == OUTSIDE);
    int seen = ahead;
    for (int t = 2; seen == 0; t++) seen = color_at(grid, i + t * down, j + t * across);
    return ahead == 0 && seen < OUTSIDE && is_key(table, seen);
}

// The direction of a walker that is thrown back by what lies beside its way, or before it.
DEVICE int bounced(const View& grid, int i, int j, int direction, const int* action) {
    int down = step_down(direction), across = step_across(direction);
    const bool flat = down && throws_back(color_at(grid, i + down, j), action);
    const bool upright = across && throws_back(color_at(grid, i, j + across), action);
    if (flat == upright || flat) down = -down;
    if (flat == upright || upright) across = -across;
    return !across ? down > 0 : !down ? 2 + (across > 0) : 4 + 2 * (down > 0) + (across > 0);
}

// What a walker leaves is its number * 16 + the colour, so that the later walker lies on top.
FUNCTION void follow_walker(const View& grid, int i, int j, int direction, const int* action, int color, int number,
                            int* drawn) {
    for (int t = 0; t < 4 * grid.size(); t++) {
        const int ahead = color_at(grid, i + step_down(direction), j + step_across(direction));
        const int done = ahead == 0 ? OVER : action[ahead];
        const bool turns_left = done == LEFT || done == ADOPT_LEFT, turns_right = done == RIGHT || done == ADOPT_RIGHT;
        const bool aside = done == STEP_LEFT || done == STEP_RIGHT;
        if (turns_left) direction = turned_left(direction);
        if (turns_right) direction = opposite(turned_left(direction));
        if (done == BOUNCE) direction = bounced(grid, i, j, direction, action);
        if ((done == ADOPT || done == ADOPT_LEFT || done == ADOPT_RIGHT) && ahead < OUTSIDE) color = ahead;
        if (aside) {
            const int left = turned_left(direction), side = done == STEP_LEFT ? left : opposite(left);
            i += step_down(side);
            j += step_across(side);
            if (color_at(grid, i, j)) return;
        } else if ((done == PASS || done == OVER || done == ADOPT) && ahead < OUTSIDE) {
            i += step_down(direction);
            j += step_across(direction);
        } else if (!turns_left && !turns_right && done != BOUNCE) {
            return;
        }
        if ((aside || done == OVER) && color) ATOMIC_MAX(&drawn[i * grid.w + j], number * 16 + color);
    }
}

// Sends walkers from a cell in all directions of the heading.
FUNCTION void send_walkers(const View& grid, int cell, const Numbers& table, const int* action, int heading,
                           int color, int* drawn) {
    const int i = cell / grid.w, j = cell % grid.w;
    for (int direction = 0; direction < 8; direction++) {
        if (!sets_out(grid, i, j, direction, heading, table)) continue;
        follow_walker(grid, i, j, direction, action, color ? color : color_at(grid, i, j), cell * 8 + direction, drawn);
    }
}
