"""Which rows of flags, packed into words, have no flag in common; a kernel compares them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ..bits import packed, unpacked
from ..kernels.consistency import disjoint

_PREFIXES = 1 << 14  # per launch


def without_common(backend: Backend, left: Any, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The pairs of a row of `left`, uint64 (n, words), and a row of `right`, bool (m, cells), that have no cell in
    common: their indices, int64 (k,) each."""
    rows = np.arange(len(left), dtype=np.int32)
    return disjoint_rows(backend, np.column_stack([rows, rows, np.zeros_like(rows)]), left, right.T)


def disjoint_rows(
    backend: Backend, prefixes: np.ndarray, left: Any, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The bits that the kernel `disjoint` sets, as their rows and columns, int64 (k,) each, in the order of rows.
    `columns`: the kernel's table as flags, bool (rows, columns)."""
    found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    left, table = (backend.xp.asarray(bits) for bits in (left, packed(columns)))
    for begin in range(0, len(prefixes), _PREFIXES):
        part = prefixes[begin : begin + _PREFIXES]
        made = to_host(backend.apply(disjoint, part, left, table, columns.shape[1]))
        words = made.ravel()
        there = np.flatnonzero(words)
        bit = np.flatnonzero(unpacked(words[there]))
        row, word = np.divmod(there, made.shape[1])
        place = bit >> 6
        found.append((row[place] + begin, (word[place] << 6) + (bit & 63)))
    row, column = (np.concatenate(part) for part in zip(*found, strict=True))
    return row, column
