"""Rules for objects: all that could be painted for each object is made in one table, and chosen by measures."""
