"""Poses: each can be undone, and in the pose of a mask its cells lie at the top of the frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.dsl import OPS, at, origin_of

GRID = at([[1, 2, 3], [4, 5, 6]], (2, 1))


@pytest.mark.parametrize("pose", range(8))
def test_what_a_pose_does_is_undone(pose):
    posed = OPS["posed"](GRID, pose)
    assert (posed.shape == GRID.shape) == (pose < 4)
    assert np.array_equal(OPS["unposed"](posed, pose), GRID)
    assert np.array_equal(OPS["posed"](OPS["unposed"](GRID, pose), pose), GRID)
    assert origin_of(posed) == origin_of(GRID)


def test_poses_are_the_eight_symmetries():
    assert len({str(OPS["posed"](GRID, pose).tolist()) for pose in range(8)}) == 8


@pytest.mark.parametrize("number", [-1, 8, 100])
def test_other_numbers_are_no_poses(number):
    assert OPS["posed"](GRID, number) is None
    assert OPS["unposed"](GRID, number) is None
    assert OPS["posed_at"](GRID, GRID, number) is None


@pytest.mark.parametrize("pose", range(8))
def test_about_another_piece_all_lies_as_in_the_pose_of_both(pose):
    """What is drawn around the piece turns with it: the whole picture in the pose, cut at the same corner."""
    picture = np.zeros((7, 7), np.uint8)
    picture[2:4, 2:5] = 8  # the box, 2 x 3, at (2, 2)
    picture[0:2, 1:4] = GRID
    around = np.asarray(OPS["posed"](picture[0:6, 0:7], pose))  # as far from the box on opposite sides
    box = np.argwhere(around == 8).min(axis=0)
    place = np.argwhere((around > 0) & (around < 8)).min(axis=0) - box + 2
    made = OPS["posed_at"](at(GRID, (0, 1)), at([[8] * 3] * 2, (2, 2)), pose)
    assert np.array_equal(made, OPS["posed"](GRID, pose))
    assert origin_of(made) == tuple(place)


@given(st.integers(0, 10_000), st.sampled_from(["side", "corner", "both"]))
def test_in_its_pose_a_mask_lies_where_it_was_asked_to(seed, towards):
    rng = np.random.default_rng(seed)
    mask = at((rng.random(rng.integers(1, 8, 2)) < 0.3).astype(np.uint8), (0, 0))
    pose = OPS["pose_of"](mask, mask, towards)
    if not mask.any():
        assert pose is None
        return
    posed = np.asarray(OPS["posed"](mask, pose))
    down, right = (np.argwhere(posed) - (np.array(posed.shape) - 1) / 2).mean(axis=0).round(9).tolist()
    assert down <= 0
    assert towards == "side" or right <= 0
    assert towards == "corner" or abs(right) <= abs(down)


def test_a_mask_is_seen_from_where_the_frame_lies():
    mask, frame = at([[1]], (5, 5)), at([[0] * 3] * 3, (4, 7))
    assert OPS["pose_of"](mask, frame) == 4
    assert OPS["pose_of"](mask, at(frame, (0, 4))) == 1
    assert OPS["pose_of"](at([[0]], (5, 5)), frame) is None
