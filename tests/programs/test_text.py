"""Text and graph: canonical text is a fixed point, other accepted text leads to it, random programs round-trip."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import seeds

from arc_pipeline.dsl.types import MASK, OBJECT, list_of
from arc_pipeline.programs import (
    INPUT,
    Builder,
    ProgramError,
    TableLiteral,
    check,
    parse,
    parse_file,
    parse_many,
)
from arc_pipeline.testing.programs import random_program

LARGEST = """\
def solve_1cf80156(I):
    x1 = objects(I, connectivity=4, univalued=True, background='zero')
    x2 = size(x1)
    O = argmax(x1, x2)
    return O
"""


@settings(max_examples=150)
@given(seed=seeds, size=st.integers(0, 60))
def test_random_programs_round_trip(seed, size):
    program = random_program(np.random.default_rng(seed), size)
    read = parse(program.text)
    assert read == program
    assert read.types == program.types
    assert read.text == program.text
    assert read.digest == program.digest


@pytest.mark.parametrize("input_type", [MASK, OBJECT, list_of(OBJECT)])
def test_programs_on_other_inputs_round_trip(input_type):
    program = random_program(np.random.default_rng(3), 12, input_type=input_type)
    assert f"(I: {input_type}):" in program.text
    assert parse(program.text) == program


@pytest.mark.parametrize(
    "text",
    [
        LARGEST,
        "def nothing(I):\n    return I\n",
        "def turn(I):\n    O = rot90(I)\n    return O\n",
        "def rule(I):\n    x1 = ring(I)\n    O = lookup({(0, 4): 3, (1, 0): 0}, I, x1)\n    return O\n",
        "def later(I):\n    x1 = ring(I)\n    O = lookup({(0, 4): 3}, I, c=x1)\n    return O\n",
        "def one(I):\n    O = lookup({0: 1, 4: 3, 255: 9}, I)\n    return O\n",
        "def chosen(I):\n    x1 = flip(False)\n    O = branch(x1, I, I)\n    return O\n",
        "def less(I):\n    O = roll(I, 'up', -2)\n    return O\n",
        "def typed(I: List[Object]):\n    O = length(I)\n    return O\n",
    ],
)
def test_canonical_text_is_a_fixed_point(text):
    assert parse(text).text == text


@pytest.mark.parametrize(
    "body",
    [
        "    return argmax(objects(I), size(objects(I)))",
        "    a = objects(I)\n    unused = rot90(I)\n    b = a\n    return argmax(b, keys=size(obj=a))  # the largest",
        "    s = size(objects(grid=I, background='zero'))\n    t = objects(I, univalued=True)\n    return argmax(t, s)",
        "    x9 = objects(\n        I,\n        connectivity=4,\n    ); return argmax(x9, size(x9))",
    ],
)
def test_other_text_leads_to_canonical_text(body):
    program = parse(f"# a solver\ndef solve_1cf80156(I):\n{body}\n")
    assert program.text == LARGEST
    assert parse(program.text) == parse(LARGEST)


def test_tables_are_sorted():
    text = "def f(I):\n    return lookup({(2, 0): 1, (0, 9): 2, (0, 1): 3}, I, I)\n"
    assert "{(0, 1): 3, (0, 9): 2, (2, 0): 1}" in parse(text).text


def test_digest_knows_the_calls_and_not_the_name():
    first, second = parse("def f(I):\n    return rot90(I)"), parse("def g(I):\n    return rot90(I)")
    assert first == second
    assert hash(first) == hash(second)
    assert first.digest == second.digest
    assert first.text != second.text
    others = ["def f(I):\n    return rot180(I)", "def f(I: Mask):\n    return rot90(I)", "def f(I):\n    return I"]
    assert len({first.digest, *(parse(text).digest for text in others)}) == 4


def test_order_of_building_does_not_show():
    def build(names):
        builder = Builder()
        made = {name: builder.call(name, [INPUT]) for name in names}
        return builder.program(builder.call("overlay", [made["rot90"], made["hmirror"]]))

    one, other = build(["rot90", "hmirror", "trim"]), build(["hmirror", "rot90"])
    assert one == other
    assert one.text == other.text


def test_measures_of_a_program():
    program = parse(LARGEST)
    assert len(program.nodes) == 3
    assert program.depth == 3
    assert str(program.result_type) == "Object"
    assert [str(type) for type in program.types] == ["List[Object]", "List[Count]", "Object"]
    assert parse("def f(I):\n    return I").depth == 0


def test_numpy_integers_become_literals():
    builder = Builder()
    program = builder.program(builder.call("roll", [INPUT, "up", np.int32(3)]))
    assert "roll(I, 'up', 3)" in program.text
    table = builder.call("lookup", [{(np.uint8(1), np.uint8(2)): np.int64(3)}, INPUT, INPUT, None])
    assert builder.program(table).nodes[0].args[0] == TableLiteral((((1, 2), 3),))
    assert check(program) is program


def test_a_file_of_several_programs(tmp_path):
    path = tmp_path / "solvers.txt"
    path.write_text(
        f"# solvers\n{LARGEST}\n\ndef turn(I):  # by a quarter\n    return rot90(I)\n", encoding="utf-8-sig"
    )
    programs = parse_file(path)
    assert list(programs) == ["solve_1cf80156", "turn"]
    assert programs["solve_1cf80156"].text == LARGEST
    assert parse_many("\n\n".join(program.text for program in programs.values())) == programs
    assert parse_many("") == {}


def test_positions_count_from_the_start_of_the_file(tmp_path):
    path = tmp_path / "solvers.txt"
    path.write_bytes(LARGEST.replace("\n", "\r\n").encode() + b"\r\ndef turn(I):\r\n    return rot91(I)\r\n")
    with pytest.raises(ProgramError) as caught:
        parse_file(path)
    assert str(caught.value) == f"{path}, line 8, column 12: expected the name of an operation, found 'rot91'"


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "solvers.txt"
    path.write_bytes(b"def f(I):\n    return \xff\n")
    with pytest.raises(ProgramError) as caught:
        parse_file(path)
    assert (caught.value.line, caught.value.column) == (2, 12)
    with pytest.raises(FileNotFoundError):
        parse_file(tmp_path / "none.txt")
