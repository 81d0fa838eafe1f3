"""The door: which backend opens, what falls back and says so once, and what is an error."""

import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from arc_pipeline.backends import (
    NAMES,
    BackendError,
    CompileError,
    NoCompilerError,
    compiler,
    cuda,
    doors,
    fallbacks,
    gpu_of,
    machine,
    nvrtc,
    open_backend,
)
from arc_pipeline.backends.doors import door

LIMIT = 1 << 24


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch):
    monkeypatch.setattr(fallbacks, "_said", set())


@pytest.fixture
def no_compiler(monkeypatch):
    def fail():
        raise NoCompilerError("no C++ compiler works here. Tried:\n  c++: too old\n  g++: not found")

    monkeypatch.setattr(compiler, "find_compiler", fail)


@pytest.fixture
def no_gpu(monkeypatch):
    def fail(device=0):
        raise BackendError("cuda: there is no GPU")

    monkeypatch.setattr(cuda, "find_gpu", fail)
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: False)


@pytest.fixture
def unusable_gpu(monkeypatch, no_gpu):
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: True)


def test_names(no_gpu):
    assert open_backend("reference", LIMIT).name == "reference"
    assert open_backend("cpu", LIMIT).name == "cpu"


def test_unknown_name():
    with pytest.raises(ValueError, match=f"unknown backend 'gpu': choose one of {', '.join(NAMES)}"):
        open_backend("gpu")


def test_auto_without_a_gpu_is_the_cpu_and_no_fallback(no_gpu):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        backend = open_backend("auto", LIMIT)
    assert backend.name == "cpu"
    assert backend.counters.fallbacks == {}


def test_auto_with_a_gpu_that_cannot_be_used_says_so(unusable_gpu):
    with pytest.warns(RuntimeWarning, match=r"auto without a GPU: the CPU is used \(cuda: there is no GPU\)"):
        backend = open_backend("auto", LIMIT)
    assert backend.counters.fallbacks == {"auto without a GPU: the CPU is used": 1}


def test_hybrid_without_a_gpu_is_the_cpu_and_says_so(no_gpu):
    with pytest.warns(RuntimeWarning, match=r"hybrid without a GPU: the CPU is used \(cuda: there is no GPU\)"):
        backend = open_backend("hybrid", LIMIT)
    assert backend.name == "cpu"
    assert backend.for_launches(10**9) is backend
    assert backend.parts == (backend,)
    assert backend.counters.fallbacks == {"hybrid without a GPU: the CPU is used": 1}


def test_cuda_without_a_gpu_is_an_error(no_gpu):
    with pytest.raises(BackendError, match="there is no GPU"):
        open_backend("cuda", LIMIT)


def test_cuda_without_cupy_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy", None)
    with pytest.raises(BackendError, match=r"CuPy cannot be imported.*Install cupy-cuda12x"):
        open_backend("cuda", LIMIT)


def test_without_nvrtc_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "cupy.cuda", None)
    with pytest.raises(BackendError, match=r"finds no NVRTC .* Install nvidia-cuda-nvrtc"):
        nvrtc.load_images("sm_75")


def test_auto_with_a_gpu_is_the_hybrid(monkeypatch, unusable_gpu):
    monkeypatch.setattr(door("cuda"), "opened", lambda limit, threads, device: "the GPU")
    monkeypatch.setattr(door("hybrid"), "beside", lambda cpu, gpu: (cpu.name, gpu))
    assert open_backend("auto", LIMIT) == open_backend("hybrid", LIMIT) == ("cpu", "the GPU")
    assert open_backend("cuda", LIMIT) == "the GPU"


def test_auto_without_a_compiler_is_the_gpu_alone(monkeypatch, no_compiler, unusable_gpu):
    monkeypatch.setattr(door("cuda"), "opened", lambda limit, threads, device: "the GPU")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_backend("auto", LIMIT) == "the GPU"


@pytest.mark.parametrize("name", ["auto", "cpu"])
def test_without_a_compiler_the_reference_runs_and_says_so_once(no_compiler, no_gpu, name):
    says = r"(?s)no C\+\+ compiler works: the reference is used \(at least 100 times slower; .*c\+\+: too old\n  g"
    with pytest.warns(RuntimeWarning, match=says) as said:
        backends = [open_backend(name, LIMIT) for _ in range(3)]
    assert len(said) == 1
    for backend in backends:
        assert backend.name == "reference"
        assert backend.counters.fallbacks == {"no C++ compiler works: the reference is used": 1}


def test_a_hybrid_without_anything_counts_both(no_compiler, no_gpu):
    with pytest.warns(RuntimeWarning) as said:
        backend = open_backend("hybrid", LIMIT)
    assert backend.name == "reference"
    assert len(said) == len(backend.counters.fallbacks) == 2


@pytest.mark.parametrize("name", ["cpu", "auto"])
def test_a_kernel_that_does_not_compile_is_no_fallback(monkeypatch, no_gpu, name):
    broken = compiler.family_source("symmetry").replace("out(i, j) = grid(j, i);", "out(i, j) = nonsense;")
    monkeypatch.setattr(compiler, "family_source", lambda family: broken)
    monkeypatch.setattr(compiler, "family_names", lambda: ["symmetry"])
    with pytest.raises(
        CompileError, match=r"operation 'dmirror' of family 'symmetry' does not compile: line 3.*nonsense"
    ):
        open_backend(name, LIMIT)


@pytest.mark.parametrize("name", ["cuda", "auto", "hybrid"])
def test_a_kernel_that_does_not_compile_for_the_gpu_is_no_fallback(monkeypatch, unusable_gpu, name):
    def fail(*_):
        raise CompileError("operation 'dmirror'")

    monkeypatch.setattr(cuda, "find_gpu", fail)
    with pytest.raises(CompileError):
        open_backend(name, LIMIT)


def test_threads(no_gpu):
    assert open_backend("cpu", LIMIT, threads=3).threads == 3
    assert open_backend("cpu", LIMIT).threads == machine.cores() >= 1


def test_importing_imports_neither_cupy_nor_a_backend():
    """Opening is what costs time; the modules behind it are imported then."""
    late = {f"arc_pipeline.backends.{name}" for name in ("cpu", "cuda", "compiler", "nvrtc", "hybrid", "crossover")}
    code = f"import sys, arc_pipeline.backends; print({late | {'cupy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "set()"


def test_a_backend_is_a_file_that_says_how_it_is_opened(tmp_path, monkeypatch):
    """One more file is all that a new backend takes: its name is one of the choices, and it opens."""
    (tmp_path / "mine.py").write_text(
        'GPU = "none"\n\n\ndef opened(limit, threads, device):\n    return limit, threads\n'
    )
    monkeypatch.setattr(doors, "__path__", [*doors.__path__, str(tmp_path)])
    with monkeypatch.context() as patched:
        patched.setattr(doors, "NAMES", (*doors.NAMES, "mine"))
        assert open_backend("mine", 5, 3) == (5, 3)
        assert gpu_of("mine") == "none"
    files = {path.stem for path in Path(doors.__file__).parent.glob("[!_]*.py")}
    assert set(NAMES) == files >= {"auto", "cpu", "cuda", "hybrid", "reference"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('GPU = "none"\n', r"broken\.py lacks opened\(limit, threads, device\)"),
        ("from .cpu import opened\n", r"broken\.py lacks GPU: 'none', 'beside' or 'alone'"),
        ("from .cpu import opened\nGPU = False\n", r"broken\.py lacks GPU: 'none', 'beside' or 'alone'"),
    ],
)
def test_a_file_that_does_not_say_it_is_told_by_its_name(tmp_path, monkeypatch, text, says):
    (tmp_path / "broken.py").write_text(text)
    monkeypatch.setattr(doors, "__path__", [*doors.__path__, str(tmp_path)])
    monkeypatch.setattr(doors, "NAMES", (*doors.NAMES, "broken"))
    monkeypatch.delitem(sys.modules, f"{doors.__name__}.broken", raising=False)
    for ask in (open_backend, gpu_of):
        with pytest.raises(TypeError, match=says):
            ask("broken")
