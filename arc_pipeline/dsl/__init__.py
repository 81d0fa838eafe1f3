"""The grid language: types, the `@op` decorator, the families of operations, and the reference that defines them."""

from . import families as families
from .op import OPS, Op, Parameter, op
from .reference import evaluate
from .types import CONCRETE, TYPES, Choice, Type, accepts, list_of
from .values import ABSENT, MAX_CELLS, MAX_SIDE, TRANSPARENT, VOID, Piece, as_piece, at, origin_of, same

__all__ = [
    "ABSENT", "CONCRETE", "MAX_CELLS", "MAX_SIDE", "OPS", "TRANSPARENT", "TYPES", "VOID", "Choice", "Op", "Parameter",
    "Piece", "Type", "accepts", "as_piece", "at", "evaluate", "list_of", "op", "origin_of", "same",
]  # fmt: skip
