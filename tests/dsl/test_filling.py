"""What cells made from numbers mean, on small examples."""

import numpy as np

from arc_pipeline.dsl import OPS, at, origin_of

LIKE = np.array([[1, 2, 3], [4, 5, 6]])


def test_one_number_everywhere():
    assert OPS["everywhere"](17, LIKE).tolist() == [[17] * 3] * 2
    assert OPS["everywhere"](True, LIKE).tolist() == [[1] * 3] * 2
    assert OPS["everywhere"](256, LIKE) is None
    assert OPS["everywhere"](-1, LIKE) is None
    assert origin_of(OPS["everywhere"](0, at(LIKE, (4, 5)))) == (4, 5)


def test_colors_at_places_of_a_list():
    field = np.array([[0, 1, 2], [2, 3, 255]])
    assert OPS["color_at"](field, [7, 8, 9]).tolist() == [[7, 8, 9], [9, 0, 0]]
    assert OPS["color_at"](field, [7, None, 9]).tolist() == [[7, 0, 9], [9, 0, 0]]
    assert OPS["color_at"](field, []).tolist() == [[0] * 3] * 2
