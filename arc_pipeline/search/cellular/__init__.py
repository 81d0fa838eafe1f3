"""Cellular rules: they determine a cell's next colour from its neighbourhood, line by line or until nothing changes."""
