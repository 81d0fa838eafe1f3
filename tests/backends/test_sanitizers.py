"""Kernels under sanitizers, between forbidden slots: a part of the families, and all of them among the slow tests.

`python -m benchmarks.sanitize` does the same with more values. Skipped only where the compiler has no such runtime.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from strategies import real_grids

import arc_pipeline.backends
from arc_pipeline.backends.source import digest, family_names, family_source, kernel_source
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from benchmarks import sanitize
from benchmarks.sanitize import BUILDS, NoSanitizer, find_driver

KERNEL_H = Path(arc_pipeline.backends.__file__).with_name("kernel.h").read_text()
ROWS = {"serial": 8, "team": 4}
PARTS = 8
# The part that is not slow follows from the kernels' sources: another one when any of them changes.
QUICK = int(digest("".join(map(family_source, family_names()))), 16) % PARTS


@pytest.fixture(params=sorted(BUILDS))
def build(request):
    return startable(request.param)


def startable(name):
    try:
        find_driver(BUILDS[name])
    except NoSanitizer as error:
        pytest.skip(str(error))
    return BUILDS[name]


def reports(found):
    return "\n".join("\n    ".join([where, *said]) for where, said in found.items())


@pytest.mark.parametrize("part", [pytest.param(k, marks=[] if k == QUICK else pytest.mark.slow) for k in range(PARTS)])
def test_kernels_keep_to_their_memory_and_have_no_races(build, part):
    families = family_names()[part::PARTS]
    ops = [op for op in OPS.values() if op.family in families]
    assert ops
    found = sanitize.sanitize(build, ops, ROWS[build.name], real_grids())
    assert not found, reports(found)


def test_every_input_is_given_in_its_turn(monkeypatch, build):
    """Each of the grids to one item, whole, as the first argument."""
    op, grids, given = OPS["rot90"], real_grids()[:7], []
    run = sanitize.call_image
    monkeypatch.setattr(sanitize, "call_image", lambda *call: given.append(call[2][0]) or run(*call))
    monkeypatch.setattr(sanitize.RandomValues, "types", lambda self, parameters: [GRID])
    assert not sanitize.sanitize(build, [op], ROWS["serial"], grids, styles=("input",))
    for column in given:
        assert all(map(np.array_equal, column, grids))
    assert len(given) == 2


WRONG = {
    "reads behind its cells": "COPY(out, grid); if (grid.size() < 900) out(0, 0) = grid.p[grid.size()];",
    "writes behind its result's cells": "COPY(out, grid); ONCE if (out.size() < 880) out.p[out.size() + 16] ^= 1;",
    "writes into its argument": "COPY(out, grid); ONCE grid(0, 0) ^= 1;",
    "writes into the next slot": "COPY(out, grid); ONCE out.p[SLOT] ^= 1;",
    "indexes out of bounds": "int n[10] = {}; for (int k = 0; k < grid.size(); k++) n[grid.p[k]]++; COPY(out, grid); "
    "for (int k = 0; k < 10; k++) if (n[k] < 0) out(0, 0) = 1;",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_misdeeds_are_seen(monkeypatch, wrong):
    assert seen(monkeypatch, startable("serial"), WRONG[wrong])


def test_a_race_is_seen(monkeypatch):
    body = "SHARED(int, v, 1); v[0] = LANE; RESIZE(out, grid.h, grid.w); FOR_CELLS(out, i, j) out(i, j) = v[0] < 0;"
    assert "data race" in seen(monkeypatch, startable("team"), body)


def test_shared_memory_in_a_loop_is_seen(monkeypatch):
    body = "COPY(out, grid); for (int k = 0; k < 99; k++) { SHARED(int, v, 256); FOR_LANES(c, 256) v[c] = k; SYNC(); }"
    assert "the process ended in it, with -6" in seen(monkeypatch, startable("team"), body)


def test_what_is_right_is_not_reported(monkeypatch, build):
    assert seen(monkeypatch, build, "COPY(out, grid);") == ""


def seen(monkeypatch, build, body):
    op = replace(OPS["color_rank"], kernel=body)
    monkeypatch.setattr(sanitize, "family_source", lambda name: f"{KERNEL_H}\n{kernel_source(op)}")
    return reports(sanitize.sanitize(build, [op], ROWS["serial"]))
