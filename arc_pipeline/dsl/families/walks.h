#include "rays.h"
// Walkers that draw as they go and do what a table says of the colour ahead.
constexpr int OUTSIDE = 10, ANYTHING = 11;
constexpr int MOST_STARTS = 128;
constexpr int DIAGONAL_CROSS = 9, STAR = 10;  // headings
constexpr int FIRST_RELATIVE = 11;  // of those that depend on what lies round a cell
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

// The table's keys, as bits.
DEVICE int keys_of(const Numbers& table) {
    int keys = 0;
    for (int k = 1; k + 1 < table.count; k += 2) keys |= (unsigned)table[k] <= ANYTHING ? 1 << table[k] : 0;
    return keys;
}

DEVICE int color_at(const View& grid, int i, int j) { return grid.has(i, j) ? least(grid(i, j), 9) : OUTSIDE; }

DEVICE bool throws_back(int ahead, const int* action) { return ahead && action[ahead] == BOUNCE; }

// The directions in which a heading may lead: 1, 4 or 8 of them, as the number of bits, from the first one on.
struct Directions { int first, bits; };
DEVICE Directions directions_of(int heading) {
    if (heading < 8) return {heading, 0};
    if (heading == STAR) return {0, 3};
    return {heading == DIAGONAL_CROSS || (heading >= FIRST_RELATIVE && (heading - FIRST_RELATIVE) % 2) ? 4 : 0, 2};
}

// Whether a walker leaves a cell in one of the heading's directions.
DEVICE bool sets_out(const View& grid, int i, int j, int direction, int heading, int keys) {
    if (heading < FIRST_RELATIVE) return true;
    const int relation = (heading - FIRST_RELATIVE) / 2;
    const int down = step_down(direction), across = step_across(direction), own = color_at(grid, i, j);
    const int ahead = color_at(grid, i + down, j + across), behind = color_at(grid, i - down, j - across);
    if (relation == ON) return behind == own && ahead != own;
    if (relation == AWAY) return behind != 0 && behind != OUTSIDE && behind != own && ahead == 0;
    if (relation == THROUGH) return ahead != 0 && ahead != OUTSIDE && ahead != own && (!behind || behind == OUTSIDE);
    int seen = ahead;
    for (int t = 2; seen == 0; t++) seen = color_at(grid, i + t * down, j + t * across);
    return ahead == 0 && seen < OUTSIDE && keys >> seen & 1;
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

struct Walker { int i, j, direction, color; };

DEVICE int ahead_of(const View& grid, const Walker& walker) {
    return color_at(grid, walker.i + step_down(walker.direction), walker.j + step_across(walker.direction));
}

// One step of a walker before whom a colour lies.
enum Step { ENDS, GOES_ON, DRAWS };
DEVICE Step move(const View& grid, Walker& walker, int ahead, const int* action) {
    const int done = ahead == 0 ? OVER : action[ahead], left = turned_left(walker.direction);
    if ((done == ADOPT || done == ADOPT_LEFT || done == ADOPT_RIGHT) && ahead < OUTSIDE) walker.color = ahead;
    if (done == LEFT || done == ADOPT_LEFT) {
        walker.direction = left;
    } else if (done == RIGHT || done == ADOPT_RIGHT) {
        walker.direction = opposite(left);
    } else if (done == BOUNCE) {
        walker.direction = bounced(grid, walker.i, walker.j, walker.direction, action);
    } else {
        const bool aside = done == STEP_LEFT || done == STEP_RIGHT;
        if (!aside && ((done != PASS && done != OVER && done != ADOPT) || ahead == OUTSIDE)) return ENDS;
        const int way = done == STEP_LEFT ? left : done == STEP_RIGHT ? opposite(left) : walker.direction;
        walker.i += step_down(way);
        walker.j += step_across(way);
        if (aside && color_at(grid, walker.i, walker.j)) return ENDS;
        if (aside || done == OVER) return DRAWS;
    }
    return GOES_ON;
}

// What a walker leaves is its number * 16 + the colour, so that the later walker lies on top.
DEVICE void draw(const View& grid, const Walker& walker, int number, int* drawn) {
    if (walker.color) ATOMIC_MAX(&drawn[walker.i * grid.w + walker.j], number * 16 + walker.color);
}

// Sends walkers from a cell in all directions of the heading.
FUNCTION void send_walkers(const View& grid, int cell, const int* action, int heading, int keys, int color,
                           int* drawn) {
    const int i = cell / grid.w, j = cell % grid.w;
    const Directions directions = directions_of(heading);
    for (int k = 0; k < 1 << directions.bits; k++) {
        const int direction = directions.first + k;
        if (!sets_out(grid, i, j, direction, heading, keys)) continue;
        Walker walker = {i, j, direction, color ? color : color_at(grid, i, j)};
        for (int t = 0; t < 4 * grid.size(); t++) {
            const Step step = move(grid, walker, ahead_of(grid, walker), action);
            if (step == ENDS) break;
            if (step == DRAWS) draw(grid, walker, cell * 8 + direction, drawn);
        }
    }
}
