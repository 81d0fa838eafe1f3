"""Generates the kernels' C++ source: for each family one translation unit of the kernels' bodies and their wrappers.

A family is a file of operations or of kernels over arrays. The same source is compiled by the C++ compiler (serial and
team builds) and by NVRTC. Compile errors name the operation and the line of its body.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from ..dsl import OPS, families
from ..dsl.op import Op, Parameter
from ..dsl.types import Choice, Type
from .array_kernel import ArrayKernel, unit_kernels

_FAMILIES = Path(families.__path__[0])
_INCLUDE = re.compile(r'^#include "([\w.]+)"\s*$', re.MULTILINE)


def family_names() -> list[str]:
    """The families that have operations, in alphabetical order."""
    return sorted({op.family for op in OPS.values()})


@cache
def family_source(family: str) -> str:
    """The whole source of one family: kernel.h, the headers that it needs, and its kernels."""
    arrays = unit_kernels(family)
    folder = arrays[0].file.parent if arrays else _FAMILIES
    ops = [op for op in OPS.values() if op.family == family]
    parts = [_marked("kernel.h", _text(Path(__file__).with_name("kernel.h")))]
    own = [f"{family}.h"] if (folder / f"{family}.h").exists() else []
    seen: set[str] = set()
    parts += [_with_includes(folder, name, seen) for name in [*own, *(name for op in ops for name in op.headers)]]
    parts += [kernel_source(op) for op in ops]
    parts += [array_kernel_source(kernel) for kernel in arrays]
    return "\n".join(parts)


def kernel_source(op: Op) -> str:
    """The body of one operation, and the kernel that fetches its arguments, and stores and hashes its result."""
    parameters = [f"const {_c_type(p.type)} {p.name}" for p in op.parameters]
    result = _c_type(op.result)
    fetch = [f"        const {_c_type(p.type)} {p.name} = {_fetch(k, p)};" for k, p in enumerate(op.parameters)]
    live = [_live(k, p) for k, p in enumerate(op.parameters) if not (isinstance(p.type, Choice) or p.may_be_void)]
    names = ", ".join(["call", *(p.name for p in op.parameters), "out"])
    return "\n".join(
        [
            f"DEVICE void body_{op.name}({', '.join(['const Call& call', *parameters, f'{result}& out'])}) {{",
            "    (void)call;",
            f'#line 1 "{op.family}.py: {op.name}"',
            op.kernel.strip("\n"),
            '#line 1 "generated"',
            "}",
            f"KERNEL({op.name}) {{",
            "    Tally written = 0;",
            "    EACH_ITEM(call, item) {",
            *fetch,
            f"        {result} out;",
            "        begin_result(call, item, out);",
            f"        if ({' && '.join(live) or 'true'}) body_{op.name}({names});",
            "        written += finish_result(call, item, out);",
            "    }",
            "    count_bytes(call, written);",
            "}",
        ]
    )


def array_kernel_source(kernel: ArrayKernel) -> str:
    """The body of a kernel over arrays, the struct of its arguments, and the loop over the rows of the result."""
    kinds = [("int64_t" if kind is None else f"Rows<const {kind.c}>", name) for name, kind in kernel.parameters]
    result = f"Rows<{kernel.result.c}>"
    taken = [f"const {'int' if kind == 'int64_t' else kind} {name}" for kind, name in kinds]
    passed = [f"(int)call.{name}" if kind == "int64_t" else f"call.{name}" for kind, name in kinds]
    given = f"Given_{kernel.name}"
    return "\n".join(
        [
            f"struct {given} {{",
            "    int64_t begin, end;",
            *(f"    {kind} {name};" for kind, name in [*kinds, (result, "out")]),
            "};",
            f"DEVICE void body_{kernel.name}({', '.join(['const int64_t item', *taken, f'const {result} out'])}) {{",
            f'#line 1 "{kernel.unit}.py: {kernel.name}"',
            kernel.body.strip("\n"),
            '#line 1 "generated"',
            "}",
            f"KERNEL_ON({given}, {kernel.name}) {{",
            "    EACH_ITEM(call, item) {",
            f"        body_{kernel.name}({', '.join(['item', *passed, 'call.out.row(item)'])});",
            "        SYNC();",
            "    }",
            "}",
        ]
    )


def digest(text: str) -> str:
    """The first 20 hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _with_includes(folder: Path, name: str, seen: set[str]) -> str:
    """A header, from `folder` or else from the operations' folder, after the headers that it includes, each once."""
    if name in seen:
        return ""
    seen.add(name)
    folder = folder if (folder / name).exists() else _FAMILIES  # which also has the headers of operations
    text = _text(folder / name)
    before = [_with_includes(folder, other, seen) for other in _INCLUDE.findall(text)]
    return "\n".join([*before, _marked(name, _INCLUDE.sub("", text))])


@cache
def _text(path: Path) -> str:
    """The text of a header, which many families include."""
    return path.read_text(encoding="utf-8")


def _marked(name: str, text: str) -> str:
    return f'#line 1 "{name}"\n{text}'


def _c_type(kind: Type | Choice) -> str:
    if isinstance(kind, Choice):
        return "int"
    if kind.is_list:
        return "Views" if kind.storage == "cells" else "Numbers"
    return "View" if kind.storage == "cells" else "int"


def _fetch(k: int, parameter: Parameter) -> str:
    word = {"View": "view", "int": "number", "Views": "views", "Numbers": "numbers"}[_c_type(parameter.type)]
    fetched = f"{word}_argument(call, {k}, item)"
    if parameter.required or parameter.takes_literal:
        return fetched
    return f"call.argument[{k}] ? {fetched} : absent_view()"


def _live(k: int, parameter: Parameter) -> str:
    live = f"{'is_list' if parameter.may_be_empty else 'is_live'}({parameter.name})"
    return live if parameter.required or parameter.takes_literal else f"(!call.argument[{k}] || {live})"


__all__ = ["array_kernel_source", "digest", "family_names", "family_source", "kernel_source"]
