"""Choices that differ from row to row, in one launch, make what a launch for each of them makes."""

import numpy as np
import pytest

from arc_pipeline.backends import Column
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS, same
from arc_pipeline.dsl.types import COUNT, GRID, list_of

GRIDS = [np.random.default_rng(k).integers(0, 4, (6, 5 + k)).astype(np.uint8) for k in range(3)]


@pytest.mark.parametrize("backend", [CpuBackend(1 << 24), ReferenceBackend(1 << 24)], ids=["cpu", "reference"])
@pytest.mark.parametrize("lifted", [False, True])
def test_a_column_of_choices(backend, lifted):
    op = OPS["gravity"]
    (choice,) = (p for p in op.parameters if p.is_literal)
    given = backend.upload(list_of(GRID), [GRIDS, GRIDS[:1]]) if lifted else backend.upload(GRID, GRIDS)
    options = [choice.encode(option) for option in choice.literals]
    rows, codes = np.repeat(np.arange(len(given)), len(options)), np.tile(options, len(given)).astype(np.int32)
    made = backend.run(op, [given.take(rows), Column(COUNT, codes, None, None)], len(rows))
    found = backend.arena.values(made)
    for option, code in enumerate(options):
        alone = backend.run(op, [given, code], len(given))
        assert alone.type == made.type
        assert (alone.hash == made.hash[option :: len(options)]).all()
        for one, other in zip(backend.arena.values(alone), found[option :: len(options)], strict=True):
            assert all(map(same, one, other)) if lifted else same(one, other)
    assert len(set(made.hash.tolist())) > len(given), "the choice matters"
