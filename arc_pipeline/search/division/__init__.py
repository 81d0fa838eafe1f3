"""Outputs divided between two grids, one of which is right in each cell, and the condition that says which."""
