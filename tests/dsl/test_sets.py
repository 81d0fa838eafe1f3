"""Masks that meet where they lie, cells of objects that meet, and objects kept by what they are."""

from arc_pipeline.dsl import OPS, at, origin_of

MASK = at([[1, 1], [1, 0]], (1, 1))
RING = at([[5, 5, 5], [5, 10, 5], [5, 5, 5]], (0, 0))
DOT = at([[5]], (1, 1))


def test_intersection_and_difference():
    other = at([[1, 1, 1]], (2, 0))
    assert OPS["intersection"](MASK, other).tolist() == [[1, 0]]
    assert origin_of(OPS["intersection"](MASK, other)) == (2, 1)
    assert OPS["intersection"](MASK, at([[1]], (1, 3))) is None
    left = OPS["difference"](MASK, other)
    assert (left.tolist(), origin_of(left)) == ([[1, 1], [0, 0]], (1, 1))


def test_occurrences_of_a_larger_object_are_none():
    assert not OPS["occurrences"](at([[5, 5]], (0, 0)), RING).any()


def test_cells_count_not_boxes():
    assert OPS["manhattan"](RING, DOT) == 1
    assert OPS["manhattan"](RING, RING) == 0
    assert OPS["manhattan"](RING, at([[10]], (0, 0))) is None
    assert OPS["hmatching"](at([[5, 10], [10, 10], [10, 5]], (0, 0)), DOT) == 0
    assert OPS["adjacent"](RING, DOT) == 1
    assert OPS["adjacent"](RING, RING) == 0


def test_forms():
    assert [OPS[word](DOT) for word in ("square", "hline", "vline")] == [1, 1, 1]
    assert OPS["square"](RING) == 0
    assert OPS["hline"](at([[5, 10, 5]], (0, 0))) == 0


def test_filters():
    objs = [RING, None, DOT, at([[4]], (2, 2))]
    assert [origin_of(obj) for obj in OPS["colorfilter"](objs, 5)] == [(0, 0), (1, 1)]
    assert [origin_of(obj) for obj in OPS["sizefilter"](objs, 1)] == [(1, 1), (2, 2)]
    assert OPS["sizefilter"](objs, 7) == []
