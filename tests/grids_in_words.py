"""Small grids written as words, a row each: cells("110 002"), and back again."""

import numpy as np

from arc_pipeline.dsl import OPS


def cells(text):
    """Cells from digits, rows apart by spaces or line breaks; a dot is 0."""
    return np.array([[int(c) for c in row.replace(".", "0")] for row in text.split()], dtype=np.uint8)


def shown(made):
    """The digits of cells below 10, None for void."""
    return None if made is None else " ".join("".join(map(str, row)) for row in made.tolist())


def applied(name, text, *arguments, **named):
    """What an operation makes of cells written as words."""
    return shown(OPS[name](cells(text), *arguments, **named))
