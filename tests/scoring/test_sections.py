"""Sections together are the whole graph, each call once, each section within its room."""

import numpy as np
import pytest

from arc_pipeline.programs import Ref, merge, parse
from arc_pipeline.scoring.joined import join
from arc_pipeline.scoring.schedule import schedule
from arc_pipeline.scoring.sections import cut, needed_by, widest
from arc_pipeline.testing.programs import random_program


def joined(programs):
    return join([merge(programs)], [()])


def nodes_of(launches):
    return [node for launch in launches for node in launch.nodes]


@pytest.mark.parametrize("slots", [1, 20, 60, 1 << 40])
def test_every_call_is_in_one_section_or_before_them(slots):
    rng = np.random.default_rng(3)
    whole = joined([random_program(rng, 12) for _ in range(10)])
    shared, sections = cut(whole, needed_by(whole), slots)
    assert [output for section in sections for output in section.outputs] == list(range(len(whole.outputs)))
    ran = [*nodes_of(shared), *(node for section in sections for node in nodes_of(section.launches))]
    assert len(ran) == len(set(ran))
    assert set(ran) == set(nodes_of(schedule(whole)))
    for section in sections:  # each finds what it needs among its own and the shared calls, before it is needed
        there = {-1}
        for node in [*nodes_of(shared), *nodes_of(section.launches)]:
            assert {ref.node for ref in whole.nodes[node].args if isinstance(ref, Ref)} <= there
            there.add(node)
        assert {whole.outputs[k].node for k in section.outputs} <= there


def test_sections_are_as_large_as_there_is_room():
    texts = [f"def solve(I):\n    x1 = replace(I, {k}, 0)\n    O = dmirror(x1)\n    return O\n" for k in range(1, 7)]
    whole = joined(map(parse, texts))
    assert widest(whole, needed_by(whole)) == 2
    for slots, outputs in ((12, [6]), (11, [5, 1]), (4, [2, 2, 2]), (1, [1] * 6)):
        shared, sections = cut(whole, needed_by(whole), slots)
        assert [len(section.outputs) for section in sections] == outputs
        assert shared == ()


def test_what_sections_share_comes_first():
    texts = ["def solve(I):\n    x1 = hmirror(I)\n    O = dmirror(x1)\n    return O\n"]
    texts += ["def solve(I):\n    x1 = hmirror(I)\n    O = vmirror(x1)\n    return O\n"]
    whole = joined(map(parse, texts))
    shared, sections = cut(whole, needed_by(whole), 2)
    assert [launch.op.name for launch in shared] == ["hmirror"]
    assert [[launch.op.name for launch in section.launches] for section in sections] == [["dmirror"], ["vmirror"]]
