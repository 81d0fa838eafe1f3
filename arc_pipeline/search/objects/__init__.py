"""Rules for objects: which lists of them there are, what could be painted for each, and what is, by its measures."""
