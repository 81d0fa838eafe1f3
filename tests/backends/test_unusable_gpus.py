"""A GPU that NVRTC, the driver or CuPy cannot use: an error for 'cuda', a counted warning and the CPU for the others.

On the stand-in for CuPy, whose parts fail as the real ones do.
"""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
import stand_in_cupy

from arc_pipeline.backends import (
    BackendError,
    CompileError,
    fallbacks,
    gpu_count,
    gpu_memory,
    machine,
    nvrtc,
    open_backend,
)
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID

LIMIT = 1 << 24
OLD_NVRTC = (75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121)  # of CUDA 13, without what came before


@pytest.fixture
def cupy(monkeypatch):
    monkeypatch.setattr(fallbacks, "_said", set())
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: True)
    monkeypatch.setattr("arc_pipeline.backends.hybrid.kept_threshold", lambda *_: 64)
    return stand_in_cupy.take_the_place_of_cupy(monkeypatch)


def failing(error, when=lambda *_: True, otherwise=None):
    def call(*given, **named):
        if when(*given):
            raise error
        return otherwise(*given, **named)

    return call


def newer(patch, cupy):
    """Than NVRTC 12.4, and the driver does not take its PTX."""
    patch.setattr(cupy.Device, "compute_capability", "120")
    unsupported = cupy.CUDADriverError("CUDA_ERROR_UNSUPPORTED_PTX_VERSION: the provided PTX was compiled with ...")
    patch.setattr(cupy.Module, "load", failing(unsupported))


def older(patch, cupy):
    """A P100 beside NVRTC 13."""
    patch.setattr(cupy.Device, "compute_capability", "60")
    patch.setattr(cupy.nvrtc, "getVersion", lambda: (13, 0))
    patch.setattr(cupy.nvrtc, "getSupportedArchs", lambda: OLD_NVRTC)


def old_driver(patch, cupy):
    error = cupy.CUDADriverError(
        "CUDA_ERROR_NO_BINARY_FOR_GPU: no kernel image is available for execution on the device"
    )
    patch.setattr(cupy.Module, "load", failing(error))


def no_nvrtc(patch, cupy):
    patch.setattr(cupy.nvrtc, "getVersion", failing(RuntimeError("CuPy failed to load libnvrtc.so.12: OSError: ...")))


def part_of_nvrtc(patch, cupy):
    def compile_program(program, options):
        program.log = "nvrtc: error: failed to open libnvrtc-builtins.so.12.4.\n"
        raise cupy.NVRTCError("NVRTC_ERROR_BUILTIN_OPERATION_FAILURE (7)")

    patch.setattr(cupy.nvrtc, "compileProgram", compile_program)


def no_memory_for_kernels(patch, cupy):
    patch.setattr(cupy.Module, "load", failing(cupy.CUDADriverError("CUDA_ERROR_OUT_OF_MEMORY: out of memory")))


def no_memory_for_values(patch, cupy):
    for name in ("empty", "zeros"):
        patch.setattr(cupy, name, failing(MemoryError("Out of memory allocating 16,777,216 bytes")))


def taken_by_another(patch, cupy):
    error = cupy.CUDARuntimeError("cudaErrorDevicesUnavailable: CUDA-capable device(s) is/are busy or unavailable")
    patch.setattr(cupy.Device, "__enter__", failing(error))


def failing_launches(patch, cupy):
    """What is measured of a hybrid does not come to its end."""
    error = cupy.CUDADriverError("CUDA_ERROR_ILLEGAL_INSTRUCTION: an illegal instruction was encountered")
    patch.setattr("arc_pipeline.backends.hybrid.kept_threshold", failing(error))


SAYS = {
    newer: r"Stand-in GPU \(sm_120\) cannot be used: CUDA_ERROR_UNSUPPORTED.* NVRTC 12.4 knows GPUs up to sm_90, the "
    r"driver is for CUDA 12.4, CuPy is stand-in: .*Install a newer driver, another nvidia-cuda-nvrtc-cu12",
    older: r"Stand-in GPU \(sm_60\) cannot be used: NVRTC 13.0 compiles for sm_75 and newer ones, not for sm_60",
    old_driver: r"Stand-in GPU \(sm_75\) cannot be used: CUDA_ERROR_NO_BINARY_FOR_GPU.*Install a newer driver",
    no_nvrtc: r"Stand-in GPU \(sm_75\) cannot be used: .*finds no NVRTC .*Install nvidia-cuda-nvrtc-cu12",
    part_of_nvrtc: r"(?s)NVRTC 12.4 compiles nothing for sm_75: .*failed to open libnvrtc-builtins.*Install all of it",
    no_memory_for_kernels: r"Stand-in GPU \(sm_75\) cannot be used: CUDA_ERROR_OUT_OF_MEMORY.*smaller limit=<bytes>",
    no_memory_for_values: r"Stand-in GPU \(sm_75\) cannot be used: Out of memory allocating.*smaller limit=<bytes>",
    taken_by_another: r"GPU number 0 cannot be used: cudaErrorDevicesUnavailable.*nvidia-smi",
    failing_launches: r"Stand-in GPU \(sm_75\) cannot be used: CUDA_ERROR_ILLEGAL_INSTRUCTION.*nvidia-smi",
}


@pytest.mark.parametrize(
    "lacks", [one for one in SAYS if one is not failing_launches], ids=lambda lacks: lacks.__name__
)
def test_cuda_is_an_error_that_says_which_gpu_it_is_and_what_to_do(monkeypatch, cupy, lacks):
    lacks(monkeypatch, cupy)
    with pytest.raises(BackendError, match=SAYS[lacks]) as raised:
        open_backend("cuda", LIMIT)
    assert not isinstance(raised.value, CompileError)


@pytest.mark.parametrize("name", ["auto", "hybrid"])
@pytest.mark.parametrize("lacks", SAYS, ids=lambda lacks: lacks.__name__)
def test_auto_and_hybrid_go_on_with_the_cpu_and_say_so(monkeypatch, cupy, lacks, name):
    lacks(monkeypatch, cupy)
    with pytest.warns(
        RuntimeWarning, match=f"(?s){name} without a GPU: the CPU is used.*{SAYS[lacks].replace('(?s)', '')}"
    ):
        backend = open_backend(name, LIMIT)
    assert backend.name == "cpu"
    assert backend.counters.fallbacks == {f"{name} without a GPU: the CPU is used": 1}


@pytest.mark.parametrize(("capability", "known"), [("120", "compute_90"), ("88", "compute_87"), ("75", "sm_75")])
def test_a_gpu_that_nvrtc_does_not_know_yet_is_given_what_its_driver_translates(monkeypatch, cupy, capability, known):
    monkeypatch.setattr(cupy.Device, "compute_capability", capability)
    asked, compile_program = set(), cupy.nvrtc.compileProgram

    def noting(program, options):
        asked.add(options[0])
        return compile_program(program, options)

    monkeypatch.setattr(cupy.nvrtc, "compileProgram", noting)
    backend = open_backend("cuda", LIMIT)
    assert asked == {f"--gpu-architecture={known}"}
    column = backend.run(OPS["rot90"], [backend.upload(GRID, [np.ones((2, 3), np.uint8)])], 1)
    assert [value.shape for value in backend.arena.values(column)] == [(3, 2)]
    assert open_backend("auto", LIMIT).parts[1].name == "cuda"


@pytest.mark.parametrize("name", ["cuda", "auto", "hybrid"])
def test_a_kernel_that_does_not_compile_where_others_do_is_no_fallback(monkeypatch, cupy, name):
    def compile_program(program, options):
        program.architecture = "sm_75"
        if program.family == "symmetry":
            program.log = 'symmetry.py: rot90(2): error: identifier "nonsense" is undefined\n'
            raise cupy.NVRTCError("NVRTC_ERROR_COMPILATION (6)")

    monkeypatch.setattr(cupy.nvrtc, "compileProgram", compile_program)
    with pytest.raises(CompileError, match="operation 'rot90' of family 'symmetry' does not compile: line 2"):
        open_backend(name, LIMIT)


def test_a_limit_that_is_too_small_is_nobodys_lack(cupy):
    with pytest.raises(ValueError, match="1024 are the least"):
        open_backend("auto", 1000)


@pytest.mark.parametrize(
    "error", [ImportError("libcuda.so.1"), AttributeError("module 'numpy' has no attribute 'bool'")]
)
def test_a_cupy_that_cannot_be_imported_is_no_gpu(monkeypatch, cupy, error):
    for name in ("cupy", "cupy.cuda"):
        monkeypatch.delitem(sys.modules, name)
    finder = SimpleNamespace(find_spec=failing(error, lambda name, *_: name == "cupy", lambda *_: None))
    monkeypatch.setattr(sys, "meta_path", [finder, *sys.meta_path])
    assert gpu_count() == 0
    with pytest.raises(BackendError, match=f"CuPy cannot be imported .{error}"):
        open_backend("cuda", LIMIT)
    with pytest.warns(RuntimeWarning, match="auto without a GPU: the CPU is used"):
        assert open_backend("auto", LIMIT).name == "cpu"


def test_a_gpu_that_does_not_tell_its_memory_binds_nobody(monkeypatch, cupy):
    assert gpu_memory() == 1 << 28
    busy = cupy.CUDARuntimeError("cudaErrorDevicesUnavailable")
    enter = cupy.Device.__enter__
    monkeypatch.setattr(cupy.Device, "__enter__", failing(busy, lambda gpu: gpu.id == 0, enter))
    assert gpu_memory() == 1 << 28
    monkeypatch.setattr(cupy.cuda.runtime, "memGetInfo", failing(busy))
    assert gpu_memory() == sys.maxsize


def test_ptx_is_what_the_real_nvrtc_makes_for_an_architecture_to_be_translated():
    made = nvrtc.compile_family("symmetry", "compute_90").image
    assert b".target sm_90" in made
    assert b".entry op_rot90" in made
    assert nvrtc.architecture_for(90) == "sm_90"
    assert nvrtc.architecture_for(999) == f"compute_{max(nvrtc.supported_capabilities())}"
