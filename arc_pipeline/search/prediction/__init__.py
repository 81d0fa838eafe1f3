"""Predictions about a task's outputs before their cells are known: their shapes, and numbers that sort the samples."""
