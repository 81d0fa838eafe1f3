"""Kernels over plain arrays, for what a search computes over many rows; they are not operations of the language.

One block declares a kernel: a signature of arrays and numbers, the NumPy reference that defines the result, and the C++
body that computes one row of it, written with kernel.h. They are compiled, launched and counted as operations are.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import numpy as np

from ..dsl import OPS


@dataclass(frozen=True)
class Element:
    """The element type of an array, in C++ and in NumPy."""

    c: str
    dtype: Any


UInt8 = Annotated[Any, Element("uint8_t", np.uint8)]
Int16 = Annotated[Any, Element("int16_t", np.int16)]
Int32 = Annotated[Any, Element("int32_t", np.int32)]
UInt32 = Annotated[Any, Element("uint32_t", np.uint32)]
Int64 = Annotated[Any, Element("int64_t", np.int64)]
UInt64 = Annotated[Any, Element("uint64_t", np.uint64)]


@dataclass(frozen=True)
class ArrayKernel:
    """A kernel over arrays of one or two dimensions and integers; its result has a row for each row of the first array.

    `parameters`: (name, element type; None for an integer). `width`: of the result, from the arguments' shapes and the
    integers. `beside`: other arrays whose rows correspond to those of the first, or to its last rows if they are fewer;
    every row of the result may read all of any array that is not listed. `unit`: the file that declares it, whose
    kernels are compiled together with the header of the same stem.
    """

    name: str
    parameters: tuple[tuple[str, Element | None], ...]
    result: Element
    width: Callable[..., int]
    reference: Callable[..., np.ndarray] = field(repr=False, compare=False)
    body: str = field(repr=False, compare=False)
    file: Path
    line: int
    beside: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return self.file.stem

    def part(self, arguments: Sequence[Any], rows: slice) -> list[Any]:
        """The arguments that make a slice of the result's rows; `rows` has both ends."""
        number, found = len(arguments[0]), list(arguments)
        for k, (name, _) in enumerate(self.parameters):
            if k == 0 or name in self.beside:
                earlier = number - len(arguments[k])  # rows of the first array without a row in this one
                found[k] = arguments[k][max(0, rows.start - earlier) : max(0, rows.stop - earlier)]
        return found


@dataclass
class ArrayLaunch:
    """One launch: n rows of a kernel's result; arguments: arrays of the backend or integers; the result, (n, width)."""

    kernel: ArrayKernel
    n: int
    arguments: list[Any]
    out: Any

    @property
    def name(self) -> str:
        return self.kernel.name

    @property
    def family(self) -> str:
        return self.kernel.unit


ARRAY_KERNELS: dict[str, ArrayKernel] = {}


def array_kernel(
    *, width: Callable[..., int], body: str, beside: tuple[str, ...] = ()
) -> Callable[[Callable[..., np.ndarray]], ArrayKernel]:
    """Make a kernel of the decorated reference and register it under its name; `beside`: as in ArrayKernel.

    `body` sees `item`, the index of the row that it makes; arrays as `Rows`: `a(i, j)`, `a[k]` for the first row,
    `a.rows`, `a.width`; integers as int; and `out`, the row: `out[k]`, `out.width`. Raises TypeError for a name that an
    operation or a kernel has, or an annotation that is neither an array nor int.
    """

    def register(reference: Callable[..., np.ndarray]) -> ArrayKernel:
        name, code = reference.__name__, reference.__code__
        if name in ARRAY_KERNELS or name in OPS:
            there = ARRAY_KERNELS[name].file if name in ARRAY_KERNELS else OPS[name].family
            raise TypeError(f"kernel '{name}' is defined twice, in {there} and {code.co_filename}")
        hints = get_type_hints(reference, include_extras=True)
        parameters = tuple((p, _element(name, p, hints[p])) for p in inspect.signature(reference).parameters)
        result = _element(name, "return", hints["return"])
        if result is None or parameters[0][1] is None:
            raise TypeError(f"{name}: the first parameter and the result are arrays")
        made = ArrayKernel(
            name, parameters, result, width, reference, body, Path(code.co_filename), code.co_firstlineno, beside
        )
        ARRAY_KERNELS[name] = made
        return made

    return register


def unit_kernels(unit: str) -> list[ArrayKernel]:
    """The kernels that one file declares; [] if no such file declares any."""
    return [kernel for kernel in ARRAY_KERNELS.values() if kernel.unit == unit]


def unit_names() -> list[str]:
    """The imported files that declare kernels over arrays, in alphabetical order."""
    return sorted({kernel.unit for kernel in ARRAY_KERNELS.values()})


def _element(kernel: str, parameter: str, hint: Any) -> Element | None:
    if hint is int:
        return None
    found = [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Element)]
    if not found:
        raise TypeError(f"{kernel}: the annotation of '{parameter}' is neither an array nor int: {hint!r}")
    return found[0]
