"""Propose programs for tasks: the frontier of all short programs, rules over its states, strategies found by folder."""
