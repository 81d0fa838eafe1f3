"""The table of what kernels take of a GPU: its page names every kernel, its figures follow from the compiler's."""

import re

import pytest
from structure.imports import ROOT

from arc_pipeline.backends import ARRAY_KERNELS
from arc_pipeline.backends.resources import Resources
from arc_pipeline.dsl import OPS
from benchmarks import kernels

UNIT = "consistency"
SMALL, WIDE, LARGE = Resources(32, 0, 0, 0), Resources(81, 0, 0, 0), Resources(40, 40_000, 128, 0)


def rows(page):
    return re.findall(r"^\| `(\w+)` \| (\w+) \|", page, re.MULTILINE)


def test_the_page_lists_the_kernels():
    listed = rows((ROOT / "docs" / "kernels.md").read_text(encoding="utf-8"))
    there = [(op.name, op.family) for op in OPS.values()] + [(k.name, k.unit) for k in ARRAY_KERNELS.values()]
    assert sorted(listed) == sorted(there), "run python -m benchmarks.kernels"


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (SMALL, {"sm_75": 1, "sm_89": 1, "sm_90": 1}),
        (WIDE, {"sm_75": 20 / 32, "sm_89": 20 / 48, "sm_90": 20 / 64}),
        (LARGE, {"sm_75": 4 / 32, "sm_89": 8 / 48, "sm_90": 20 / 64}),
        (Resources(255, 0, 0, 0), {"sm_75": 8 / 32, "sm_89": 8 / 48, "sm_90": 8 / 64}),
    ],
)
def test_how_many_warps_fit(kernel, expected):
    assert {name: processor.occupancy(kernel) for name, processor in kernels.PROCESSORS.items()} == expected


def table(**takes):
    return {name: dict.fromkeys(kernels.PROCESSORS, kernel) for name, kernel in takes.items()}


def test_the_page_of_a_table():
    page = kernels.page_text(table(rot90=SMALL, objects=LARGE, parts=WIDE), (12, 9))
    assert rows(page) == [("rot90", "symmetry"), ("objects", "objects"), ("parts", "parts")]
    assert "these are of NVRTC 12.9." in page
    assert (
        "| `objects` | objects | 40 / 40000 / 128 / 0, 12% | 40 / 40000 / 128 / 0, 17% | 40 / 40000 / 128 / 0, 31% |"
        in page
    )
    assert "| most registers | 81 (`parts`): room for 62% of the warps | " in page
    assert "| most shared memory | 40,000 bytes (`objects`): room for 12% of the warps | " in page
    assert "| all warps at work | 1 of 3 kernels | " in page
    assert "Spills: none." in page
    assert "A stack, 1 kernels: 128 bytes `objects`." in page


def test_it_compiles_and_writes(monkeypatch, tmp_path, capsys):
    rotations = {name: op for name, op in OPS.items() if op.family == "symmetry"}
    over_arrays = {name: kernel for name, kernel in ARRAY_KERNELS.items() if kernel.unit == UNIT}
    assert over_arrays
    monkeypatch.setattr(kernels, "OPS", rotations)
    monkeypatch.setattr(kernels, "family_names", lambda: ["symmetry"])
    monkeypatch.setattr(kernels, "ARRAY_KERNELS", over_arrays)
    monkeypatch.setattr(kernels, "unit_names", lambda: [UNIT])
    kernels.main([], tmp_path / "kernels.md")
    assert {name for name, _ in rows((tmp_path / "kernels.md").read_text())} == {*rotations, *over_arrays}
    assert "Spills: none." in capsys.readouterr().out


def test_a_kernel_that_spills_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(kernels, "resources", lambda: table(rot90=SMALL, objects=Resources(40, 0, 16, 12)))
    with pytest.raises(SystemExit, match="these kernels spill: objects"):
        kernels.main([], tmp_path / "kernels.md")
    assert "Spills: `objects`." in (tmp_path / "kernels.md").read_text()
