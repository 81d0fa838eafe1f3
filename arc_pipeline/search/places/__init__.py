"""Places computed from numbers: windows to cut out of a grid, and grids to paste over one."""
