"""Table literals as kernels see them: pairs (key, value), sorted by key; a key packs up to three values of 8 bits.

`{4: 3}` looks up one number, `{(0, 4): 3}` two, `{(0, 4, 1): 3}` three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def encode_table(table: Mapping[Any, int]) -> list[int]:
    """The integers of a table: arity, then key, value, key, value, ... with keys ascending."""
    pairs = sorted((pack_key(key), int(value)) for key, value in table.items())
    arity = {len(key) if isinstance(key, tuple) else 1 for key in table}
    return [max(arity, default=1), *(number for pair in pairs for number in pair)]


def decode_table(numbers: Sequence[int]) -> dict[Any, int]:
    """The inverse of `encode_table`."""
    arity = numbers[0]
    return {unpack_key(numbers[k], arity): numbers[k + 1] for k in range(1, len(numbers), 2)}


def pack_key(key: Any) -> int:
    parts = key if isinstance(key, tuple) else (key,)
    packed = 0
    for part in parts:
        packed = packed * 256 + int(part)
    return packed


def unpack_key(packed: int, arity: int) -> Any:
    parts = tuple(packed >> (8 * k) & 255 for k in reversed(range(arity)))
    return parts if arity > 1 else parts[0]
