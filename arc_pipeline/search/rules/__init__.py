"""Rules over the states of one task: tables, repaints, layers and smaller targets that fit every demonstration."""
