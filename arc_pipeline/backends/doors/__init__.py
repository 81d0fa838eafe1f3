"""How backends are opened: one file a backend, found here by folder; its name is the backend's.

`opened(limit, threads, device)` gives the backend, with the arguments of `open_backend`. `GPU` says whether it runs on
one: "none", "beside" the CPU, or "alone", so that there is no such backend without. A file imports its backend late:
CuPy and compilers are for those alone who ask for them.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

NAMES = tuple(sorted((module.name for module in iter_modules(__path__)), key=lambda name: (name != "auto", name)))


def door(name: str) -> Any:
    """The file of a backend. ValueError for an unknown name, TypeError for a file that lacks what it must have."""
    if name not in NAMES:
        raise ValueError(f"unknown backend {name!r}: choose one of {', '.join(NAMES)}")
    file = import_module(f"{__name__}.{name}")
    if not callable(getattr(file, "opened", None)):
        raise TypeError(f"{file.__file__} lacks opened(limit, threads, device), which gives the backend")
    if getattr(file, "GPU", None) not in ("none", "beside", "alone"):
        raise TypeError(f"{file.__file__} lacks GPU: 'none', 'beside' or 'alone'")
    return file
