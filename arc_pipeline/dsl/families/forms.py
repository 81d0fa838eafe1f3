"""Whether an object is a solid square or a line."""

from ..op import op
from ..types import Flag, Object
from ..values import TRANSPARENT


@op(cost=4, kernel="out = patch.h == patch.w && EVERY(is_solid_part(patch, LANE, LANES));")
def square(patch: Object) -> Flag:
    """Whether the object is a square with all its cells; a single cell is one.

    >>> square(['33 33', '33 3.', '333 333'])
    [True, False, False]
    """
    return int(patch.shape[0] == patch.shape[1] and (patch != TRANSPARENT).all())


@op(cost=4, kernel="out = patch.h == 1 && EVERY(is_solid_part(patch, LANE, LANES));")
def hline(patch: Object) -> Flag:
    """Whether the object is a stretch of one row without gaps; a single cell is one.

    >>> hline(['3333', '3.33', '3 3', '3'])
    [True, False, False, True]
    """
    return int(patch.shape[0] == 1 and (patch != TRANSPARENT).all())


@op(cost=4, kernel="out = patch.w == 1 && EVERY(is_solid_part(patch, LANE, LANES));")
def vline(patch: Object) -> Flag:
    """Whether the object is a stretch of one column without gaps; a single cell is one.

    >>> vline(['3 3 3', '3 . 3', '33', '3'])
    [True, False, False, True]
    """
    return int(patch.shape[1] == 1 and (patch != TRANSPARENT).all())
