"""The gallery of the language: every operation with its signature, its docstring and a picture of it at work."""
