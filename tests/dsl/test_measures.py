"""What the measures of one object mean, on small examples."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, at

RING = at([[4, 4, 4], [4, 10, 4], [4, 4, 7]], (2, 5))
BAR = at([[3, 3, 3, 3]], (0, 1))
HOOK = at([[1, 10], [1, 10], [1, 1]], (1, 0))
NOTHING = at([[10, 10]], (0, 0))
FRAME = np.zeros((6, 9), int)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("size", (RING,), 8),
        ("size", (NOTHING,), 0),
        ("area", (HOOK,), 6),
        ("color", (RING,), 4),
        ("color", (at([[9, 2]], (0, 0)),), 2),
        ("color", (NOTHING,), None),
        ("holes", (RING,), 1),
        ("holes", (HOOK,), 0),
        ("holes", (at([[1, 1, 1, 1, 1], [1, 10, 1, 10, 1], [1, 1, 1, 1, 1], [1, 10, 10, 1, 10]], (0, 0)),), 2),
        ("is_symmetric", (BAR, "vmirror"), 1),
        ("is_symmetric", (BAR, "dmirror"), 0),
        ("is_symmetric", (RING, "hmirror"), 0),
        ("is_symmetric", (RING, "dmirror"), 1),
        ("is_symmetric", (RING, "cmirror"), 0),
        ("is_symmetric", (BAR, "rot180"), 1),
        ("is_symmetric", (BAR, "rot90"), 0),
        ("symmetry", (RING,), 5),
        ("symmetry", (BAR,), 4),
        ("symmetry", (np.ones((2, 2), int),), 8),
        ("is_square", (RING,), 1),
        ("is_square", (BAR,), 0),
        ("is_solid", (BAR,), 1),
        ("is_solid", (HOOK,), 0),
        ("portrait", (HOOK,), 1),
        ("portrait", (RING,), 0),
        ("density", (HOOK,), 66),
        ("perimeter", (BAR,), 10),
        ("perimeter", (RING,), 16),
        ("uppermost", (RING,), 2),
        ("lowermost", (RING,), 4),
        ("leftmost", (RING,), 5),
        ("rightmost", (RING,), 7),
        ("middle", (RING, "rows"), 3),
        ("middle", (BAR, "columns"), 3),
        ("bordering", (RING, FRAME), 0),
        ("bordering", (BAR, FRAME), 1),
        ("bordering", (HOOK, FRAME), 1),
        ("bordering", (RING, np.zeros((6, 8), int)), 1),
        ("bordering", (RING, np.zeros((5, 9), int)), 1),
        ("bordering", (RING, at(FRAME, (2, 0))), 1),
    ],
)
def test_measure(name, arguments, expected):
    assert OPS[name](*arguments) == expected


def test_measures_of_a_list_are_a_list():
    assert OPS["size"]([RING, None, BAR]) == [8, None, 4]
