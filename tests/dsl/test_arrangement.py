"""What putting pieces side by side or into rows and columns means, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS, at

HOOK = at([[1, 10], [1, 1]], (4, 4))
BAR = at([[2, 2, 2]], (9, 0))


def test_stacks():
    assert OPS["hstack"]([HOOK, None, BAR]).tolist() == [[1, 0, 2, 2, 2], [1, 1, 0, 0, 0]]
    assert OPS["vstack"]([HOOK, BAR]).tolist() == [[1, 0, 0], [1, 1, 0], [2, 2, 2]]
    assert OPS["hstack"]([BAR] * 11) is None
    assert OPS["vstack"]([None]) is None


def test_arrange():
    pieces = [at(np.ones((2, 2)), origin) for origin in ((1, 2), (1, 6), (7, 2), (7, 9))]
    assert OPS["arrange"](pieces, [1, 2, 3, 4]).tolist() == [[1, 2, 0], [3, 0, 4]]
    assert OPS["arrange"]([*pieces, None], [1, 2, None, 4, 5]).tolist() == [[1, 2, 0], [0, 0, 4]]
    assert OPS["arrange"](pieces, [1]) is None


def test_bars():
    assert OPS["bars"]([3, 4, 5], [1, 3, -2], "rows").tolist() == [[3, 0, 0], [4, 4, 4], [0, 0, 0]]
    assert OPS["bars"]([3, None, 5], [1, 9, 2], "columns").tolist() == [[0, 5], [3, 5]]
    assert OPS["bars"]([3], [0], "rows") is None
    assert OPS["bars"]([3], [31], "rows") is None
    assert OPS["bars"]([3], [1, 2], "rows") is None
