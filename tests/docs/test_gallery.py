"""docs/operations.md and its pictures are in step with the operations; each of them is in it once, with an example."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from structure.imports import ROOT

from arc_pipeline.dsl import OPS, VOID, same
from arc_pipeline.programs import parse, run_reference
from benchmarks.gallery.examples import examples
from benchmarks.gallery.grids import GRIDS, grid_of
from benchmarks.gallery.page import gallery, operations

DOCS = ROOT / "docs"
LARGEST = 1_500_000  # bytes of all files together


@pytest.fixture(scope="module")
def files():
    return gallery()


@pytest.fixture(scope="module")
def shown():
    return list(examples(operations()))


def test_it_is_in_step(files):
    there = {f"operations/{path.name}" for path in (DOCS / "operations").iterdir()} | {"operations.md"}
    assert there == set(files)
    stale = [name for name, text in files.items() if (DOCS / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run python -m benchmarks.gallery"


def test_every_operation_is_in_it_once(files):
    headings = re.findall(r"^### (\w+)$", files["operations.md"], re.MULTILINE)
    assert sorted(headings) == sorted(OPS)
    drawn = [name for text in files.values() for name in re.findall(r'class="name"[^>]*>(\w+)<', text)]
    assert sorted(drawn) == sorted([*OPS, *GRIDS])


def test_examples_are_programs_that_do_what_is_shown(shown):
    for one in shown:
        program = parse(f"def example(I):\n    return {one.result.text}")
        assert same(run_reference(program, one.grid), one.result.cells), one.result.text


def test_examples_show_something(shown):
    for one in shown:
        first = next((value for value in one.arguments if value.type is not None), None)
        assert one.result.cells is not VOID
        assert first is None or first.type != one.result.type or not same(first.cells, one.result.cells), one.op.name


def test_pictures_are_well_formed_and_small(files):
    for name, text in files.items():
        if name.endswith(".svg"):
            ElementTree.fromstring(text)
    assert sum(len(text.encode()) for text in files.values()) < LARGEST


def test_links_lead_somewhere(files):
    page = files["operations.md"]
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    for target in re.findall(r"\]\(([^)]+)\)", page):
        assert target[1:] in anchors if target[0] == "#" else target in files or (DOCS / target).exists(), target


def test_grids_are_small_and_different():
    grids = [grid_of(name) for name in GRIDS]
    assert all(max(grid.shape) <= 10 for grid in grids)
    assert len({(grid.shape, grid.tobytes()) for grid in grids}) == len(grids)
    assert all(grid.dtype == np.uint8 and grid.max() <= 9 for grid in grids)
