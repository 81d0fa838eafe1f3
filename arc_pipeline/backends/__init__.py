"""Where operations run: `open_backend(name)` gives a Backend, whose arena holds values and whose `run` makes new ones.

Importing this imports neither CuPy nor a compiled kernel: the choice is made when a backend is opened.
"""

from .arena import Arena, ArenaFull, Column, Mark
from .backend import Argument, Backend
from .compaction import compact, compact_all
from .counters import Counter, Counters
from .errors import BackendError, CompileError
from .memory import free_memory
from .opening import NAMES, gpu_count, open_backend

__all__ = [
    "NAMES",
    "Arena",
    "ArenaFull",
    "Argument",
    "Backend",
    "BackendError",
    "Column",
    "CompileError",
    "Counter",
    "Counters",
    "Mark",
    "compact",
    "compact_all",
    "free_memory",
    "gpu_count",
    "open_backend",
]
