"""Walks from marked cells, learned: what lies ahead of a walker tells what it does."""
