"""Rules over the features of one task: tables, repaints, layers and smaller targets that fit every demonstration."""
