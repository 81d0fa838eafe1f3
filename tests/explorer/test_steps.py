"""A program runs line by line, and stops when its time is up."""

import numpy as np
import pytest
from explorer.exploring import grid

from arc_pipeline.explorer.steps import last_step, steps
from arc_pipeline.programs import ProgramTimeout, parse, run_reference

GRID = grid("110", "022", "022")
LARGEST = parse("def f(I):\n    x = objects(I)\n    return argmax(x, size(x))")


def test_each_line_has_the_value_that_it_makes():
    found = list(steps(LARGEST, GRID))
    assert [step.line for step in found[1:]] == [line.strip() for line in LARGEST.text.splitlines()[1:-1]]
    assert [str(step.type) for step in found] == ["Grid", "List[Object]", "List[Count]", "Object"]
    assert np.array_equal(found[0].value, GRID)
    assert found[2].value == [2, 4]
    assert np.array_equal(found[3].value, run_reference(LARGEST, GRID))


def test_a_void_value_is_a_step_and_so_is_all_that_follows_from_it():
    lines = "x = objects(I)", "y = argmax(x, size(x))", "z = rot180(y)", "return hmirror(z)"
    mirrored = parse("\n    ".join(["def f(I):", *lines]))
    found = list(steps(mirrored, np.zeros((2, 2), np.uint8)))
    assert [step.value for step in found[1:]] == [[], [], None, None, None]


def test_a_program_without_calls_has_its_input_alone():
    (step,) = steps(parse("def f(I):\n    return I"), GRID)
    assert (step.line, step.value.tolist()) == ("I", GRID.tolist())


def test_what_was_made_before_time_ran_out_is_there():
    made = steps(LARGEST, GRID, seconds=0)
    assert next(made).line == "I"
    with pytest.raises(ProgramTimeout, match="f: out of time after 0 of 3 calls"):
        next(made)
    assert last_step(LARGEST, GRID, seconds=0) is None
    assert last_step(LARGEST, GRID).line == "O = argmax(x1, x2)"
