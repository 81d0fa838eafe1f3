"""The shares of derived samples on which programs are right."""

import numpy as np
import pytest

from arc_pipeline.backends import open_backend
from arc_pipeline.library import Stored
from arc_pipeline.practice.derived import KINDS
from arc_pipeline.programs import parse, run_reference
from benchmarks.library import measured, share_right

GRID = np.array([[0, 0, 0, 0], [0, 0, 0, 3], [0, 0, 0, 0], [0, 0, 0, 3], [4, 0, 0, 0]], np.uint8)
TURNED = "def solve_same(I):\n    O = rot90(I)\n    return O"
NAMED = "def solve_named(I):\n    O = replace(I, 3, 5)\n    return O"
COVERED = "def solve_black(I):\n    x1 = mostcolor(I)\n    O = canvas_like(x1, I)\n    return O"
ALLOWED = {
    TURNED: {"colours", "but one", "background"},
    NAMED: {"background", "turned", "margin", "distractor"},
    COVERED: {"colours", "but one", "background", "turned", "margin"},
}


@pytest.mark.parametrize("text", ALLOWED)
def test_a_program_is_right_on_the_samples_of_changes_that_its_rule_allows(text):
    program, backend = parse(text), open_backend("reference")
    row = measured(backend, Stored("one", "", "", program), [(GRID, run_reference(program, GRID))])
    assert row["right"]
    assert {kind for kind in KINDS if row[kind] == 1.0} == ALLOWED[text]


def test_the_share_of_no_samples_is_no_number():
    assert np.isnan(share_right(open_backend("reference"), parse(TURNED), []))
