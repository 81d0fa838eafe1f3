// Pieces put elsewhere.
#include "draw_objects.h"
#include "histogram.h"

// A step that may be any number, so short that adding it to a place cannot overflow and leads as far out.
DEVICE int bounded(int step) { return most(-1000, least(1000, step)); }
DEVICE int down(int direction, int steps) { return direction == 0 ? -bounded(steps) : direction == 1 ? bounded(steps) : 0; }
DEVICE int right(int direction, int steps) { return direction == 2 ? -bounded(steps) : direction == 3 ? bounded(steps) : 0; }
