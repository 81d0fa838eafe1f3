"""Moments of a run as a store keeps them: what comes back says what was answered, how sure, and by which program."""

import json

import numpy as np
import pytest
from answers.made_up import candidate, grid, task

from arc_pipeline.answers.choose import choose
from arc_pipeline.answers.history import Moment
from arc_pipeline.answers.submission import SubmissionError
from arc_pipeline.search.task_result import Answered

TWO = task("two", grid("12"), grid("34"))


def test_what_is_kept_of_a_moment_comes_back():
    made = choose(TWO, [candidate(grid("5"), grid("6"), parent="1cf80156"), candidate(grid("7"), grid("6"), fit=0.5)])
    moment = Moment(2.5, made, 3, 1.25)
    back = Moment.of(moment.answered(), 2)
    assert (back.seconds, back.round, back.spent) == (2.5, 3, 1.25)
    for pair, before in zip(back.attempts, made, strict=True):
        for one, attempt in zip(pair, before, strict=True):
            assert np.array_equal(one.grid, attempt.grid)
            assert (one.confidence, one.origin, one.program) == (attempt.confidence, attempt.origin, attempt.program)
    assert back.answered() == moment.answered(), "and is kept again as it was"


GOOD = Moment(1.0, choose(TWO, [candidate(grid("5"), grid("6"))])).answered().attempts


@pytest.mark.parametrize(
    ("attempts", "problem"),
    [
        ("", "are not JSON"),
        ("[" * 100_000, "are not JSON"),
        ("{}", "not a list of test inputs"),
        (json.dumps(json.loads(GOOD)[:1]), "not two for each of 2 test inputs"),
        (json.dumps([pair * 2 for pair in json.loads(GOOD)]), "not two for each of 2 test inputs"),
        (GOOD.replace("[[5]]", "[[55]]"), "55 is not a colour"),
    ],
)
def test_attempts_that_are_none_are_an_error(attempts, problem):
    with pytest.raises(SubmissionError, match=problem):
        Moment.of(Answered(1.0, attempts), 2)
