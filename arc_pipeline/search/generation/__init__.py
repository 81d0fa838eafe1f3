"""Generation of programs from stored ones."""
