"""Images of objects laid where their marks are found alone: small examples, and all builds on many planted ones."""

import numpy as np
import pytest
from grids_in_words import applied
from parity import assert_parity

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from arc_pipeline.testing.team import TeamBackend

LIMIT = 1 << 26
IMAGES = OPS["complete_images"]
TOUCHING = "23000 00000 00300"


def test_turned():
    assert applied("complete_images", "1130 2000 0000 2000 0030", "turned") == "1130 2000 0000 2000 1130"
    assert applied("complete_images", "1130 2000 0000 0002 0300", "turned") == "1130 2000 0000 0002 0311"


def test_larger():
    assert applied("complete_images", "3320000 0000022 0000022", "larger") == "3320000 0333322 0333322"
    assert applied("complete_images", "3320000 0000000 0000020", "larger") == "3320000 0000000 0003320"


def test_marks_that_are_part_of_something_larger_are_left_alone():
    assert applied("complete_images", "3320000 0000000 0000022", "larger") == "3320000 0000000 0000022"
    assert applied("complete_images", "332000 000000 000024", "larger") == "332000 000000 000024"


def test_marks_that_touch_have_no_images():
    for by in ("turned", "larger"):
        assert applied("complete_images", TOUCHING, by) == TOUCHING


def test_the_body_lies_on_nothing_else():
    assert applied("complete_images", "332000 000000 005020", "larger") == "332000 000000 005020"
    assert applied("complete_images", "332000 000000 005020", "turned") == "332030 000030 005020"


def planted(seed, by):
    """An object of three colours, and the marks of some of its images."""
    rng = np.random.default_rng(seed)
    grid = np.zeros((20, 20), np.uint8)
    whole = np.where(rng.random((3, 2)) < 0.8, 1, 0).astype(np.uint8)
    whole[0, 0], whole[2, 1], whole[1] = 2, rng.integers(2, 4), 1
    grid[:3, :2] = whole
    for top, left in ((1, 5), (10, 1), (9, 10)):
        scale = int(rng.integers(1, 3)) if by == "larger" else 1
        image = np.kron(whole, np.ones((scale, scale), np.uint8))
        image = np.rot90(image, rng.integers(4)) if by == "turned" else image
        marks = np.where(image == 1, 0, image)
        grid[top : top + marks.shape[0], left : left + marks.shape[1]] = marks
    return grid


@pytest.mark.parametrize("by", ["turned", "larger"])
@pytest.mark.parametrize("backend", [CpuBackend, TeamBackend])
def test_kernels_equal_the_reference_where_images_are_found(backend, by):
    grids = [planted(seed, by) for seed in range(12)]
    found = [(IMAGES(grid, by) != grid).any() for grid in grids]
    assert np.mean(found) > 0.9
    grids.append(np.array([list(map(int, row)) for row in TOUCHING.split()], np.uint8))
    assert_parity(
        ReferenceBackend(LIMIT), backend(LIMIT), IMAGES, [GRID, IMAGES.parameters[1].type], [grids, [by] * len(grids)]
    )
