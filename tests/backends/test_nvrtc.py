"""Every kernel compiles with NVRTC for T4, L4 and H200, within what a block may have; no GPU is needed for that."""

import locale
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from pkgutil import iter_modules

import pytest

from arc_pipeline import backends
from arc_pipeline.backends import ARRAY_KERNELS, CompileError, nvrtc
from arc_pipeline.backends.array_kernel import unit_names
from arc_pipeline.backends.nvrtc import compile_family, compile_kernels
from arc_pipeline.backends.resources import Resources, read_resources
from arc_pipeline.backends.source import family_names, family_source
from arc_pipeline.dsl import OPS
from arc_pipeline.search import kernels

ARCHITECTURES = ("sm_75", "sm_89", "sm_90")
MOST_SHARED = 48 * 1024  # bytes a block has without asking
MOST_STACK = 192  # bytes a lane: tallies of ten colours, separators in both directions, tables of directions
SPILLS = {}  # (operation, architecture): why its kernel may spill
UNITS = family_names() + unit_names()


@pytest.fixture(scope="module")
def compiled(request):
    """What the selected tests need, compiled on all cores: one after the other it would take minutes."""
    found = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = [
        (call.params["family"], call.params["architecture"]) for call in found if call and "architecture" in call.params
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {call: pool.submit(compile_family, *call) for call in wanted}


def every_call():
    """Each family for each architecture: slow, but for every third family for one of them in its turn."""
    for k, family in enumerate(UNITS):
        for n, architecture in enumerate(ARCHITECTURES):
            marks = [] if k % 9 == 3 * n else pytest.mark.slow
            yield pytest.param(family, architecture, marks=marks, id=f"{family}-{architecture}")


@pytest.mark.parametrize(("family", "architecture"), list(every_call()))
def test_family_compiles_within_limits(compiled, family, architecture):
    made = compiled[family, architecture].result()
    assert made.image.startswith(b"\x7fELF")
    found = read_resources(made.log)
    ops = {op.name for op in OPS.values() if op.family == family}
    assert set(found) == ops | {kernel.name for kernel in ARRAY_KERNELS.values() if kernel.unit == family}
    assert found
    over = {name: takes for name, takes in found.items() if takes.shared > MOST_SHARED or takes.stack > MOST_STACK}
    assert over == {}
    assert [name for name, takes in found.items() if takes.spill and (name, architecture) not in SPILLS] == []


def test_kernels_over_arrays_are_among_them():
    assert set(unit_names()) == {module.name for module in iter_modules(kernels.__path__)}


def test_error_names_operation_and_line():
    source = family_source("symmetry")
    broken = source.replace("out(i, j) = grid(i, grid.w - 1 - j);", "out(i, j) = nonsense;")
    assert broken != source
    with pytest.raises(CompileError, match=r"operation 'vmirror' of family 'symmetry' does not compile: line 3"):
        compile_kernels("symmetry", broken, "sm_75")


def test_text_is_read_as_before():
    before = locale.nl_langinfo(locale.CODESET)
    made = compile_kernels("one", 'extern "C" __global__ void op_one(int* p) { p[0] = 1; }', "sm_75")
    assert made.image.startswith(b"\x7fELF")
    assert locale.nl_langinfo(locale.CODESET) == before


SPILLING = """ptxas info    : 32 bytes gmem, 64 bytes cmem[4]
ptxas info    : Compiling entry function 'op_one' for 'sm_90'
ptxas info    : Function properties for op_one
ptxas         .     16 bytes stack frame, 12 bytes spill stores, 8 bytes spill loads
ptxas info    : Function properties for called_by_one
ptxas         .     64 bytes stack frame, 4 bytes spill stores, 4 bytes spill loads
ptxas info    : Used 32 registers, used 0 barriers, 80 bytes cumulative stack size, 480 bytes smem, 568 bytes cmem[0]
ptxas info    : Compiling entry function 'op_other' for 'sm_90'
ptxas info    : Function properties for op_other
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 40 registers, 568 bytes cmem[0]
"""


def test_what_the_log_says():
    assert read_resources(SPILLING) == {"one": Resources(32, 480, 80, 28), "other": Resources(40, 0, 0, 0)}
    assert read_resources("") == {}


NARROW = """
#undef KERNEL
#define KERNEL(name) extern "C" __global__ void __launch_bounds__(1024) op_##name(const Call call)
KERNEL(sums) {
    int sums[100];
    for (int k = 0; k < 100; k++) sums[k] = call.numbers[k * 32 + LANE];
    for (int item = 0; item < call.end; item++)
        for (int k = 0; k < 100; k++) sums[k] = sums[k] * 3 + sums[(k + 7) % 100] * call.argument[0][item];
    for (int k = 0; k < 100; k++) call.out[k * 32 + LANE] = sums[k];
}
"""


def test_a_kernel_that_would_spill_gets_more_registers():
    """A hundred sums at once are too many for a lane of a thousand, who have 64 registers each."""
    kernel_h = Path(backends.__file__).with_name("kernel.h").read_text()
    assert read_resources(nvrtc._compile("sums", kernel_h + NARROW, "sm_90").log)["sums"].spill > 0
    assert read_resources(compile_kernels("sums", kernel_h + NARROW, "sm_90").log)["sums"].spill == 0
