"""The two halves of the ARC-AGI-1 training tasks: one may be inspected, the other is held out.

They were drawn once, with a fixed seed. Of the held-out half only totals are ever shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np

from arc_pipeline.tasks.bundled import bundled_tasks

SOURCE = "arc-agi-1/training"
SEEN, HELD = "seen", "held"


@cache
def training_ids() -> frozenset[str]:
    """The ids of all ARC-AGI-1 training tasks."""
    return frozenset(task.id for task in bundled_tasks(SOURCE))


@cache
def held_out() -> frozenset[str]:
    """The ids of the held-out half."""
    ids = sorted(training_ids())
    return frozenset(np.random.default_rng(0).permutation(ids)[: len(ids) // 2].tolist())


def of_half(ids: Iterable[str], half: str | None) -> list[str]:
    """The ids that are in the half SEEN or HELD (None: both), in order. Ids of other sets count as seen."""
    return [id for id in ids if half is None or (id in held_out()) == (half == HELD)]
