"""From how many grids a batch on a backend is faster than one thread of the CPU, by the size of the grids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..backends.crossover import Timing, threshold
from .found import THREAD

if TYPE_CHECKING:
    import pandas as pd


def crossings(table: pd.DataFrame, than: str = THREAD) -> pd.DataFrame:
    """From a table of `speeds` or `by_cells`: the smallest batch from which on each backend is faster than another.

    One row for each backend other than `than` and each size of grids, sizes ascending. Columns: backend, cells (a
    grid), grids (a batch; NA if it is never faster), largest (the largest batch that both were measured on). Empty if
    `than` was not measured.
    """
    import pandas as pd

    rows = []
    for (cells, name), part in table[table["backend"] != than].groupby(["cells", "backend"], sort=False):
        slower = table[(table["backend"] == than) & (table["cells"] == cells)]
        both = part.merge(slower, on=["operation", "grids"], suffixes=("", "_than"))
        if len(both):
            timings = [
                Timing(operation, grids, small, large)
                for operation, grids, small, large in both[["operation", "grids", "seconds_than", "seconds"]].values
            ]
            rows.append((name, cells, threshold(timings), both["grids"].max()))
    found = pd.DataFrame(rows, columns=["backend", "cells", "grids", "largest"])
    return found.astype({"cells": "float64", "grids": "Int64", "largest": "int64"})
