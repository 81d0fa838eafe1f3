"""Compiled kernels: the layout they share with Python, errors, and the files that are kept."""

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import arc_pipeline.backends
from arc_pipeline.backends import CompileError, cache, compiler
from arc_pipeline.backends.call import ARGUMENTS, LAYOUT
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


def test_size_on_the_gpu():
    """NVRTC has no offsetof."""
    compile_kernels("layout", f"{KERNEL_H}\nstatic_assert(sizeof(Call) == {LAYOUT.size});", "sm_75")
    with pytest.raises(CompileError, match="static assertion failed"):
        compile_kernels("layout", f"{KERNEL_H}\nstatic_assert(sizeof(Call) == {LAYOUT.size + 8});", "sm_75")


def test_layout_would_notice(folder):
    swapped = layout_source().replace("int32_t* out;", "int64_t more; int32_t* out;")
    with pytest.raises(CompileError, match="static assertion failed"):
        compile_source("layout", swapped)


def test_error_names_operation_and_line(folder):
    broken = family_source("symmetry").replace("out(i, j) = grid(i, grid.w - 1 - j);", "out(i, j) = nonsense;")
    says = r"operation 'vmirror' of family 'symmetry' does not compile: line 3 of its kernel:.*nonsense"
    with pytest.raises(CompileError, match=says):
        compile_source("symmetry", broken)
    assert not list(folder.iterdir()), "what does not compile must leave nothing behind"


def test_error_outside_a_body_names_the_family(folder):
    with pytest.raises(CompileError, match=r"(?s)kernels of family 'symmetry' do not compile:.*nonsense"):
        compile_source("symmetry", family_source("symmetry") + "\nnonsense;")


def test_a_library_is_compiled_once(folder, monkeypatch):
    first = compile_source("symmetry", family_source("symmetry"))
    assert list(folder.iterdir()) == [first]

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
        subprocess.Popen([sys.executable, "-c", LOAD], stdout=subprocess.PIPE, text=True, env=os.environ | environment)
        for _ in range(processes)
    ]
    return [process.communicate()[0].strip() for process in running]


def test_of_processes_that_start_at_once_one_compiles(folder, tmp_path_factory):
    """The compiler is a script that notes each call; asking for its version is one too."""
    noted, script = tmp_path_factory.mktemp("noted") / "calls", tmp_path_factory.mktemp("compiler") / "c++"
    script.write_text(f'#!/bin/sh\necho "$*" >> {noted}\nexec {compiler.find_compiler()} "$@"\n')
    script.chmod(0o755)
    assert load_at_once(3, CXX=str(script)) == ["True"] * 3
    assert sum("-shared" in call for call in noted.read_text().splitlines()) == 1
    assert len(list(folder.iterdir())) == 1


def test_processes_without_locks_do_not_disturb_each_other(folder, tmp_path_factory):
    """All compile, and all load what lies there in the end."""
    hiding = tmp_path_factory.mktemp("hiding")
    (hiding / "fcntl.py").write_text("raise ImportError")
    assert load_at_once(2, PYTHONPATH=os.pathsep.join([str(hiding), *sys.path])) == ["True"] * 2
    assert len(list(folder.iterdir())) == 1


def test_no_compiler_is_an_error_here(monkeypatch):
    monkeypatch.setattr(compiler, "find_compiler", lambda: None)
    with pytest.raises(CompileError, match=r"no C\+\+ compiler was found: looked for \$CXX"):
        compile_source("symmetry", family_source("symmetry"))


def test_a_file_is_written_whole_or_not_at_all(folder):
    path = cache.cached("whole", lambda: b"first")
    assert path.read_bytes() == b"first"
    assert cache.cached("whole", lambda: b"second").read_bytes() == b"first"

    def fail():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.cached("other", fail)
    assert [file.name for file in folder.iterdir()] == ["whole"]


def test_a_folder_that_cannot_be_written_is_said(monkeypatch, tmp_path, caplog):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(tmp_path / "file" / "inside"))
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    assert cache.cache_folder().parent == tmp_path
    assert f"{tmp_path / 'file' / 'inside'} cannot be written" in caplog.text
