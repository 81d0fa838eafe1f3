"""The settings of a search that follow from what was measured, and what the hybrid is to find of it on disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..backends import Backend, cores, gpu_count
from ..backends.crossover import keep_threshold, machine_of
from ..workers import worker_count
from .crossing import crossings
from .found import GPU, REFERENCE, THREAD

if TYPE_CHECKING:
    import pandas as pd

_NEARLY = 1.05  # by how much more workers must be faster to be recommended


def recommend(table: pd.DataFrame, parity: pd.DataFrame, scaling: pd.DataFrame) -> pd.DataFrame:
    """The parameters of the submission notebook, and of `solve`, for this machine.

    `table`, `parity`, `scaling`: as `speeds`, `compare` and `measure_scaling` return them; what was not measured is
    taken as it usually is. One row for each of backend and workers. Columns: parameter, value, why (a sentence).
    """
    import pandas as pd

    backend, why = _backend(table, parity)
    workers, because = _workers(backend, scaling)
    rows = [("backend", backend, why), ("workers", workers, because)]
    return pd.DataFrame(rows, columns=["parameter", "value", "why"]).astype({"value": "object"})


def to_paste(settings: pd.DataFrame) -> str:
    """Lines for the parameters cell of the submission notebook, from a table of `recommend`."""
    rows = zip(settings["parameter"], settings["value"], settings["why"], strict=True)
    return "\n".join(f"{name} = {value!r}  # {why}" for name, value, why in rows)


def keep(backends: Mapping[str, Backend], table: pd.DataFrame, parity: pd.DataFrame) -> pd.DataFrame:
    """Keep, where the hybrid finds it from now on, from which size of launches on it uses each GPU: beside one thread,
    as each of several workers has it, and beside all cores, as a single worker. A GPU that differs from the reference
    is never used.

    One row for each pair that was measured, none without a GPU. Columns: gpu, beside, rows (a launch; NA for never),
    file. Raises NoFolderError if no folder can hold it, OSError if an earlier file cannot be replaced.
    """
    import pandas as pd

    rows = []
    for beside, cpu in backends.items():
        if beside.startswith("cpu"):
            for name, found in crossings(table, beside)[["backend", "grids"]].values:
                if name.startswith(GPU):
                    gpu = name.removeprefix(GPU)
                    least = None if pd.isna(found) or name in _wrong(parity) else int(found)
                    rows.append((gpu, beside, least, str(keep_threshold(machine_of(cpu, gpu), least))))
    return pd.DataFrame(rows, columns=["gpu", "beside", "rows", "file"]).astype({"rows": "Int64"})


def _backend(table: pd.DataFrame, parity: pd.DataFrame) -> tuple[str, str]:
    wrong = _wrong(parity)
    measured = [str(name) for name in table["backend"].unique()]
    gpus = [name for name in measured if name.startswith(GPU)]
    good = [name for name in gpus if name not in wrong]
    if any(name.startswith("cpu") for name in wrong):
        return REFERENCE, "the CPU's kernels differ from the reference: please report it"
    if THREAD not in measured:
        return ("cuda", "no C++ compiler works here") if good else (REFERENCE, "neither a C++ compiler nor a GPU works")
    if not gpus:
        return "cpu", "there is no GPU"
    if not good:
        return "cpu", "the GPU differs from the reference: please report it"
    crossing = crossings(table).set_index("backend")["grids"].reindex(good).dropna()
    if crossing.empty:
        return "cpu", "the GPU was never faster than one thread of the CPU"
    return "hybrid", f"the GPU is faster than one thread of the CPU from {int(crossing.min()):,} grids a launch on"


def _workers(backend: str, scaling: pd.DataFrame) -> tuple[int, str]:
    """On the CPU, and beside it, as usual: one a core, as more could only take from other processes, and fewer would
    leave cores idle, which a search needs for its Python as well. Where GPUs run everything, the least number, from one
    a core on, that is nearly the fastest."""
    usual = worker_count(backend)
    kind = "cuda" if backend == "cuda" else "cpu"
    rows = scaling[scaling["backend"] == kind].dropna(subset="grids_a_second")
    rate = rows[rows["devices"] == rows["devices"].max()].groupby("workers")["grids_a_second"].max()
    if backend != "cuda":
        gain = f", which do {rate[usual] / rate[1]:.1f} times as much as one" if {1, usual} <= set(rate.index) else ""
        return usual, f"as usual, one a core{gain}"
    rate = rate[rate.index >= max(cores(), gpu_count())]
    if rate.empty:
        return usual, "as usual: there was no time to measure more"
    chosen = int(rate.index[rate * _NEARLY >= rate.max()].min())
    return (
        chosen,
        f"together {rate[chosen] / 1e6:,.2f} million grids a second; of at least one a core none does 5 % more",
    )


def _wrong(parity: pd.DataFrame) -> set[str]:
    return set(parity["backend"][parity["different"].astype(bool)])
