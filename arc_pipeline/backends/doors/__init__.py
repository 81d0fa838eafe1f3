"""How backends are opened: one file per backend, named like it; the files of this folder are found automatically.

`opened(limit, threads, device)` returns the backend, with the arguments of `open_backend`. `GPU` says whether it uses
one: "none", "beside" the CPU, or "alone" if it needs one. Each file imports its backend only when it is opened, so that
CuPy and compilers are not needed otherwise.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

NAMES = tuple(sorted((module.name for module in iter_modules(__path__)), key=lambda name: (name != "auto", name)))


def door(name: str) -> Any:
    """The module that opens a backend. Raises ValueError for an unknown name, TypeError for an incomplete file."""
    if name not in NAMES:
        raise ValueError(f"unknown backend {name!r}: choose one of {', '.join(NAMES)}")
    file = import_module(f"{__name__}.{name}")
    if not callable(getattr(file, "opened", None)):
        raise TypeError(f"{file.__file__} lacks opened(limit, threads, device), which gives the backend")
    if getattr(file, "GPU", None) not in ("none", "beside", "alone"):
        raise TypeError(f"{file.__file__} lacks GPU: 'none', 'beside' or 'alone'")
    return file
