"""Run programs on tasks: samples in the arena, many programs at once, the last check of a candidate."""
