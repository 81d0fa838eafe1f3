"""Headings: what each object does in its own direction is one rule, and is written as it was judged."""

import numpy as np
import pytest
from search.growth import grown, made_task
from search.objects.test_object_calls import assert_written, begun_with
from search.objects.test_objects import proposed

from arc_pipeline.dsl import OPS, at, origin_of
from arc_pipeline.search.candidates import best_candidates
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.objects.headings import _turned, in_headings
from arc_pipeline.search.objects.meetings import partners_of
from arc_pipeline.search.objects.shifts import shifts_shown

SIDE = 12


def gone_inwards(grid):
    """Squares in the corners go along the diagonal to the middle by as many cells as they are high."""
    made = np.zeros_like(grid)
    for down in (False, True):
        for right in (False, True):
            half = grid[SIDE // 2 :] if down else grid[: SIDE // 2]
            part = half[:, SIDE // 2 :] if right else half[:, : SIDE // 2]
            rows, _ = np.nonzero(part)
            if len(rows):
                size, color = int(np.ptp(rows)) + 1, part.max()
                top, left = (SIDE - 2 * size if far else size for far in (down, right))
                made[top : top + size, left : left + size] = color
    return made


def with_corners(seed, number):
    """Squares of one to three cells a side in three or four corners."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((SIDE, SIDE), int)
        for corner in rng.permutation(4)[: rng.integers(3, 5)]:
            size = rng.integers(1, 4)
            top, left = (SIDE - size if corner >> k & 1 else 0 for k in range(2))
            grid[top : top + size, left : left + size] = rng.integers(1, 10)
        grids.append(grid)
    return grids


def shot_from_the_tip(grid):
    """Each bar of 4 4 2 shoots a ray of 2 from its end with the 2 to the border."""
    made = grid.copy()
    for i, j in np.argwhere(grid == 2):
        for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            a, b = i + down, j + right
            if 0 <= i - down < SIDE and 0 <= j - right < SIDE and grid[i - down, j - right] == 4:
                while 0 <= a < SIDE and 0 <= b < SIDE:
                    made[a, b] = 2
                    a, b = a + down, b + right
    return made


def with_bars(seed, number):
    """Three bars of 4 4 2 in different directions, none in another's way."""
    rng = np.random.default_rng(seed)
    grids = []
    while len(grids) < number:
        grid, there = np.zeros((SIDE, SIDE), int), []
        for down, right in rng.permutation([(0, 1), (1, 0), (0, -1), (-1, 0)])[:3]:
            i, j = rng.integers(2, SIDE - 2, 2)
            there.append([(i + k * down, j + k * right) for k in range(3)])
            for (a, b), color in zip(there[-1], (4, 4, 2), strict=True):
                grid[min(a, SIDE - 1), min(b, SIDE - 1)] = color
        cells = np.argwhere(grid).tolist()
        apart = all(
            max(abs(a - c), abs(b - d)) > 1
            for k, one in enumerate(there)
            for other in there[:k]
            for a, b in one
            for c, d in other
        )
        if apart and len(cells) == 9 and (shot_from_the_tip(grid)[grid > 0] == grid[grid > 0]).all():
            grids.append(grid)
    return grids


RULES = [(gone_inwards, with_corners(1, 6)), (shot_from_the_tip, with_bars(2, 6))]


@pytest.fixture(scope="module")
def frontier():
    return grown([made_task(rule.__name__, rule, inputs, 2) for rule, inputs in RULES], productions_of(), 2, numbers=3)


@pytest.mark.parametrize("k", range(len(RULES)))
def test_what_is_learned_says_the_tests(frontier, k):
    found = best_candidates(proposed(frontier, k))
    said = {b"".join(output.tobytes() for output in one.outputs): None for one in found}
    answers = [RULES[k][0](grid.astype(int)).astype(np.uint8) for grid in frontier.samples.tasks[k].test]
    assert b"".join(answer.tobytes() for answer in answers) in list(said)[:2]


def test_headings_are_what_their_calls_make(frontier):
    own, _ = begun_with(frontier, 0)
    (source,) = own.sources[:1].tolist()
    view = own.view_of(source)
    shown = {source: shifts_shown(view, source, np.zeros_like(view.target))}
    made = in_headings(own, shown, partners_of(own, own.sources[:1]), 3)
    assert len(made)
    assert set(own.source(made).tolist()) == {source}
    assert_written(own, made[::9])


@pytest.mark.parametrize("pose", range(8))
def test_shifts_in_a_pose_are_those_of_the_object_there(pose):
    piece, frame, shift = at([[1, 2, 3]], (4, 5)), np.zeros((9, 12), np.uint8), (-3, 1)
    shown = np.zeros((17, 23), dtype=bool)
    shown[8 + shift[0], 11 + shift[1]] = True
    turned = _turned(shown, pose)
    ((down, right),) = (np.argwhere(turned) - len(turned) // 2).tolist()
    posed = OPS["posed_at"](piece, frame, pose)
    made = OPS["unposed_at"](OPS["shift"](posed, down, right), frame, pose)
    assert np.array_equal(made, piece)
    assert origin_of(made) == (1, 6)
