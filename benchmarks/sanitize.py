"""Runs the kernels under sanitizers, on random, real and degenerate values: `python -m benchmarks.sanitize`.

The serial build runs under AddressSanitizer and UndefinedBehaviorSanitizer, the team build under ThreadSanitizer.
Values lie between forbidden slots (guarded.py); results must not depend on bytes that belong to no value.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

import arc_pipeline.backends
from arc_pipeline.backends import NoCompilerError
from arc_pipeline.backends.cache import cached, executable
from arc_pipeline.backends.compiler import TEAM, compile_source, find_compiler
from arc_pipeline.backends.source import digest, family_source
from arc_pipeline.dsl import OPS, Choice, Op, Type
from arc_pipeline.dsl.values import at, origin_of
from arc_pipeline.testing.values import HIGHEST, RandomValues

from .guarded import Aftermath, CallImage, call_image, degenerate_rows, misdeeds
from .inputs import development_grids, development_inputs

STYLES = ("random", "real", "edge", "scarce", "raw")  # of values; "raw", arbitrary bytes, only in the serial build
_CHUNK = 400  # inputs at a time
_MAIN = Path(__file__).with_suffix(".cpp")
_INCLUDE = Path(arc_pipeline.backends.__file__).parent
_OPTIONS = {
    "ASAN_OPTIONS": "detect_leaks=0:halt_on_error=0:exitcode=0",
    "UBSAN_OPTIONS": "print_stacktrace=0",
    "TSAN_OPTIONS": "halt_on_error=0:exitcode=0:history_size=4",
}
_REPORT = re.compile(r"runtime error:|ERROR: AddressSanitizer|WARNING: ThreadSanitizer|FATAL: ThreadSanitizer")
_REPORT_LINES, _FRAMES, _MOST_REPORTS = 34, 4, 8
_CHANGING = re.compile(
    r"0x[0-9a-f]{6,}|==\d+==|\(pid=\d+\)|\+0x[0-9a-f]+|\([\w-]+\.so\w*\)|by thread T\d+|\bT\d+\b|(pc|bp|sp) "
)


@dataclass(frozen=True)
class Build:
    """A build of the kernels, and the sanitizers that it runs under."""

    name: str
    flags: tuple[str, ...]
    sanitizers: tuple[str, ...]


BUILDS = {
    "serial": Build("serial", ("-O1", "-g1"), ("-fsanitize=address,undefined", "-fsanitize-recover=address")),
    "team": Build("team", (*TEAM, "-g1"), ("-fsanitize=thread",)),
}


class NoSanitizer(RuntimeError):  # noqa: N818, not a failure of the tested kernels
    """The compiler has no runtime for this sanitizer, or it does not start here."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the reports; exits with an error if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", choices=sorted(BUILDS), help="one of the builds; default: both")
    parser.add_argument("--op", action="append", choices=sorted(OPS), metavar="NAME", help="default: all operations")
    parser.add_argument("--rows", type=int, default=24, help="items of each call")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--inputs", action="store_true", help="also every input of the training tasks, in its turn")
    parser.add_argument("--ids", type=Path, help="with --inputs: a file of ids of arc-agi-2/training, theirs as well")
    given = parser.parse_args(arguments)
    ops, grids, worst = [OPS[name] for name in given.op or sorted(OPS)], development_grids(), 0
    inputs = development_inputs(given.ids) if given.inputs else []
    for name in [given.build] if given.build else BUILDS:
        build = BUILDS[name]
        found = sanitize(build, ops, given.rows, grids, given.seed)
        for begin in tqdm(range(0, len(inputs), _CHUNK), unit="chunk", disable=not inputs):
            found |= sanitize(build, ops, given.rows, inputs[begin : begin + _CHUNK], begin, ("input",))
        worst += len(found)
        for where, said in found.items():
            print(f"{build.name}: {where}", *said, sep="\n    ")
        print(f"{build.name}: {len(ops)} operations, reports on {len(found)} kinds of calls")
    if worst:
        raise SystemExit(1)


def sanitize(
    build: Build,
    ops: Sequence[Op],
    rows: int,
    real: Sequence[np.ndarray] = (),
    seed: int = 0,
    styles: Sequence[str] = STYLES,
) -> dict[str, list[str]]:
    """The reports by operation and style of values. Raises NoSanitizer if the sanitizer cannot run.

    The style "input" has one item for each of the `real` grids, other styles have `rows` items.
    """
    driver = find_driver(build)
    families = sorted({op.family for op in ops})
    flags = (*build.flags, *build.sanitizers)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        paths = pool.map(lambda name: compile_source(name, family_source(name), flags), families)
        libraries = dict(zip(families, paths, strict=True))
    styles = [style for style in styles if style != "raw" or build.name == "serial"]
    found: dict[str, list[str]] = {}

    def note(image: CallImage, text: str) -> None:
        said = found.setdefault(f"{image.op.name}, {image.style} values", [])
        if text not in said and len(said) < _MOST_REPORTS:
            said.append(text)

    ordered = sorted(ops, key=lambda op: (op.family, op.name))
    for _, group in groupby(ordered, lambda op: op.family):  # with too many libraries, addresses are not symbolised
        images = [image for op in group for image in _images(op, rows, real, seed, styles)]
        after = _run(driver, images, libraries, note)
        for image, (one, other) in zip(images[::2], zip(after[::2], after[1::2], strict=True), strict=True):
            if one and other and one.results(image.op) != other.results(image.op):
                note(image, "the result depends on bytes that belong to no value")
    return found


def _images(op: Op, rows: int, real: Sequence[np.ndarray], seed: int, styles: Sequence[str]) -> list[CallImage]:
    """The calls of one operation, each twice with different noise."""
    rng = np.random.default_rng([seed, *op.name.encode()])
    values, made = RandomValues(rng, real), []
    for style in styles:
        types = values.types(op.parameters)
        if style == "input":
            drawn = values.rows(op.parameters, types, len(real))
            drawn = [_in_order(values.real, kind, column) for kind, column in zip(types, drawn, strict=True)]
        elif style in ("random", "real"):
            drawn = values.rows(op.parameters, types, rows)
            if style == "real" and len(real):
                drawn = [_real(values, kind, column) for kind, column in zip(types, drawn, strict=True)]
        else:
            drawn = degenerate_rows(values, op, types, rows, raw=style == "raw")
        made += [call_image(op, types, drawn, np.random.default_rng(k), style) for k in (1, 2)]
    return made


def _real(values: RandomValues, kind: Type | Choice | None, value: Any) -> Any:
    """The value, list or column with cells of random real grids in place of its cells."""
    if isinstance(value, list):
        item = kind.item if isinstance(kind, Type) and kind.item is not None else kind
        return [_real(values, item if isinstance(one, np.ndarray) else kind, one) for one in value]
    if value is None or not isinstance(value, np.ndarray) or not isinstance(kind, Type):
        return value
    grid = values.real[int(values.rng.integers(0, len(values.real)))]
    return at(np.minimum(grid, HIGHEST[kind]), origin_of(value))


def _in_order(real: Sequence[np.ndarray], kind: Type | Choice | None, column: list[Any]) -> list[Any]:
    """A column whose row k has cells of the k-th grid in place of its own; in a list, of the grids from the k-th on."""
    if not isinstance(kind, Type) or kind.storage != "cells":
        return column
    highest = HIGHEST[kind.item or kind]

    def put(k: int, one: Any) -> Any:
        return at(np.minimum(real[k % len(real)], highest), origin_of(one)) if isinstance(one, np.ndarray) else one

    return [
        [put(k + n, item) for n, item in enumerate(one)] if isinstance(one, list) else put(k, one)
        for k, one in enumerate(column)
    ]


def _run(
    driver: list[str], images: list[CallImage], libraries: dict[str, Path], note: Callable[[CallImage, str], None]
) -> list[Aftermath | None]:
    """The memory after each call; None if the process died in it."""
    done: list[Aftermath | None] = []
    with tempfile.TemporaryDirectory() as folder:
        calls, results = Path(folder) / "calls", Path(folder) / "results"
        places = []
        with calls.open("wb") as file:
            for image in images:
                places.append(file.tell())
                image.write(file, str(libraries[image.op.family]))
        while len(done) < len(images):
            first = len(done)
            command = [*driver, str(calls), str(results), str(places[first])]
            ended = subprocess.run(
                command, env={**os.environ, **_OPTIONS}, capture_output=True, text=True, errors="replace", check=False
            )
            with results.open("rb") as file:
                for image in images[first:]:
                    try:
                        after = Aftermath.read(file, image)
                    except EOFError:
                        break
                    done.append(after)
                    for text in misdeeds(image, after):
                        note(image, text)
            for image, said in zip(images[first:], ended.stderr.split("call of op_")[1:], strict=False):
                for report in _reports(said):
                    note(image, report)
            if len(done) < len(images):
                note(images[len(done)], f"the process ended in it, with {ended.returncode}")
                done.append(None)
    return done


def _reports(said: str) -> list[str]:
    """The sanitizers' reports in the output of a call: the first line, and the innermost frames of both accesses."""
    lines, found = said.splitlines(), []
    for k, line in enumerate(lines):
        if "runtime error:" in line:
            found.append(line)
        elif _REPORT.search(line):
            text = [line]
            for more in lines[k + 1 : k + _REPORT_LINES]:
                if not more.strip() or more.startswith("=====") or " created by " in more:
                    if any("#0" in one for one in text[-_FRAMES:]) and "Thread" not in line:
                        break
                    continue
                frame = re.match(r"\s*#(\d+) ", more)
                if not frame or int(frame[1]) < _FRAMES:
                    text.append(more.replace(f"{Path.cwd()}/", ""))
            found.append("\n        ".join(re.sub(_CHANGING, "", one) for one in text))
    return found


def find_driver(build: Build) -> list[str]:
    """The command that runs calls in this build, compiled and tested. Raises NoSanitizer if it does not start."""
    try:
        compiler = find_compiler()
    except NoCompilerError as error:
        raise NoSanitizer(str(error)) from error
    flags = ["-std=c++20", *build.flags, *build.sanitizers, f"-I{_INCLUDE}", "-Wno-unused-function"]
    text = _MAIN.read_text() + (_INCLUDE / "kernel.h").read_text()
    key = digest(" ".join([text, compiler.version, *compiler.command[1:], *flags]))
    path = cached(f"sanitize-{build.name}-{key}", lambda: _linked([*compiler.command, *flags]), executable)
    path.chmod(0o755)
    reasons = []
    for before in ([], ["setarch", "-R"]):  # some Linux kernels need address randomisation off for ThreadSanitizer
        try:
            tried = subprocess.run(
                [*before, str(path), os.devnull, os.devnull, "0"], text=True, capture_output=True, check=False
            )
        except OSError as error:
            reasons.append(str(error))
            continue
        if tried.returncode == 0:
            return [*before, str(path)]
        reasons.append(tried.stderr.strip())
    raise NoSanitizer(f"{', '.join(build.sanitizers)}: {'; '.join(reasons)[:500]}")


def _linked(command: list[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "sanitize"
        ended = subprocess.run(
            [*command, str(_MAIN), "-o", str(program), "-ldl"], text=True, capture_output=True, check=False
        )
        if ended.returncode:
            raise NoSanitizer(f"{' '.join(command)}: {ended.stderr[-500:]}")
        return program.read_bytes()


if __name__ == "__main__":
    main()
