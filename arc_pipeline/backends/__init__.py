"""Backends run operations: `open_backend(name)` returns a Backend; its arena holds values, its `run` makes new ones.

Importing this package imports neither CuPy nor a compiled kernel: the choice is made when a backend is opened.
"""

from .arena import Arena, ArenaFull, Column, Mark
from .array_kernel import ARRAY_KERNELS, ArrayKernel, Int16, Int32, Int64, UInt8, UInt32, UInt64, array_kernel
from .backend import Backend
from .compaction import compact, compact_all, compact_rows
from .counters import Counter, Counters
from .doors import NAMES
from .errors import BackendError, CompileError, NoCompilerError, NoFolderError, OutOfTime
from .fallbacks import fall_back
from .lifting import Argument, Asked
from .machine import Gpu, cores, gpu_count, gpu_memory, gpus, why_no_gpu
from .memory import free_memory
from .opening import gpu_of, open_backend

__all__ = [
    "ARRAY_KERNELS",
    "NAMES",
    "Arena",
    "ArenaFull",
    "Argument",
    "ArrayKernel",
    "Asked",
    "Backend",
    "BackendError",
    "Column",
    "CompileError",
    "Counter",
    "Counters",
    "Gpu",
    "Int16",
    "Int32",
    "Int64",
    "Mark",
    "NoCompilerError",
    "NoFolderError",
    "OutOfTime",
    "UInt8",
    "UInt32",
    "UInt64",
    "array_kernel",
    "compact",
    "compact_all",
    "compact_rows",
    "cores",
    "fall_back",
    "free_memory",
    "gpu_count",
    "gpu_memory",
    "gpu_of",
    "gpus",
    "open_backend",
    "why_no_gpu",
]
