"""Plausibility: an output is measured against what the demonstrations share."""

import numpy as np
import pytest
from answers.made_up import grid

from arc_pipeline.answers.novelty import shapes
from arc_pipeline.answers.plausibility import MEASURES, Plausibility
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.families import objects as families
from arc_pipeline.tasks import Pair, Task


def measures(task, output):
    return dict(zip(MEASURES, Plausibility(task).of(0, output), strict=True))


def task_of(*pairs, test):
    return Task("made", tuple(Pair(a, b) for a, b in pairs), (test,))


# The 1 goes, the 2 turns 3 where there is one, the 5 stays.
SAME = task_of(
    (grid("5120", "0000"), grid("5030", "0000")),
    (grid("2500", "0010"), grid("3500", "0000")),
    test=grid("0125", "0000"),
)
EXPECTED = grid("0035", "0000")


def test_what_is_like_the_demonstrations_is_plausible():
    assert measures(SAME, EXPECTED) == dict.fromkeys(MEASURES, 0.0)


@pytest.mark.parametrize(
    ("output", "colors"),
    [("0035", 0), ("0095", 1), ("0000", 2), ("0055", 2), ("7035", 2), ("0135", 2)],
)
def test_colours_that_the_demonstrations_share_count_each(output, colors):
    assert measures(SAME, grid(output, "0000"))["colors"] == colors


def test_palettes_inside_one_another():
    fewer = task_of((grid("123"), grid("1")), (grid("234"), grid("34")), test=grid("567"))
    assert [measures(fewer, grid(made))["colors"] for made in ("5", "56", "1", "67")] == [0, 0, 1, 0]
    more = task_of((grid("12"), grid("123")), (grid("3"), grid("45", "36")), test=grid("56"))
    assert [measures(more, grid(made))["colors"] for made in ("567", "56", "57", "12")] == [0, 0, 1, 1]


def test_a_colour_of_which_nothing_is_lost_keeps_its_cells():
    assert measures(SAME, grid("5035", "0000"))["counts"] == 1
    moved = task_of((grid("10"), grid("01")), (grid("200"), grid("020")), test=grid("3001"))
    assert measures(moved, grid("0310"))["counts"] == 0
    assert measures(moved, grid("0300"))["counts"] == 1  # 1 was kept where it was shown
    assert measures(moved, grid("0330"))["counts"] == 1  # 0 was kept
    assert measures(moved, grid("0010"))["counts"] == 1


def test_more_or_fewer_objects_than_shown_count_by_their_logarithm():
    one = task_of((grid("0100", "0000"), grid("1010", "0000")), test=grid("0001", "0000"))
    assert measures(one, grid("0101", "0000"))["objects"] == 0
    assert measures(one, grid("0001", "0000"))["objects"] == pytest.approx(np.log(3 / 2))
    assert measures(one, grid("10101", "00000"))["objects"] == pytest.approx(np.log(4 / 3))
    many = np.zeros((30, 30), np.uint8)
    many[::2, ::2] = 1
    assert measures(one, many)["objects"] == 2.0


def test_new_patterns_and_shapes_count_beyond_those_that_demonstrations_have_beside_the_others():
    bar, corner = grid("0000", "0110", "0000"), grid("0000", "0110", "0100")
    bars = task_of((bar, bar), (bar.T, bar.T), test=np.zeros_like(bar))
    assert measures(bars, bar.T * 5)["patterns"] == measures(bars, bar.T * 5)["shapes"] == 0
    assert measures(bars, corner)["patterns"] == 1
    assert measures(bars, corner)["shapes"] == 1
    one = task_of((bar, bar), test=corner)
    assert measures(one, corner)["shapes"] == 0, "the input has it"
    assert measures(one, corner)["patterns"] == 0.5, "of one demonstration half is expected to be new"


@pytest.mark.parametrize("seed", range(20))
def test_objects_are_counted_as_the_language_cuts_them(seed):
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, rng.integers(2, 6), rng.integers(1, 12, 2)).astype(np.uint8)
    cut = OPS["objects"](cells, univalued=True, connectivity=8, background="most")
    assert shapes(cells).total() == len(cut or ())


def test_the_references_flood_fill_is_not_used(monkeypatch):
    """It is the definition of an operation, written to be read."""
    monkeypatch.setattr(families, "label_cells", lambda *_: pytest.fail("the reference was asked"))
    assert measures(SAME, EXPECTED) == dict.fromkeys(MEASURES, 0.0)
