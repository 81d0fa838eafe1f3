"""Rules for objects: what could be painted for each is made in one table, and chosen by its measures."""
