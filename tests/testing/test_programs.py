"""Random programs: exact size, the same from the same state, the share of lists that was asked for."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import seeds

from arc_pipeline.dsl import OPS
from arc_pipeline.programs import INPUT, MAX_NODES, ProgramError, check
from arc_pipeline.testing.programs import random_program

SYMMETRIES = [op for op in OPS.values() if op.family == "symmetry"]


def share_on_lists(program):
    on_lists = 0
    for type, node in zip(program.types, program.nodes, strict=True):
        types = [type, *(program.types[ref.node] for ref in node.refs if ref != INPUT)]
        on_lists += any(kind.is_list and kind.storage == "cells" for kind in types)
    return on_lists / len(program.nodes)


@settings(max_examples=60)
@given(seed=seeds, size=st.integers(0, 50), share=st.none() | st.floats(0, 1))
def test_size_is_exact(seed, size, share):
    assert len(random_program(np.random.default_rng(seed), size, object_share=share).nodes) == size


def test_the_same_state_makes_the_same_program():
    first, second, other = (random_program(np.random.default_rng(seed), 40) for seed in (1, 1, 2))
    assert first.text == second.text
    assert first != other


def test_only_the_given_operations():
    program = random_program(np.random.default_rng(0), 30, ops=SYMMETRIES)
    assert {node.op for node in program.nodes} <= {op.name for op in SYMMETRIES}
    assert len(program.nodes) == 30


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5])
def test_a_large_program_with_a_share_on_objects(share):
    program = random_program(np.random.default_rng(5), 1076, object_share=share)
    assert len(check(program).nodes) == 1076
    assert share_on_lists(program) == pytest.approx(share, abs=0.06)
    assert program.depth < 300


def test_what_cannot_be_made():
    with pytest.raises(ProgramError, match="do not lead on from Grid"):
        random_program(np.random.default_rng(0), 3, ops=[OPS["complement"]])
    with pytest.raises(ProgramError, match=f"0 to {MAX_NODES} calls"):
        random_program(np.random.default_rng(0), MAX_NODES + 1)
