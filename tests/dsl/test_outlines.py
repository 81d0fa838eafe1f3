"""What outlines of bounding boxes mean, on small examples."""

import pytest

from arc_pipeline.dsl import OPS, at, origin_of

RING = at([[4, 4, 4, 4], [4, 10, 10, 4], [4, 4, 4, 10]], (2, 5))


@pytest.mark.parametrize(
    ("name", "origin", "expected"),
    [
        ("box", (2, 5), [[1, 1, 1, 1], [1, 0, 0, 1], [1, 1, 1, 1]]),
        ("inbox", (3, 6), [[1, 1]]),
        ("outbox", (1, 4), [[1] * 6, [1, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1], [1] * 6]),
        ("backdrop", (2, 5), [[1] * 4] * 3),
        ("delta", (2, 5), [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]]),
        ("hollow", (2, 5), [[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]]),
        ("corners", (2, 5), [[1, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 1]]),
    ],
)
def test_mask(name, origin, expected):
    made = OPS[name](RING)
    assert made.tolist() == expected
    assert origin_of(made) == origin


def test_void():
    assert OPS["inbox"](at([[1, 1]], (0, 0))) is None
    assert OPS["outbox"](at([[1] * 29], (0, 0))) is None


def test_fill_holes():
    made = OPS["fill_holes"](RING, 3)
    assert made.tolist() == [[4, 4, 4, 4], [4, 3, 3, 4], [4, 4, 4, 10]]
    assert origin_of(made) == (2, 5)
