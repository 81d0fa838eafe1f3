"""Flags packed into words of bits, the lowest bit first, and unpacked again."""

from __future__ import annotations

import numpy as np


def packed(rows: np.ndarray, words: int = 0) -> np.ndarray:
    """Pack rows of flags, padded with 0 up to `words` words, or to the end of the last one: bool (n, flags) -> uint64
    (n, words)."""
    words = words or -(-rows.shape[1] // 64)
    flags = np.zeros((len(rows), 64 * words), dtype=bool)
    flags[:, : rows.shape[1]] = rows
    return np.packbits(flags.ravel(), bitorder="little").view(np.uint64).reshape(len(rows), words)


def unpacked(words: np.ndarray) -> np.ndarray:
    """The bits of words of any whole-number dtype: (..., n) -> bool (..., 8 * bytes of n words)."""
    return np.unpackbits(np.ascontiguousarray(words).view(np.uint8), axis=-1, bitorder="little").astype(bool)
