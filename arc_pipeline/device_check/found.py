"""What this machine computes on: its devices, what cannot be measured here, and the backends that are compared."""

from __future__ import annotations

import platform
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..backends import Backend, cores, free_memory, gpu_count, gpus, open_backend, why_no_gpu

if TYPE_CHECKING:
    import pandas as pd

REFERENCE, THREAD = "reference", "cpu, 1 thread"  # the names of contenders
GPU = "cuda, "  # before the name of a GPU, in that of a contender
_MOST = 3 << 30  # bytes of the values of one of them
_SHARE = 8  # a part of the free memory of the host, which several of them have at once


def devices() -> pd.DataFrame:
    """The processor and the GPUs of this machine, one row each, the GPUs from 0 on.

    Columns: device ("cpu", "gpu 0", ...), name, cores (that this process may use; NA for a GPU), memory_gib (of a GPU;
    NA for the processor), free_gib, compute_capability (as "7.5") and driver (the newest CUDA that it is for), None for
    the processor. Raises BackendError if a GPU that the driver counts cannot be asked.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = [
        {"device": "cpu", "name": _processor(), "cores": cores(), "free_gib": free_memory() / 2**30}
    ]
    rows += [
        {
            "device": f"gpu {gpu.number}",
            "name": gpu.name,
            "memory_gib": gpu.memory / 2**30,
            "free_gib": gpu.free / 2**30,
            "compute_capability": gpu.capability,
            "driver": gpu.driver,
        }
        for gpu in gpus()
    ]
    columns = ["device", "name", "cores", "memory_gib", "free_gib", "compute_capability", "driver"]
    return pd.DataFrame(rows, columns=columns).astype({"cores": "Int64", "memory_gib": "Float64"})


def left_out() -> str:
    """One sentence for people: what cannot be measured on this machine, and why; "" if all can be."""
    why = why_no_gpu()
    if why:
        return (
            f"THERE IS NO GPU TO CHECK: {why}. Left out: parity, speed, crossover, memory and scaling of GPUs. "
            "Checked and measured instead are the CPU's kernels, with the reference as the baseline."
        )
    return ""


def contenders(limit: int | None = None) -> dict[str, Backend]:
    """The backends to compare, by their names, opened; whoever called closes them.

    "reference"; "cpu, 1 thread", which is what each of several workers has; "cpu, N threads", with all cores; and
    "cuda, NAME", the first GPU of each name. Where no C++ compiler works, those of the CPU are left out, and a
    RuntimeWarning says why. `limit`: the bytes that the values of each may take, by default an eighth of the free
    memory of the host for each, half of that of a GPU, and no more than 3 GiB. Raises BackendError if a GPU that the
    driver counts cannot be used, and CompileError.
    """
    host = min(_MOST, free_memory() // _SHARE) if limit is None else limit
    found: dict[str, Backend] = {REFERENCE: open_backend("reference", host)}
    for threads in sorted({1, cores()}):
        backend = open_backend("cpu", host, threads)
        if backend.name == "cpu":
            found[THREAD if threads == 1 else f"cpu, {threads} threads"] = backend
    names = {gpu.name: gpu for gpu in reversed(gpus() if gpu_count() else [])}
    for name, gpu in sorted(names.items(), key=lambda pair: pair[1].number):
        most = min(_MOST, gpu.free // 2) if limit is None else limit
        found[GPU + name] = open_backend("cuda", most, device=gpu.number)
    return found


def _processor() -> str:
    """The processor's name, as far as the system tells it."""
    with suppress(OSError):  # only Linux has it
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
