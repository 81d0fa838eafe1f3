"""The checker accepts what the builder makes and refuses every way in which a program can be broken."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import seeds

from arc_pipeline.dsl.types import FIELD, GRID, MASK, OBJECT, TABLE
from arc_pipeline.programs import (
    INPUT,
    Builder,
    Node,
    Program,
    ProgramError,
    Ref,
    TableLiteral,
    check,
    parse,
)
from arc_pipeline.testing.programs import random_program

TURN = Node("rot90", (INPUT,))
FLIP = Node("hmirror", (INPUT,))
TWO = parse("def two(I):\n    return overlay(rot90(I), hmirror(I))")


@settings(max_examples=60)
@given(seed=seeds, size=st.integers(0, 40))
def test_random_programs_are_sound(seed, size):
    program = random_program(np.random.default_rng(seed), size)
    assert check(program) is program
    assert check(program, program.result_type) is program


def with_nodes(*nodes, types=None):
    return Program(tuple(nodes), tuple(types or [GRID] * len(nodes)))


BROKEN = {
    "unknown operation": (with_nodes(Node("rot91", (INPUT,))), "no operation 'rot91'"),
    "too few arguments": (with_nodes(Node("rot90", ())), "1 parameters, got 0"),
    "later argument": (with_nodes(Node("rot90", (Ref(1),)), TURN), "no earlier call"),
    "itself as argument": (with_nodes(Node("rot90", (Ref(0),))), "no earlier call"),
    "no such argument": (with_nodes(Node("rot90", (Ref(-2),))), "no earlier call"),
    "wrong type": (with_nodes(Node("logical_and", (INPUT, INPUT))), "takes Mask, got Grid"),
    "wrong note of a type": (with_nodes(TURN, types=[FIELD]), "makes Grid, but Field is noted"),
    "types missing": (replace(TWO, types=(GRID,)), "3 calls, but 1 types"),
    "a call twice": (with_nodes(TURN, TURN, Node("overlay", (Ref(0), Ref(1)))), "the same call as 0"),
    "unused call": (with_nodes(FLIP, TURN), "unused"),
    "other order": (with_nodes(FLIP, TURN, Node("overlay", (Ref(1), Ref(0)))), "canonical order"),
    "absent argument": (with_nodes(Node("rot90", (None,))), "'grid' is missing"),
    "absent choice": (with_nodes(Node("objects", (INPUT, None, True, "zero"))), "'connectivity' is missing"),
    "colour out of range": (with_nodes(Node("canvas_like", (10, INPUT))), "a colour 0-9, got 10"),
    "NumPy's integer": (with_nodes(Node("canvas_like", (np.int64(3), INPUT))), "not in normal form"),
    "plain table": (with_nodes(Node("lookup", ({0: 1}, INPUT, None, None))), "not in normal form"),
    "unsorted table": (
        with_nodes(Node("lookup", (TableLiteral(((4, 1), (0, 1))), INPUT, None, None))),
        "not in normal form",
    ),
    "name": (TWO.renamed("a b"), "expected a name"),
    "empty name": (TWO.renamed(""), "expected a name"),
    "name of an operation": (TWO.renamed("rot90"), "an operation"),
    "input": (replace(TWO, input_type=TABLE), "cannot have an input of type Table"),
}


@pytest.mark.parametrize(("program", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_programs_are_refused(program, problem):
    with pytest.raises(ProgramError, match=problem):
        check(program)


def test_result_type_is_checked():
    assert check(TWO, OBJECT) is TWO  # a Grid may stand where an Object is asked for
    with pytest.raises(ProgramError, match="two: expected a program that makes Mask, not Grid"):
        check(TWO, MASK)


def test_flags_and_numbers_do_not_mix():
    builder = Builder()
    flag, color = builder.call("even", [3]), builder.call("mostcolor", [INPUT])
    assert builder.call("equality", [flag, True]) != builder.call("equality", [color, 1])
    for value, literal in ((flag, 1), (color, True), (color, 12)):
        with pytest.raises(ProgramError, match="equality: 'b' takes"):
            builder.call("equality", [value, literal])


def test_calls_without_a_type_are_refused():
    with pytest.raises(ProgramError, match="got 2 arguments"):
        Builder().call("rot90", [INPUT, INPUT])
    with pytest.raises(ProgramError, match="no value 0 in a graph of 0 calls"):
        Builder().program(Ref(0))
