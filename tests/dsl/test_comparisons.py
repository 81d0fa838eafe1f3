"""Cells are compared only with numbers that they can hold: from NumPy 2.0 to 2.2.1 others may end the process.

https://github.com/numpy/numpy/issues/28117
"""

import numpy as np
import pytest
from parity import by_family, columns, random_call

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.values import Piece


def plain(value):
    return value.view(np.ndarray) if isinstance(value, Piece) else value


@pytest.fixture
def strict(monkeypatch):
    """Pieces, and what is made of them, that refuse integers which their type cannot hold."""

    def apply(_, function, method, *inputs, out=(), **options):
        for held in (one.dtype for one in inputs if isinstance(one, np.ndarray) and one.dtype.kind in "iu"):
            limits = np.iinfo(held)
            beyond = [n for n in inputs if isinstance(n, int) and not limits.min <= n <= limits.max]
            assert not beyond, f"{function.__name__} of cells of type {held} and {beyond}"
        if out:
            options["out"] = tuple(map(plain, out))
        made = getattr(function, method)(*map(plain, inputs), **{name: plain(one) for name, one in options.items()})
        return made.view(Piece) if isinstance(made, np.ndarray) else made

    monkeypatch.setattr(Piece, "__array_ufunc__", apply)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("family", by_family())
def test_cells_are_compared_with_numbers_they_can_hold(family):
    reference = ReferenceBackend(1 << 24)
    for name in by_family()[family]:
        for seed in range(3):
            types, values = random_call(OPS[name], seed, rows=4)
            mark = reference.arena.mark()
            reference.run(OPS[name], columns(reference, OPS[name], types, values), len(values[0]))
            reference.arena.release(mark)


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("number", [-1, 256])
def test_such_a_comparison_is_seen(number):
    cells = np.zeros((2, 3), np.uint8).view(Piece)
    assert (cells.T[1:] == 0).all()
    with pytest.raises(AssertionError, match="equal of cells of type uint8"):
        _ = cells.T[1:] == number
