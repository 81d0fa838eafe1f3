"""Tests whether confidence is calibrated: of all attempts with a confidence of 0.8, eight in ten should be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # pandas takes a second to import, and a search does without
    import pandas as pd

BINS = 10


def calibration(table: pd.DataFrame, bins: int = BINS) -> pd.DataFrame:
    """One row for each of `bins` equal intervals of confidence that holds at least one task, lowest interval first.

    `table` is a report. Only first attempts are judged, at tasks whose answer is known and for which some program fits
    all demonstrations. Columns: low, high (bounds of the interval), tasks (their number), confidence (the mean), right
    (the share 0..1 of correct attempts).
    """
    judged = table[table["fits"] & table["attempt_1"].notna()]
    number = np.minimum((judged["confidence"].to_numpy() * bins).astype(int), bins - 1)
    rows = judged.assign(right=judged["attempt_1"].astype(float)).groupby(number)
    found = rows.agg(tasks=("id", "size"), confidence=("confidence", "mean"), right=("right", "mean"))
    found.insert(0, "low", found.index / bins)
    found.insert(1, "high", (found.index + 1) / bins)
    return found.reset_index(drop=True)


def calibration_error(bins: pd.DataFrame) -> float | None:
    """The expected calibration error: the mean of |confidence - accuracy| over bins, weighted by their tasks.

    None if no task was judged.
    """
    if bins.empty:
        return None
    return float(np.average((bins["confidence"] - bins["right"]).abs(), weights=bins["tasks"]))
