"""How much is left to say of outputs when the cells of other grids are known: bits, by empirical entropy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..tasks import Pair

_COLORS = 10


def unsaid(outputs: Sequence[np.ndarray]) -> float:
    """The bits of the outputs' cells when nothing is known."""
    return float(entropy(np.concatenate([output.ravel() for output in outputs])[None].astype(np.int64))[0])


def unsaid_of(pairs: Sequence[Pair]) -> float:
    """The bits of the outputs' cells, given the inputs' where all have their outputs' shapes."""
    outputs = [pair.output for pair in pairs]
    if any(pair.input.shape != pair.output.shape for pair in pairs):
        return unsaid(outputs)
    given = np.concatenate([pair.input.ravel() for pair in pairs]).astype(np.int64)
    said = np.concatenate([output.ravel() for output in outputs])
    return min(float(entropy((said + _COLORS * given)[None])[0]), unsaid(outputs))


def entropy(codes: np.ndarray) -> np.ndarray:
    """Bits of the last digit of codes below 100 (n, cells) given the first: float64 (n,)."""
    n = len(codes)
    rows = codes + _COLORS**2 * np.arange(n)[:, None]
    counts = np.bincount(rows.ravel(), minlength=_COLORS**2 * n).reshape(n, _COLORS, _COLORS)
    return _bits(counts.sum(axis=2)).sum(axis=1) - _bits(counts).sum(axis=(1, 2))


def _bits(counts: np.ndarray) -> np.ndarray:
    return counts * np.log2(np.maximum(counts, 1))
