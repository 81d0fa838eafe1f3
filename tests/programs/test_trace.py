"""Solvers in Python that are traced become the programs that their text would be."""

import pytest

from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import MASK
from arc_pipeline.programs import ProgramError, parse, trace

rot90, hmirror, overlay, objects, size, argmax, lookup = (
    OPS[name] for name in ("rot90", "hmirror", "overlay", "objects", "size", "argmax", "lookup")
)


def test_a_traced_solver_equals_its_text():
    def largest(grid):
        found = objects(grid)
        return argmax(found, size(found))

    program = trace(largest)
    assert program == parse("def largest(I):\n    return argmax(objects(I), size(objects(I)))")
    assert program.name == "largest"


def test_python_around_the_calls_is_allowed():
    def turned(grid):
        value = grid
        for _ in range(3):
            value = rot90(value)
        return lookup({(0, 1): 2}, value, b=grid)

    assert trace(turned, "turned").text == (
        "def turned(I):\n    x1 = rot90(I)\n    x2 = rot90(x1)\n    x3 = rot90(x2)\n"
        "    O = lookup({(0, 1): 2}, x3, I)\n    return O\n"
    )


def test_other_inputs_and_the_identity():
    assert trace(lambda grid: grid, "nothing").text == "def nothing(I):\n    return I\n"
    assert trace(rot90, "turn", MASK).result_type == MASK


@pytest.mark.parametrize(
    ("use", "cannot"),
    [
        (lambda value: rot90(value) if value else value, "decide on it"),
        (lambda value: value and rot90(value), "decide on it"),
        (lambda value: value == 3, "compare it"),
        (lambda value: value != 3, "compare it"),
        (lambda value: value < 3, "compare it"),
        (lambda value: value >= 3, "compare it"),
        (lambda value: [*value], "loop over it"),
        (lambda value: value[0], "index it"),
        (len, "ask for its length"),
    ],
)
def test_symbols_have_no_value(use, cannot):
    with pytest.raises(ProgramError, match=f"<symbolic Grid> has no value while .* cannot {cannot}"):
        trace(use, "wrong")


def test_symbols_of_two_traces_do_not_mix():
    kept = []
    trace(lambda grid: kept.append(rot90(grid)) or grid, "one")
    with pytest.raises(ProgramError, match="overlay: the arguments belong to two different traces"):
        trace(lambda grid: overlay(grid, kept[0]), "second")
    with pytest.raises(ProgramError, match="a symbol of another trace"):
        trace(lambda grid: kept[0], "third")


def test_wrong_calls_and_results():
    with pytest.raises(ProgramError, match="returned NoneType"):
        trace(lambda grid: None, "nothing")
    with pytest.raises(ProgramError, match="takes List"):
        trace(lambda grid: argmax(grid, grid), "wrong")
    with pytest.raises(ProgramError, match="expected a name"):
        trace(lambda grid: grid)
    with pytest.raises(TypeError, match="takes 1 arguments, got 2"):
        trace(lambda grid: rot90(grid, grid), "wrong")
