"""What relations between pieces mean, on small examples."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, at

DOT = at([[5]], (1, 1))
FRAME = at([[2, 2, 2, 2], [2, 10, 10, 2], [2, 10, 10, 2], [2, 2, 2, 2]], (0, 0))
FAR = at([[3, 10], [3, 3]], (6, 2))
TURNED = at([[4, 4], [10, 4]], (6, 7))
LIST = [DOT, FRAME, None, FAR, TURNED]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("inside", (DOT, FRAME), 1),
        ("inside", (FRAME, DOT), 0),
        ("inside", (FRAME, FRAME), 1),
        ("distance", (DOT, FRAME), 0),
        ("distance", (FRAME, FAR), 3),
        ("distance", (FAR, FRAME), 3),
        ("distance", (DOT, FAR), 5 + 1),
        ("distance", (DOT, at([[1]], (1, 2))), 1),
        ("adjacent", (DOT, FRAME), 1),
        ("adjacent", (FAR, FRAME), 0),
        ("adjacent", (DOT, at([[1]], (2, 2)), 4), 0),
        ("adjacent", (DOT, at([[1]], (2, 2)), 8), 1),
        ("same_as", (FAR, at(FAR, (0, 0)), "cells"), 1),
        ("same_as", (FAR, TURNED, "cells"), 0),
        ("same_as", (FAR, at([[7, 10], [8, 9]], (0, 0)), "shape"), 1),
        ("same_as", (FAR, TURNED, "shape"), 0),
        ("same_as", (FAR, TURNED, "turned"), 1),
        ("same_as", (FAR, FRAME, "turned"), 0),
        ("alike", (LIST, "shape"), [1, 1, None, 1, 1]),
        ("alike", (LIST, "turned"), [1, 1, None, 2, 2]),
        ("alike", ([DOT, at([[5]], (9, 9)), at([[6]], (0, 0))], "cells"), [2, 2, 1]),
        ("related", (LIST, LIST, "touches"), [1, 1, None, 0, 0]),
        ("related", (LIST, LIST, "holds"), [0, 1, None, 0, 0]),
        ("related", (LIST, LIST, "lies in"), [1, 0, None, 0, 0]),
        ("related", (LIST, LIST, "row"), [1, 1, None, 1, 1]),
        ("related", (LIST, [FRAME, DOT], "column"), [2, 2, None, 1, 0]),
        ("related", ([FRAME, DOT], LIST, "column"), [2, 1]),
        ("related", ([DOT], [DOT, DOT], "row"), [0]),
        ("partner", ([FRAME, FAR], LIST, [1, 2, 3, 4, 5], "holds"), [1, None]),
        ("partner", ([FRAME, FAR, None], LIST, [1, 2, 3, 4, 5], "turned"), [None, 5, None]),
        ("partner", ([FAR, DOT], LIST, [1, 2, 3, 4, 5], "nearest"), [2, 2]),
        ("partner", ([FAR], LIST, [1, None, 3, 4, 5], "nearest"), [5]),
        ("partner", ([FAR], LIST, [1], "nearest"), None),
    ],
)
def test_relation(name, arguments, expected):
    assert OPS[name](*arguments) == expected


def test_a_piece_of_another_list_is_an_other_even_if_it_is_the_same():
    """Parts that were cut from two grids may be alike by chance."""
    assert OPS["partner"]([DOT, FAR], [DOT, TURNED], [7, 8], "nearest") == [7, 8]
    assert OPS["partner"]([DOT, FAR], [DOT, FAR], [7, 8], "nearest") == [8, 7]
    assert OPS["partner"]([DOT], [DOT, FAR], [7, 8], "nearest") == [8]


def test_nearest_of_several_equally_near_is_the_first():
    sides = [at([[1]], (0, 2)), at([[2]], (2, 0)), at([[3]], (4, 2))]
    middle = at(np.array([[9]]), (2, 2))
    assert OPS["partner"]([middle], sides, [7, 8, 9], "nearest") == [7]
