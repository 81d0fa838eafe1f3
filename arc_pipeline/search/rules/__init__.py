"""Rules over the features of one task: tables, repaints and smaller targets that fit every demonstration."""
