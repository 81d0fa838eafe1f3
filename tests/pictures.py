"""Small pieces written as text, for tests that are read."""

import numpy as np

from arc_pipeline.dsl import TRANSPARENT, at


def cells(picture, origin=(0, 0)):
    """`cells("12/0.")` is [[1, 2], [0, transparent]], its upper left corner at `origin`."""
    rows = [[TRANSPARENT if c == "." else int(c) for c in row] for row in picture.split("/")]
    return at(np.array(rows), origin)


def shown(piece):
    """The text of a piece, None for void; the inverse of `cells`."""
    if piece is None:
        return None
    return "/".join("".join("." if c == TRANSPARENT else str(c) for c in row) for row in piece.tolist())
