"""Every kernel compiles with NVRTC for T4, L4 and H200; no GPU is needed for that."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from arc_pipeline.backends import CompileError
from arc_pipeline.backends.nvrtc import compile_cubin
from arc_pipeline.backends.source import family_names, family_source

ARCHITECTURES = ("sm_75", "sm_89", "sm_90")


@pytest.fixture(scope="module")
def cubins(request):
    """What the selected tests need, compiled on all cores: one after the other it would take minutes."""
    found = [getattr(item, "callspec", None) for item in request.session.items]
    wanted = [
        (call.params["family"], call.params["architecture"]) for call in found if call and "family" in call.params
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {call: pool.submit(compile_cubin, call[0], family_source(call[0]), call[1]) for call in wanted}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
@pytest.mark.parametrize("family", family_names())
def test_family_compiles(cubins, family, architecture):
    assert cubins[family, architecture].result().startswith(b"\x7fELF")


def test_error_names_operation_and_line():
    source = family_source("symmetry")
    broken = source.replace("out(i, j) = grid(i, grid.w - 1 - j);", "out(i, j) = nonsense;")
    assert broken != source
    with pytest.raises(CompileError, match=r"operation 'vmirror' of family 'symmetry' does not compile: line 3"):
        compile_cubin("symmetry", broken, "sm_75")
