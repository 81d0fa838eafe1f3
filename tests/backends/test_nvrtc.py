"""Every kernel compiles with NVRTC for T4, L4 and H200; no GPU is needed for that."""

import pytest

from arc_pipeline.backends import CompileError
from arc_pipeline.backends.nvrtc import compile_cubin
from arc_pipeline.backends.source import family_names, family_source


@pytest.mark.parametrize("architecture", ["sm_75", "sm_89", "sm_90"])
@pytest.mark.parametrize("family", family_names())
def test_family_compiles(family, architecture):
    assert compile_cubin(family, family_source(family), architecture).startswith(b"\x7fELF")


def test_error_names_operation_and_line():
    source = family_source("symmetry")
    broken = source.replace("out(i, j) = grid(i, grid.w - 1 - j);", "out(i, j) = nonsense;")
    assert broken != source
    with pytest.raises(CompileError, match=r"operation 'vmirror' of family 'symmetry' does not compile: line 3"):
        compile_cubin("symmetry", broken, "sm_75")
