"""Runs a call on two backends and demands equal values and hashes; random calls to do that with."""

from collections.abc import Iterable

import numpy as np
from strategies import concrete_types, random_rows

from arc_pipeline.backends.arena import to_host
from arc_pipeline.dsl import OPS, TRANSPARENT, Choice, same
from arc_pipeline.dsl.types import GRID


def by_family(names: Iterable[str] = OPS) -> dict[str, list[str]]:
    """Names of operations by family. A quick check is a test for each family: pytest takes longer for a test of its own
    than such a check does for an operation."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        found.setdefault(OPS[name].family, []).append(name)
    return found


def columns(backend, op, types, values):
    """The arguments of a call as the backend takes them."""
    made = []
    for parameter, kind, column in zip(op.parameters, types, values, strict=True):
        if kind is None:
            made.append(None)
        else:
            literal = isinstance(kind, Choice)
            made.append(parameter.encode(column[0]) if literal else backend.upload(kind, column))
    return made


def assert_parity(expected_backend, backend, op, types, values):
    results = []
    for side in (expected_backend, backend):
        mark = side.arena.mark()
        column = side.run(op, columns(side, op, types, values), len(values[0]))
        with side.device:
            results.append((side.arena.values(column), to_host(column.hash).tolist(), column.type))
        side.arena.release(mark)
    (expected, hashes, _), (got, got_hashes, kind) = results
    for row, (want, have) in enumerate(zip(expected, got, strict=True)):
        arguments = [column[row] for column in values]
        assert same(want, have), f"{op.name}{tuple(arguments)}:\nreference\n{want!r}\n{backend.name}\n{have!r}"
        assert hashes[row] == got_hashes[row], f"{op.name}: equal values, different hashes, in row {row}"
        if kind == GRID and have is not None:
            assert have.max() < TRANSPARENT, f"{op.name} made a Grid with a cell that is no colour: {arguments}"
            assert have.origin == (0, 0), f"{op.name} made a Grid that does not lie at (0, 0)"


def random_call(op, seed, rows):
    rng = np.random.default_rng(seed)
    types = concrete_types(rng, op.parameters)
    values = random_rows(rng, op.parameters, types, rows)
    for k, kind in enumerate(types):
        if isinstance(kind, Choice):  # one literal a launch
            values[k] = [values[k][0]] * rows
    return types, values
