"""Checks and measures what this machine computes on: every operation, speed by size of batch, memory, scaling.

`found` says what there is; `parity`, `speed`, `crossing` and `scaling` measure it and return tables; `recommended`
draws the conclusion, and keeps what the hybrid needs of it. `measure.device_charts` draws the tables.
"""

from .crossing import crossings
from .found import THREAD, contenders, devices, left_out
from .parity import compare, parity_in_words
from .pools import Pools, Rows
from .recommended import keep, recommend, to_paste
from .scaling import measure_scaling
from .speed import by_cells, memory, speeds, throughput

__all__ = [
    "THREAD",
    "Pools",
    "Rows",
    "by_cells",
    "compare",
    "contenders",
    "crossings",
    "devices",
    "keep",
    "left_out",
    "measure_scaling",
    "memory",
    "parity_in_words",
    "recommend",
    "speeds",
    "throughput",
    "to_paste",
]
