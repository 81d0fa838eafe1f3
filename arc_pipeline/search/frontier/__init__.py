"""Bottom-up enumeration of programs by cost, on arrays: the values of all short programs, each value kept once."""
