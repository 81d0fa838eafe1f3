"""Merging shares calls, slicing gives the programs back, grafting puts one program into another."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import seeds

from arc_pipeline.programs import INPUT, Builder, ProgramError, Ref, graft, merge, parse, slice_back
from arc_pipeline.testing.programs import random_program

FIRST = parse("def one(I):\n    return overlay(rot90(rot90(I)), hmirror(I))")
SECOND = parse("def second(I):\n    return trim(rot90(rot90(I)))")


@settings(max_examples=60)
@given(seed=seeds, sizes=st.lists(st.integers(0, 15), min_size=1, max_size=8))
def test_slices_equal_the_programs(seed, sizes):
    rng = np.random.default_rng(seed)
    programs = [random_program(rng, size, name=f"p{k}") for k, size in enumerate(sizes)]
    merged = merge([*programs, programs[0]])
    assert len(set(merged.nodes)) == len(merged.nodes)
    assert len(merged.nodes) <= sum(sizes)
    for k, program in enumerate([*programs, programs[0]]):
        assert slice_back(merged, k) == program
        assert slice_back(merged, k).text == program.text


def test_shared_calls_are_there_once():
    merged = merge([FIRST, SECOND, FIRST.renamed("third")])
    assert [node.op for node in merged.nodes] == ["rot90", "rot90", "hmirror", "overlay", "trim"]
    assert merged.outputs == (Ref(3), Ref(4), Ref(3))
    assert merged.names == ("one", "second", "third")
    assert merged.depths == (1, 2, 1, 3, 3)


def test_an_output_inside_another_program():
    inner = parse("def inner(I):\n    return rot90(I)")
    merged = merge([SECOND, inner, parse("def same(I):\n    return I")])
    assert len(merged.nodes) == 3
    assert merged.outputs == (Ref(2), Ref(0), INPUT)
    assert slice_back(merged, 1) == inner
    assert slice_back(merged, 2).nodes == ()


def test_what_cannot_be_merged():
    with pytest.raises(ProgramError, match="inputs of one type"):
        merge([FIRST, parse("def of_mask(I: Mask):\n    return I")])
    with pytest.raises(ProgramError, match="0 programs"):
        merge([])


def test_graft_replaces_a_value():
    grafted = graft(FIRST, Ref(1), parse("def f(I):\n    return vmirror(trim(I))"))
    assert grafted == parse("def f(I):\n    return overlay(vmirror(trim(I)), hmirror(I))")
    assert grafted.name == "one"


def test_graft_with_another_value_as_input():
    donor = parse("def f(I):\n    return overlay(trim(I), I)")
    grafted = graft(FIRST, Ref(3), donor, Ref(1))
    assert grafted == parse("def f(I):\n    return overlay(trim(rot90(rot90(I))), rot90(rot90(I)))")
    assert graft(FIRST, Ref(1), parse("def f(I):\n    return I")) == parse(
        "def f(I):\n    return overlay(I, hmirror(I))"
    )


def test_grafts_that_do_not_fit():
    measure = parse("def f(I):\n    return numcolors(I)")
    with pytest.raises(ProgramError, match="overlay: 'a' takes Grid, got Count"):
        graft(FIRST, Ref(1), measure)
    with pytest.raises(ProgramError, match="a call to replace and a value before it"):
        graft(FIRST, Ref(1), SECOND, Ref(1))
    with pytest.raises(ProgramError, match="a call to replace"):
        graft(FIRST, INPUT, SECOND)
    with pytest.raises(ProgramError, match="takes Mask, not Grid"):
        graft(FIRST, Ref(1), parse("def f(I: Mask):\n    return colored(I, 3)"))


@settings(max_examples=60)
@given(seed=seeds)
def test_a_random_value_replaced_by_itself_changes_nothing(seed):
    rng = np.random.default_rng(seed)
    program = random_program(rng, 12)
    place = Ref(int(rng.integers(12)))
    builder = Builder()
    builder.add(program)
    assert graft(program, place, builder.program(place)) == program


def test_a_donor_with_another_type_of_input():
    masked = parse("def f(I):\n    x1 = foreground(I)\n    x2 = complement(x1)\n    return colored(x2, 3)")
    donor = parse("def g(I: Mask):\n    return rot90(I)")
    assert graft(masked, Ref(1), donor, Ref(0)) == parse("def f(I):\n    return colored(rot90(foreground(I)), 3)")
