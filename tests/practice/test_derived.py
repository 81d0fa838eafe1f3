"""Derived samples: determined by the seed, and none where a pair does not allow the change."""

import numpy as np
import pytest

from arc_pipeline.practice.derived import KINDS, derived

GRID = np.array([[0, 0, 0, 0], [0, 0, 0, 3], [0, 0, 0, 0], [0, 0, 0, 3], [4, 0, 0, 0]], np.uint8)


@pytest.mark.parametrize("kind", KINDS)
def test_samples_depend_on_the_seed_alone(kind):
    first, again = (derived([(GRID, GRID)], kind) for _ in range(2))
    assert first
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", ["margin", "distractor", "background"])
def test_what_a_pair_does_not_allow_gives_no_samples(kind):
    full = np.arange(900, dtype=np.uint8).reshape(30, 30) % 10
    assert derived([(full, full)], kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_an_output_that_is_its_input_changes_with_it(kind):
    for grid, output in derived([(GRID, GRID)], kind):
        np.testing.assert_array_equal(grid, output)
        assert not np.array_equal(grid, GRID)
