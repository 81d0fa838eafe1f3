"""Every program of the library solves its task: all demonstrations and all tests, on every backend alike."""

import numpy as np
import pytest

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl.types import GRID
from arc_pipeline.library import load_library
from arc_pipeline.programs import ReferenceRun, merge
from arc_pipeline.scoring.plan import Plan
from arc_pipeline.scoring.run import hash_programs
from arc_pipeline.testing.team import TeamBackend
from benchmarks.library import pairs_of

STORED = load_library()


@pytest.fixture(scope="module")
def samples():
    """For each task of the library its inputs and its outputs, those of the tests last."""
    return {id: list(zip(*pairs, strict=True)) for id, pairs in pairs_of(sorted({one.id for one in STORED})).items()}


@pytest.mark.parametrize("build", [CpuBackend, pytest.param(TeamBackend, marks=pytest.mark.slow)])
def test_every_program_is_right_on_every_sample_of_its_task(samples, build):
    backend, wrong = build(1 << 29, threads=1), []
    for one in STORED:
        inputs, outputs = samples[one.id]
        mark = backend.arena.mark()
        made = hash_programs(backend, Plan([merge([one.program])]), backend.upload(GRID, inputs))[0]
        wrong += [one.id] * int((made != backend.upload(GRID, outputs).hash).any())
        backend.arena.release(mark)
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_the_reference_agrees(samples, part):
    for one in STORED[part::8]:
        inputs, outputs = samples[one.id]
        for made, output in zip(ReferenceRun(inputs).outputs(one.program), outputs, strict=True):
            np.testing.assert_array_equal(made, output, err_msg=one.id)
