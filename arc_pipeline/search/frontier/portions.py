"""Batches regrouped for evaluation: launches are few and large, and the cheapest calls come first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from ...backends import ArenaFull
from ...dsl.types import Type
from .batch import Batch
from .nodes import TYPE_CODE


def cheapest_first(batches: Iterable[Batch], band: int = 1) -> list[Batch]:
    """The same calls as batches of `band` neighbouring costs each, the cheapest first; calls of a band keep their
    order."""
    parts = [
        (cost, batch.take(batch.cost // band == cost))
        for batch in batches
        for cost in np.flatnonzero(np.bincount(batch.cost // band)).tolist()
    ]
    return [part for _, part in sorted(parts, key=lambda part: part[0])]


def launches_of(batches: Sequence[Batch]) -> list[Batch]:
    """The same calls as one batch for each production and combination of argument types, to be evaluated in one launch
    each."""
    alike: dict[tuple[int, tuple[Type, ...]], list[Batch]] = defaultdict(list)
    for batch in batches:
        alike[batch.production_id, batch.types].append(batch)
    ordered = sorted(alike, key=lambda key: (key[0], [TYPE_CODE[kind] for kind in key[1]]))
    return [_joined(alike[key]) for key in ordered]


def in_parts(batch: Batch, number: int = 8) -> list[Batch]:
    """A batch in up to `number` parts of about equal size. Raises ArenaFull for a single call, which cannot be
    divided."""
    if len(batch) == 1:
        raise ArenaFull("there is no room for the values of a single call")
    size = -(-len(batch) // number)
    return [batch.take(slice(begin, begin + size)) for begin in range(0, len(batch), size)]


def _joined(batches: Sequence[Batch]) -> Batch:
    """Batches of one production and of the same argument types as one batch."""
    if len(batches) == 1:
        return batches[0]
    names = ("choice", "args", "task", "cost")
    joined = (np.concatenate([getattr(batch, name) for batch in batches]) for name in names)
    return Batch(batches[0].production_id, batches[0].types, *joined)
