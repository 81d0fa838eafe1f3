"""Random programs in the manner of others, and the variants of a program."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import seeds

from arc_pipeline.dsl.types import GRID
from arc_pipeline.practice.chances import Chances, library_chances
from arc_pipeline.practice.variants import variants_of
from arc_pipeline.programs import ProgramError, check, parse

TURNED = "def turned(I):\n    x1 = rot90(I)\n    O = hmirror(x1)\n    return O"
CLIPPED = "def clipped(I):\n    x1 = rot90(I)\n    x2 = tophalf(x1)\n    O = hmirror(x2)\n    return O"
FILLED = "def filled(I):\n    x1 = mostcolor(I)\n    x2 = ofcolor(I, x1)\n    O = fill(I, 4, x2)\n    return O"
LARGEST = """def largest(I):
    x1 = objects(I, connectivity=4, univalued=True, background='zero')
    x2 = size(x1)
    x3 = argmax(x1, x2)
    O = move(I, x3, 0, 1)
    return O"""
TABLED = "def tabled(I):\n    O = repaint(I, {1: 2, 3: 4}, I)\n    return O"
COUNTED = "def counted(I):\n    O = upscale(I, 3)\n    return O"


@settings(max_examples=40)
@given(seed=seeds, calls=st.integers(1, 12))
def test_a_random_program_is_sound_makes_a_grid_and_is_determined_by_the_seed(seed, calls):
    made, again = (library_chances().program(np.random.default_rng(seed), calls) for _ in range(2))
    assert made.text == again.text
    assert 1 <= len(check(made, GRID).nodes) <= calls


def test_calls_follow_each_other_as_in_the_programs_that_were_counted():
    chances = Chances([parse(CLIPPED)] * 9 + [parse(FILLED)])
    made = [chances.program(np.random.default_rng(seed), 3) for seed in range(200)]
    ends = [program.nodes[-1].op for program in made]
    assert set(ends) == {"hmirror", "fill"}
    assert ends.count("hmirror") > 5 * ends.count("fill") > 0
    assert sum("rot90(I)" in program.text for program in made) > 150
    filled = [program for program in made if program.nodes[-1].op == "fill"]
    assert sum(program.nodes[-1].args[1] == 4 for program in filled) > len(filled) / 2


def test_programs_have_the_calls_that_are_asked_for_where_draws_bring_them():
    sizes = [len(library_chances().program(np.random.default_rng(seed), 5).nodes) for seed in range(40)]
    assert sizes.count(5) > 10
    assert max(sizes) == 5


def test_no_program_comes_of_programs_that_are_all_longer():
    with pytest.raises(ProgramError, match="no program of at most 1 calls"):
        Chances([parse(FILLED)]).program(np.random.default_rng(0), 1)


def variants(text):
    """The bodies of a program's variants: those with calls left out, and all others."""
    found = variants_of(parse(text))
    bodies = [program.text.split(":\n", 1)[1] for program in found.programs[1:]]
    assert found.merged.outputs[0].node == len(parse(text).nodes) - 1
    assert len(found.merged.outputs) == len(found.programs) == len(set(found.programs))
    return bodies[: found.shorter], bodies[found.shorter :]


def test_variants_leave_out_a_call():
    shorter, others = variants(TURNED)
    assert sorted(shorter) == sorted(["    O = hmirror(I)\n    return O\n", "    O = rot90(I)\n    return O\n"])
    assert others == []


def test_what_is_left_makes_a_grid():
    shorter, others = variants(LARGEST)
    for program in variants_of(parse(LARGEST)).programs:
        check(program, GRID)
    assert any("objects(I, connectivity=8" in body for body in others)
    assert any("univalued=False" in body for body in others)
    assert all("objects(" in body for body in others)
    assert not any("argmax" in body and "size" not in body for body in shorter)


def test_variants_have_other_counts_and_tables_but_no_other_colours():
    assert {body.strip().split("\n")[0] for body in variants(COUNTED)[1]} == {"O = upscale(I, 2)", "O = upscale(I, 4)"}
    assert {body.strip().split("\n")[0] for body in variants(TABLED)[1]} == {
        "O = repaint(I, {1: 2}, I)", "O = repaint(I, {3: 4}, I)"
    }  # fmt: skip
    assert not any("fill(I, 3" in body or "fill(I, 5" in body for body in variants(FILLED)[1])
