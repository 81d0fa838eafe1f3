"""Compiled kernels: the layout they share with Python, errors, and that each is compiled once."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import arc_pipeline.backends
from arc_pipeline.backends import CompileError, NoCompilerError, cache, compiler
from arc_pipeline.backends.call import ARGUMENTS, LAYOUT, address
from arc_pipeline.backends.compiler import compile_source
from arc_pipeline.backends.nvrtc import compile_kernels
from arc_pipeline.backends.source import family_source

KERNEL_H = Path(arc_pipeline.backends.__file__).with_name("kernel.h").read_text()
FIELDS = {
    "begin": "q", "end": "q", "cells": "Q", "heads": "Q", "numbers": "Q", "cursors": "Q", "slot_limit": "q",
    "number_limit": "q", "argument": f"{ARGUMENTS}Q", "count": f"{ARGUMENTS}Q", "step": f"{ARGUMENTS}i", "out": "Q",
    "out_count": "Q", "hash": "Q", "bytes": "Q",
}  # fmt: skip


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(tmp_path))
    return tmp_path


def kept(folder, name):
    """The files of one family, without what the probe leaves."""
    return [path for path in folder.iterdir() if path.name.startswith(name)]


def layout_source():
    """Compiles only if `struct Call` lies in memory as Python packs it."""
    lines, before = [KERNEL_H, f"static_assert(sizeof(Call) == {LAYOUT.size});"], ""
    for name, code in FIELDS.items():
        offset = struct.calcsize(f"{before}0{code[-1]}")
        lines.append(f"static_assert(__builtin_offsetof(Call, {name}) == {offset});")
        before += code
    assert struct.calcsize(before) == LAYOUT.size
    return "\n".join(lines)


def test_layout_on_the_cpu(folder):
    compile_source("layout", layout_source())


def test_a_process_loads_a_library_once(folder):
    def loaded(number, flags=("-O1",)):
        return compiler.load_source("number", f'extern "C" int number() {{ return {number}; }}', flags)

    first = loaded(41)
    for path in kept(folder, "number"):
        path.unlink()
    assert loaded(41) is first
    assert kept(folder, "number") == []
    assert (first["number"](), loaded(42)["number"]()) == (41, 42)
    assert loaded(41, ("-O0",)) is not first


def test_size_on_the_gpu():
    """NVRTC has no offsetof."""
    compile_kernels("layout", f"{KERNEL_H}\nstatic_assert(sizeof(Call) == {LAYOUT.size});", "sm_75")
    with pytest.raises(CompileError, match="static assertion failed"):
        compile_kernels("layout", f"{KERNEL_H}\nstatic_assert(sizeof(Call) == {LAYOUT.size + 8});", "sm_75")


def test_layout_would_notice(folder):
    swapped = layout_source().replace("int32_t* out;", "int64_t more; int32_t* out;")
    with pytest.raises(CompileError, match="static assertion failed"):
        compile_source("layout", swapped)


def test_an_address_is_where_the_first_element_lies():
    """Of what may be written to, of what may not, of a part, and of nothing."""
    numbers = np.arange(12, dtype=np.int32)
    fixed = numbers.copy()
    fixed.setflags(write=False)
    for array in (numbers, fixed, numbers[5:], numbers.reshape(3, 4), numbers[:0]):
        assert address(array) == array.ctypes.data
    assert address(numbers[5:]) == address(numbers) + 20
    assert address(None) == 0


def test_error_names_operation_and_line(folder):
    broken = family_source("symmetry").replace("out(i, j) = grid(i, grid.w - 1 - j);", "out(i, j) = nonsense;")
    says = r"operation 'vmirror' of family 'symmetry' does not compile: line 3 of its kernel:.*nonsense"
    with pytest.raises(CompileError, match=says):
        compile_source("symmetry", broken)
    assert not kept(folder, "symmetry"), "what does not compile must leave nothing behind"


def test_error_outside_a_body_names_the_family(folder):
    with pytest.raises(CompileError, match=r"(?s)kernels of family 'symmetry' do not compile:.*nonsense"):
        compile_source("symmetry", family_source("symmetry") + "\nnonsense;")


def test_a_library_is_compiled_once(folder, monkeypatch):
    first = compile_source("symmetry", family_source("symmetry"))
    assert kept(folder, "symmetry") == [first]

    def fail(*_args, **_kwargs):
        raise AssertionError("compiled again")

    monkeypatch.setattr(compiler, "_compiled", fail)
    assert compile_source("symmetry", family_source("symmetry")) == first
    with pytest.raises(AssertionError, match="compiled again"):
        compile_source("symmetry", family_source("symmetry") + "\n// changed")
    with pytest.raises(AssertionError, match="compiled again"):
        compile_source("symmetry", family_source("symmetry"), ("-O0",))


LOAD = """
from arc_pipeline.backends.compiler import load_families
print(load_families(families=["symmetry"])["symmetry"]["op_rot90"] is not None)
"""


def load_at_once(processes, **environment):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", LOAD], stdout=subprocess.PIPE, encoding="utf-8", env=os.environ | environment
        )
        for _ in range(processes)
    ]
    return [process.communicate()[0].strip() for process in running]


def test_of_processes_that_start_at_once_one_compiles(folder, tmp_path_factory):
    """The compiler is a script that notes each call: one tries it, one compiles, others ask for its version."""
    noted, script = tmp_path_factory.mktemp("noted") / "calls", tmp_path_factory.mktemp("compiler") / "c++"
    script.write_text(f'#!/bin/sh\necho "$*" >> {noted}\nexec {" ".join(compiler.find_compiler().command)} "$@"\n')
    script.chmod(0o755)
    assert load_at_once(3, CXX=str(script)) == ["True"] * 3
    assert sum("-shared" in call for call in noted.read_text().splitlines()) == 2
    assert len(kept(folder, "symmetry")) == 1


def test_processes_without_locks_do_not_disturb_each_other(folder, tmp_path_factory):
    """All compile, and all load what lies there in the end."""
    hiding = tmp_path_factory.mktemp("hiding")
    (hiding / "fcntl.py").write_text("raise ImportError")
    assert load_at_once(2, PYTHONPATH=os.pathsep.join([str(hiding), *sys.path])) == ["True"] * 2
    assert len(kept(folder, "symmetry")) == 1


def test_no_compiler_is_an_error_here(folder, monkeypatch):
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(NoCompilerError, match=r"(?s)c\+\+: not found.*g\+\+: not found.*clang\+\+: not found"):
        compile_source("symmetry", family_source("symmetry"))


def test_a_file_is_written_whole_or_not_at_all(folder):
    assert cache.kept("whole", lambda: b"first") == b"first"
    assert cache.kept("whole", lambda: b"second") == b"first"

    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.kept("other", fail)
    assert list(folder.iterdir()) == kept(folder, "whole")
