// Lines at the edges of grids, and everything moved towards an edge.

// down and right of a direction: how far row and column numbers go up in one step.
DEVICE int step_down(int direction) { return direction == 0 ? -1 : direction == 1; }
DEVICE int step_right(int direction) { return direction == 2 ? -1 : direction == 3; }

// k brought into 0..n-1.
DEVICE int wrapped(int k, int n) { return (k % n + n) % n; }
