"""Lists: calls mapped over them equal the reference's definition, and a list's hash does not tell how it was made."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from parity import by_family, columns
from strategies import random_list, random_value, seeds

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import ABSENT, OPS, Choice, evaluate, same
from arc_pipeline.dsl.types import COLOR, COUNT, GRID, OBJECT, TABLE, list_of
from arc_pipeline.testing.team import TeamBackend
from arc_pipeline.testing.values import CONCRETE_FOR

LIMIT = 1 << 27
ROWS = 12


@pytest.fixture(scope="module", params=[ReferenceBackend, CpuBackend, TeamBackend], ids=lambda made: made.name)
def backend(request):
    return request.param(LIMIT)


def liftable():
    """The operations, and which of their parameters may be given lists where they ask for one element."""
    for name, op in sorted(OPS.items()):
        places = [k for k, p in enumerate(op.parameters) if not p.is_literal and not p.type.is_list and p.required]
        if places and not op.result.is_list:
            yield name, places


LIFTABLE = dict(liftable())


def lifted_call(op, places, rng):
    """Random arguments some of them lists for elements: void, empty, of unequal lengths, with void elements."""
    lifted = [k for k in places if rng.random() < 0.7] or places[:1]
    types, values, picked = [], [], {}
    for k, p in enumerate(op.parameters):
        if isinstance(p.type, Choice) or p.type == TABLE:
            types.append(p.type)
            values.append([p.type.options[-1]] * ROWS if isinstance(p.type, Choice) else [{0: 3, 1: 4}] * ROWS)
        elif not p.required and p.type.storage == "cells":
            types.append(None)
            values.append([None] * ROWS)
        else:
            item = picked.setdefault(p.type.item or p.type, CONCRETE_FOR[p.type.item or p.type][0])
            kind = list_of(item) if k in lifted or p.type.is_list else item
            types.append(kind)
            values.append([])
    for row in range(ROWS):
        length = int(rng.integers(1, 4))
        for k, kind in enumerate(types):
            if k in lifted:
                # The last one is void beside others, then empty, then longer than others; then all are void, or empty.
                odd = [None, [], random_list(rng, kind, length + 1), None, []]
                is_odd = row < 5 and (row > 2 or k == lifted[-1])
                values[k].append(odd[row] if is_odd else random_list(rng, kind, length))
            elif len(values[k]) == row:
                values[k].append(random_value(rng, kind, void=0.1))
    return types, values, lifted


@cache
def lifted(name):
    """A call, and what it is by definition: types, values and results."""
    op = OPS[name]
    types, values, lists = lifted_call(op, LIFTABLE[name], np.random.default_rng(3))
    spread = [k in lists for k in range(len(types))]
    rows = [
        [ABSENT if kind is None else one for kind, one in zip(types, row, strict=True)]
        for row in zip(*values, strict=True)
    ]
    return types, values, [evaluate(op, row, spread) for row in rows]


@pytest.mark.parametrize("family", by_family(LIFTABLE))
def test_lifted_calls_equal_the_definition(backend, family):
    for name in by_family(LIFTABLE)[family]:
        types, values, wanted = lifted(name)
        mark = backend.arena.mark()
        made = backend.arena.values(backend.run(OPS[name], columns(backend, OPS[name], types, values), ROWS))
        backend.arena.release(mark)
        for row, (one, got) in enumerate(zip(wanted, made, strict=True)):
            assert same(one, got), (name, [column[row] for column in values])


@settings(max_examples=10)
@given(seed=seeds)
def test_a_hash_does_not_tell_how_the_list_was_made(backend, seed):
    """Made by a kernel, by mapping over a list, or uploaded: equal lists have equal hashes, other lists have others."""
    rng = np.random.default_rng(seed)
    grids = [random_value(rng, GRID) for _ in range(ROWS)]
    mark = backend.arena.mark()
    column = backend.upload(GRID, grids)
    defaults = [p.encode(p.default) for p in OPS["objects"].parameters[1:]]
    by_kernel = backend.run(OPS["objects"], [column, *defaults], ROWS)
    twice = backend.run(OPS["hmirror"], [backend.run(OPS["hmirror"], [by_kernel], ROWS)], ROWS)
    uploaded = backend.upload(list_of(OBJECT), backend.arena.values(by_kernel))
    assert twice.type == by_kernel.type == uploaded.type
    assert by_kernel.hash.tolist() == twice.hash.tolist() == uploaded.hash.tolist()
    values = [repr(run and [(v.origin, v.tolist()) for v in run]) for run in backend.arena.values(by_kernel)]
    assert len(set(values)) == len(set(by_kernel.hash.tolist()))
    backend.arena.release(mark)


def test_numbers_hash_alike_however_they_were_made(backend):
    lists = [[1, 2, None], [0], None, [5, 5], [5], []]
    counts = backend.upload(list_of(COUNT), lists)
    added = backend.run(OPS["add"], [backend.run(OPS["add"], [counts, 1], 6), -1], 6)
    assert backend.arena.values(added) == lists
    assert added.hash.tolist() == counts.hash.tolist()
    assert len(set(counts.hash.tolist())) == 6


def test_one_row_stands_for_all_rows(backend):
    """A column of one row, a list too, beside columns of many rows."""
    grids = [np.full((k + 1, 2), k, np.uint8) for k in range(4)]
    many, one = backend.upload(list_of(GRID), [grids[:2], grids[2:]]), backend.upload(list_of(GRID), [grids[:2]])
    alone = backend.run(OPS["hmirror"], [one], 3)
    assert [len(run) for run in backend.arena.values(alone)] == [2, 2, 2]
    assert len(set(alone.hash.tolist())) == 1
    zero, others = backend.upload(COLOR, [0]), backend.upload(COLOR, [8, 9])
    for listed, largest in ((many, [8, 2]), (one, [8, 9])):
        made = backend.run(OPS["replace"], [listed, zero, others], 2)
        assert [int(run[0].max()) for run in backend.arena.values(made)] == largest


def test_columns_of_other_lengths_are_refused(backend):
    with pytest.raises(ValueError, match="'grid' has 2 rows in a call of 3 rows"):
        backend.run(OPS["hmirror"], [backend.upload(GRID, [None, None])], 3)


def test_arguments_that_kernels_cannot_take_are_refused(backend):
    with pytest.raises(TypeError, match="argument 'grid' is missing"):
        backend.run(OPS["hmirror"], [None], 1)
    with pytest.raises(TypeError, match="got the number 4"):
        backend.run(OPS["hmirror"], [4], 1)


def test_columns_may_be_slices_of_others(backend):
    """Kernels read numbers that lie side by side; what a caller cut out may not."""
    column = backend.upload(GRID, [np.full((1, 1), k, np.uint8) for k in range(10)])
    for rows in (slice(1, None, 3), slice(None, None, -1), np.array([4, 4, 2])):
        taken = column.take(rows)
        made = backend.run(OPS["hmirror"], [taken], len(taken))
        assert [int(v[0, 0]) for v in backend.arena.values(made)] == np.arange(10)[rows].tolist()


def test_no_rows_at_all(backend):
    assert len(backend.run(OPS["hmirror"], [backend.upload(GRID, [])], 0)) == 0
    empty = backend.upload(list_of(GRID), [])
    assert backend.arena.values(backend.run(OPS["hmirror"], [empty], 0)) == []
    void = backend.upload(list_of(GRID), [None, None])
    assert backend.arena.values(backend.run(OPS["hmirror"], [void], 2)) == [None, None]
