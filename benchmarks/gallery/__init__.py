"""The gallery of the language: every operation with its signature, its docstring and a picture of an example."""
