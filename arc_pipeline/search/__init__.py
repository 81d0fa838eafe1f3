"""Propose programs for tasks: a frontier of short programs, rules over cell features, strategies found by folder."""
