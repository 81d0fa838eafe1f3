"""Rules that say a cell's next value by what is round it: line by line, or until nothing changes."""
