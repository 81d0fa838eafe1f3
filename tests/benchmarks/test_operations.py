"""The benchmark of single operations: what it prints and writes, on few grids; nothing here depends on a clock."""

import json

import numpy as np
import pytest
from parity import by_family
from strategies import real_grids

from arc_pipeline.backends import Column, open_backend
from arc_pipeline.dsl import OPS, Choice, evaluate, same
from arc_pipeline.dsl.types import TABLE
from benchmarks.inputs import RealArguments, development_inputs
from benchmarks.operations import __main__ as command
from benchmarks.operations import growth, table, timing


@pytest.fixture(scope="module")
def real():
    return RealArguments(open_backend("cpu", 1 << 26, threads=1), real_grids()[::200])


@pytest.fixture
def two_operations(monkeypatch):
    monkeypatch.setattr(command, "OPS", {name: OPS[name] for name in ("rot90", "objects")})
    monkeypatch.setattr(command, "LIMIT", 1 << 25)
    monkeypatch.setattr(timing, "REPEATS", 2)
    monkeypatch.setattr(timing, "LEAST_SECONDS", 0)
    monkeypatch.setattr(table, "REFERENCE_ROWS", 2)


def test_what_it_prints_and_writes(two_operations, tmp_path, capsys):
    path = tmp_path / "found.json"
    command.main(["--grids", "10", "--largest", "1000", "--json", str(path)])
    printed, found = capsys.readouterr().out, json.loads(path.read_text())
    assert set(found) == {
        *("machine", "grids", "bare", "operations", "means", "objects", "labels", "growth", "memory"),
    }  # fmt: skip
    assert set(found["operations"]) == set(found["growth"]) == {"rot90", "objects"}
    assert [found["operations"][name]["elements"] for name in ("rot90", "objects")] == [False, True]
    for row in found["operations"].values():
        assert row["ratio"] == pytest.approx(row["grids/s"] / row["reference/s"])
        assert 0 < row["live"] <= 1
    assert found["means"]["families"] == {"symmetry": 1, "objects": 1}
    assert found["growth"]["rot90"]["1000"]["seconds"] > 0
    assert 0 < found["memory"]["arena"] <= found["memory"]["setting"] <= 1 << 25
    for words in ("plain copy: ", "objects*  ", "Geometric means of 2 operations", "hash, 64 bits", "labels alone"):
        assert words in printed


def test_cost_that_is_not_linear_is_flagged(real, monkeypatch, capsys):
    monkeypatch.setattr(growth, "in_chunks", lambda real, op, size: {"seconds": size**2 * 1e-9, "chunks": 1})
    growth.growth(real, [OPS["rot90"]], 10_000)
    assert "10.00   <-- not linear" in capsys.readouterr().out
    assert growth.largest_step([4.0, 2.0, 3.0, 3.0]) == 1.5
    assert growth.largest_step([2.0]) == 1.0


def test_one_operation_or_one_family_can_be_chosen(two_operations, tmp_path):
    path = tmp_path / "found.json"
    for words in (["--op", "rot90"], ["--family", "symmetry"]):
        command.main([*words, "--grids", "5", "--largest", "0", "--json", str(path)])
        found = json.loads(path.read_text())
        assert list(found["operations"]) == ["rot90"]
        assert "objects" not in found
    with pytest.raises(SystemExit):
        command.main(["--op", "no such operation"])


def test_what_falls_short_of_a_goal_is_named():
    assert table.short_of({"family": "crop", "grids/s": 60e3, "ratio": 6}) == []
    assert table.short_of({"family": "crop", "grids/s": 40e3, "ratio": 4}) == [
        "ratio under 5",
        "grids/s under 50,000",
    ]
    assert table.short_of({"family": "recolor", "grids/s": 4e6, "ratio": 9}) == ["grids/s under 5,000,000"]


def test_results_that_do_not_fit_are_made_in_chunks(real):
    arena = real.backend.arena
    mark = arena.mark()
    arena.take_slots(arena.free_slots - 300)
    found = growth.in_chunks(real, OPS["objects"], 100)
    assert found["chunks"] > 1
    arena.release(mark)


@pytest.mark.parametrize("family", by_family())
def test_every_operation_has_arguments_from_real_grids(real, family):
    """They fit, and are the same for the kernel and for the reference."""
    for name in by_family()[family]:
        assert_arguments_fit(real, OPS[name])


def assert_arguments_fit(real, op):
    backend, rows = real.backend, np.arange(3)
    mark = backend.arena.mark()
    for launch, given in enumerate(real.launches(op)):
        few = [argument.take(rows) if isinstance(argument, Column) else argument for argument in given]
        made = backend.arena.values(backend.run(op, few, len(rows)))
        values = real.values(op, launch, rows)
        assert all(same(kernel, evaluate(op, row)) for kernel, row in zip(made, values, strict=True)), op.name
    backend.arena.release(mark)
    longest = max((len(p.type.options) for p in op.parameters if isinstance(p.type, Choice)), default=1)
    assert len(real.launches(op)) == longest, op.name


def test_tables_know_the_values_beside_them(real):
    op = OPS["lookup"]
    made = real.backend.run(op, real.launches(op)[0], real.count)
    assert table.is_live(real.backend, made).all()
    assert op.parameters[0].type == TABLE


def test_inputs_are_those_of_demonstrations_and_tests(tmp_path):
    ids = tmp_path / "ids.txt"
    ids.write_text("1190bc91\n")
    assert len(development_inputs()) > len(real_grids())
    assert len(development_inputs(ids)) > len(development_inputs())
