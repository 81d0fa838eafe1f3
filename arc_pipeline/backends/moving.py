"""Moves values to lower slots within an arena in main memory, copying only their cells and not whole slots."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np

from .arena import Mover
from .compiler import load_source

_SOURCE = """
extern "C" void move_slots(uint8_t* cells, int16_t* heads, const int64_t* sources, int64_t n, int64_t first) {
    for (int64_t k = 0; k < n; k++) {
        const int64_t from = sources[k], to = first + k;
        if (from == to) continue;
        for (int i = 0; i < 4; i++) heads[to * 4 + i] = heads[from * 4 + i];
        __builtin_memcpy(cells + to * SLOT, cells + from * SLOT, heads[to * 4] * heads[to * 4 + 1]);
    }
}
"""


def load_mover() -> Mover:
    """A function (cells, heads, slots, first) that moves n slots, int64 (n,), to `first` and the slots behind it.

    The slots must ascend, and none may lie below its new place: so none is overwritten before it is read.
    """
    kernel = Path(__file__).with_name("kernel.h").read_text(encoding="utf-8")
    run = load_source("moving", kernel + _SOURCE)["move_slots"]
    run.argtypes = [*[ctypes.c_void_p] * 3, ctypes.c_int64, ctypes.c_int64]
    run.restype = None

    def move(cells: Any, heads: Any, sources: np.ndarray, first: int) -> None:
        run(cells.ctypes.data, heads.ctypes.data, sources.ctypes.data, len(sources), first)

    return move
