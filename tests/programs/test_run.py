"""Running by reference: small known results, void, and time limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import seeds

from arc_pipeline.dsl import MAX_SIDE
from arc_pipeline.dsl.op import OPS
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import (
    ProgramTimeout,
    decode_literal,
    description_length,
    parse,
    run_reference,
)
from arc_pipeline.testing.programs import random_program

GRID = np.array([[1, 0, 0], [0, 2, 2], [0, 2, 2]], np.uint8)


def test_known_results():
    largest = parse("def largest(I):\n    return argmax(objects(I), size(objects(I)))")
    assert run_reference(largest, GRID).tolist() == [[2, 2], [2, 2]]
    rule = parse("def rule(I):\n    return lookup({(1, 1): 7, (0, 0): 4, (2, 2): 3}, I, dmirror(I))")
    assert run_reference(rule, GRID).tolist() == [[7, 4, 4], [4, 3, 3], [4, 3, 3]]
    assert np.array_equal(run_reference(parse("def same(I):\n    return I"), GRID), GRID)


def test_void_goes_through():
    blank = np.zeros((3, 3), np.uint8)
    program = parse("def f(I):\n    return argmax(objects(I), size(objects(I)))")
    assert run_reference(program, blank) is None


def test_time_limits():
    program = parse("def slow(I):\n    return rot90(rot90(I))")
    with pytest.raises(ProgramTimeout, match="slow: out of time after 0 of 2 calls"):
        run_reference(program, GRID, Deadline(0))
    assert np.array_equal(run_reference(program, GRID, Deadline(60)), GRID[::-1, ::-1])
    assert np.array_equal(run_reference(parse("def same(I):\n    return I"), GRID, Deadline(0)), GRID)


@settings(max_examples=25)
@given(seed=seeds)
def test_random_programs_run(seed):
    rng = np.random.default_rng(seed)
    program = random_program(rng, 6)
    value = run_reference(program, rng.integers(0, 10, rng.integers(1, 12, 2)).astype(np.uint8))
    if value is None:
        return
    assert isinstance(value, list) == program.result_type.is_list
    for item in value if isinstance(value, list) else [value]:
        if program.result_type.storage == "number":
            assert item is None or isinstance(item, int)
        elif item is not None:
            assert 1 <= min(item.shape) <= max(item.shape) <= MAX_SIDE


def test_description_length_grows_with_what_is_said():
    def length(expression):
        return description_length(parse(f"def f(I):\n    return {expression}"))

    assert length("I") == 0
    assert length("rot90(I)") == 7 + OPS["rot90"].cost
    assert length("rot90(rot90(I))") == 2 * length("rot90(I)") + 1
    assert length("canvas_like(3, I)") == 7 + OPS["canvas_like"].cost + 4
    assert length("objects(I)") == 7 + OPS["objects"].cost + 3
    assert length("objects(I, connectivity=8)") == length("objects(I)") + 1
    assert length("objects(I, background='most')") == length("objects(I)") + 2
    assert length("roll(I, 'up', 1)") == 7 + OPS["roll"].cost + 2 + 4
    assert length("roll(I, 'up', -9)") == length("roll(I, 'up', 1)") + 6
    one = length("lookup({0: 1}, I)")
    assert one == 7 + OPS["lookup"].cost + 8 + 2
    assert length("lookup({0: 1, 3: 4}, I)") == one + 8
    assert length("lookup({(0, 1): 2}, I, I)") == one + 4


def test_cost_counts_operations_and_literals():
    def cost(expression):
        return parse(f"def f(I):\n    return {expression}").cost

    assert cost("I") == 0
    assert cost("rot90(rot90(I))") == 2 * OPS["rot90"].cost
    assert cost("objects(I, connectivity=4)") == OPS["objects"].cost
    assert cost("objects(I, connectivity=8)") == OPS["objects"].cost + 1
    assert cost("roll(I, 'up', 1)") == OPS["roll"].cost + 2
    assert cost("lookup({0: 1, 1: 2, 3: 4}, I)") == OPS["lookup"].cost + 3


def test_literals_survive_encoding():
    for op in OPS.values():
        for parameter in op.parameters:
            for literal in parameter.literals:
                decoded = decode_literal(parameter, parameter.encode(literal))
                assert (decoded, type(decoded)) == (literal, type(literal)), f"{op.name}, {parameter.name}"
