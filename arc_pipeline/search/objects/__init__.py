"""Rules for objects: what could be painted for those of each list, and what is, by its measures; one table holds it all."""
