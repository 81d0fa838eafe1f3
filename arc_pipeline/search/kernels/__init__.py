"""Kernels over plain arrays: what search asks of all features, or of all pairs and triples of them, at once.

Every module of this folder is imported. A kernel is declared with its NumPy reference, as operations are (see
backends/array_kernel.py).
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
