"""Parity: what differs is found and named, whatever does the work, and what was not compared is not said to agree."""

from dataclasses import replace

import numpy as np
import pytest

from arc_pipeline.device_check import Pools, compare, contenders, parity_in_words
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID, OBJECT
from arc_pipeline.measure import Deadline

LIMIT = 1 << 25
FEW = {name: OPS[name] for name in ("add", "argmax", "lookup", "objects", "paint", "replace", "rot90", "size")}


def few_pools():
    return Pools(np.random.default_rng(0), 60)


@pytest.mark.usefixtures("two_gpus")
def test_every_backend_is_compared_on_every_operation():
    backends = contenders(LIMIT)
    marks = [backend.arena.mark() for backend in backends.values()]
    table = compare(backends, few_pools(), 40, 4, ops=FEW)
    others = list(backends)[1:]
    assert "cuda, Stand-in GPU" in others
    assert table[["operation", "backend"]].values.tolist() == [
        [name, other] for name in sorted(FEW) for other in others
    ]
    assert (table["rows"] == 4).all()
    assert table["more"].tolist() == [0, *[40] * (len(others) - 1)] * len(FEW)
    assert not table["different"].any()
    assert parity_in_words(table, len(FEW)) == (
        f"All 8 operations that were compared agree with the reference on: {', '.join(others)}."
    )
    assert [backend.arena.mark() for backend in backends.values()] == marks


@pytest.mark.usefixtures("two_gpus")
def test_a_gpu_that_computes_something_else_is_named_with_the_operation():
    backends = contenders(LIMIT)
    gpu = backends["cuda, Stand-in GPU"]
    launch, wrong = gpu._launch, replace(OPS["rot90"], name="rot270")
    gpu._launch = lambda one: launch(replace(one, op=wrong) if one.name == "rot90" else one)
    table = compare(backends, few_pools(), 40, 4, ops=FEW)
    assert table[table["different"]][["operation", "backend"]].values.tolist() == [["rot90", "cuda, Stand-in GPU"]]
    said = parity_in_words(table, len(FEW))
    assert said == "WRONG RESULTS. These operations differ from the reference: cuda, Stand-in GPU: rot90."


@pytest.mark.usefixtures("no_gpu")
def test_what_there_was_no_time_for_is_not_said_to_agree():
    table = compare(contenders(LIMIT), few_pools(), 40, 4, Deadline(0), ops=FEW)
    assert len(table) == 0
    said = "Nothing was compared. 8 of 8 operations were not reached in the time given."
    assert parity_in_words(table, len(FEW)) == said


def test_pools_without_real_grids_are_random_alone():
    made = few_pools().values
    assert len(made[GRID]) == len(made[OBJECT]) == 60
    assert sum(value is not None for value in made[GRID]) > 50
