"""Runs programs on tasks: samples in the arena, many programs at once, and the validation of candidates."""
