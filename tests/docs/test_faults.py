"""docs/faults.md says how a run meets each fault, and every test that it names is there."""

import ast
import re

from structure.imports import ROOT

from arc_pipeline.workers import faults

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def rows():
    """The cells of each row of the table."""
    lines = [line for line in PAGE.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def names_in(path):
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_a_test_and_every_test_that_is_named_is_there():
    assert len(rows()) > 15
    for fault, *_, named in rows():
        found = NAMED.findall(named)
        assert found, f"no test: {fault}"
        assert ", ".join(f"`{path}::{name}`" for path, name in found) == named
        assert [name for path, name in found if name not in names_in(path)] == []


def test_every_kind_of_fault_that_a_run_tells_of_is_explained():
    kinds = re.findall(r'"([\w ]+)"', faults.Fault.__doc__.partition("`tasks`")[0])
    assert len(kinds) == 5
    assert [kind for kind in kinds if f"fault `{kind}`" not in PAGE] == []
