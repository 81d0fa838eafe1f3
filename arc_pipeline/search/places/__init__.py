"""Places that numbers tell: windows to cut out of a grid, and grids to lay over one."""
