"""Predictions about a task's outputs before their cells are known."""
