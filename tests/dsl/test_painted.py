"""The painted form of a measure says of each cell what the measure says of the object that `objects` cuts out there."""

import numpy as np
import pytest

from arc_pipeline.dsl import OPS, TRANSPARENT, Op, op, origin_of
from arc_pipeline.dsl.families.painted import painted
from arc_pipeline.dsl.types import Count, Grid, Object

PAINTED = {
    "object_size": "size",
    "object_height": "height",
    "object_width": "width",
    "object_form": "form",
    "object_symmetry": "symmetry",
}


@pytest.fixture
def scratch():
    """The operations that a test adds are gone after it."""
    before = dict(OPS)
    yield OPS
    OPS.clear()
    OPS.update(before)


def grids():
    rng = np.random.default_rng(5)
    return [(rng.integers(0, 4, shape) * (rng.random(shape) < 0.6)).astype(np.uint8) for shape in ((6, 7), (9, 4))]


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("univalued", [True, False])
@pytest.mark.parametrize("name", PAINTED)
def test_it_says_what_the_measure_says_of_each_object(name, univalued, connectivity):
    kind = "univalued" if univalued else "multicolored"
    for grid in grids():
        expected = np.zeros(grid.shape, int)
        for piece in OPS["objects"](grid, connectivity, univalued):
            (top, left), (h, w) = origin_of(piece), piece.shape
            expected[top : top + h, left : left + w][piece != TRANSPARENT] = OPS[PAINTED[name]](piece)
        assert np.array_equal(OPS[name](grid, connectivity, kind), expected)


def measure(name):
    """A measure that is no operation of the language."""

    def least(obj: Object) -> Count:
        """The least colour, below 0 and void for some.

        >>> least('12')
        1
        """
        color = int(obj[obj != TRANSPARENT].min())
        return {1: -1, 2: None, 3: 300}.get(color, color)

    least.__name__ = name
    return op(cost=1, kernel="out = 0;")(least)


def test_void_and_negative_numbers_are_0_and_large_ones_255(scratch):
    made = painted(cost=2, name="least_cells")(measure("least_one"))
    assert isinstance(made, Op)
    assert OPS["least_cells"](np.array([[1, 2, 3, 4]], np.uint8)).tolist() == [[0, 0, 255, 4]]
    assert (OPS["least_cells"].cost, OPS["least_cells"].family) == (2, made.family)


def test_its_name_is_the_measures_if_none_is_given(scratch):
    painted(cost=2)(measure("least_one"))
    assert [p.name for p in OPS["object_least_one"].parameters] == ["grid", "connectivity", "kind"]


def test_other_arguments_of_the_measure_follow_the_grid(scratch):
    painted(cost=2)(OPS["is_symmetric"])
    grid = np.array([[1, 1, 0, 0], [0, 1, 0, 2]], np.uint8)
    assert OPS["object_is_symmetric"](grid, "cmirror").tolist() == [[1, 1, 0, 0], [0, 1, 0, 1]]
    assert OPS["object_is_symmetric"](grid, "vmirror", 8, "background").tolist() == [[0, 0, 0, 0], [1, 0, 0, 0]]


def test_a_name_that_is_taken_and_what_makes_no_number_are_refused(scratch):
    with pytest.raises(TypeError, match="least_one cannot be painted as 'object_size'"):
        painted(cost=2, name="object_size")(measure("least_one"))
    with pytest.raises(TypeError, match="rot90 cannot be painted"):
        painted(cost=2)(OPS["rot90"])


def test_two_tallies_are_refused(scratch):
    def two(obj: Grid) -> Count:
        return 0

    with pytest.raises(TypeError, match="it asks for count_cells and seen_colors"):
        painted(cost=2)(op(cost=1, kernel="out = count_cells(obj) + seen_colors(obj);")(two))


def test_shared_memory_is_refused(scratch):
    with pytest.raises(TypeError, match="it asks for SHARED memory"):
        painted(cost=2, name="holes_of_objects")(OPS["holes"])
