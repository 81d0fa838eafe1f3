"""docs/operations.md and its pictures are in step with the operations; each of them is in it once, with an example."""

import re
from xml.etree import ElementTree

import pytest
from structure.imports import ROOT

from arc_pipeline.dsl import OPS
from benchmarks.gallery.page import gallery

DOCS = ROOT / "docs"
LARGEST = 1_500_000  # bytes of all files together


@pytest.fixture(scope="module")
def files():
    return gallery()


def test_it_is_in_step(files):
    there = {f"operations/{path.name}" for path in (DOCS / "operations").iterdir()} | {"operations.md"}
    assert there == set(files), "run python -m benchmarks.gallery"
    stale = [name for name, text in files.items() if (DOCS / name).read_text(encoding="utf-8") != text]
    assert stale == [], "run python -m benchmarks.gallery"


def test_every_operation_is_in_it_once(files):
    headings = re.findall(r"^### (\w+)$", files["operations.md"], re.MULTILINE)
    assert sorted(headings) == sorted(OPS)
    drawn = [name for text in files.values() for name in re.findall(r'class="name"[^>]*>(\w+)<', text)]
    assert sorted(drawn) == sorted(OPS)


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
