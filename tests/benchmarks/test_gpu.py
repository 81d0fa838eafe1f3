"""The GPU's benchmark without a GPU: it says so and writes nothing; its sections run on any two backends."""

import json
from dataclasses import replace

import numpy as np
import pytest
import stand_in_cupy
from strategies import real_grids

from arc_pipeline.backends import BackendError, cuda, open_backend
from arc_pipeline.device_check import Pools
from arc_pipeline.dsl import OPS, list_of
from arc_pipeline.dsl.types import GRID
from arc_pipeline.search.effort import Effort
from arc_pipeline.testing.values import LONGEST
from benchmarks import gpu

LIMIT = 1 << 26
FEW = ("rot90", "objects", "size", "replace", "lookup", "argmax", "add", "paint")


@pytest.fixture(scope="module")
def pools():
    return Pools(np.random.default_rng(0), 200, real_grids())


@pytest.fixture(scope="module")
def backends():
    return (
        open_backend("cpu", LIMIT, threads=1),
        open_backend("cpu", LIMIT, threads=1),
        open_backend("reference", LIMIT),
    )


@pytest.fixture
def few_operations(monkeypatch):
    monkeypatch.setattr(gpu, "OPS", {name: OPS[name] for name in FEW})


def test_without_a_gpu_nothing_is_written(monkeypatch, tmp_path, capsys):
    def fail(device=0):
        raise BackendError("cuda: there is no GPU")

    monkeypatch.setattr(cuda, "find_gpu", fail)
    gpu.main([], results=tmp_path / "results")
    assert "there is no GPU to measure, nothing is written: cuda: there is no GPU" in capsys.readouterr().out
    assert not (tmp_path / "results").exists()


@pytest.mark.slow
def test_the_whole_on_a_stand_in(monkeypatch, tmp_path, few_operations, pools):
    stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    monkeypatch.setattr(gpu, "open_backend", lambda name, device=0: open_backend(name, LIMIT))
    monkeypatch.setattr(gpu, "Pools", lambda *_: pools)
    monkeypatch.setattr(gpu, "calibrate", lambda *_: [])
    monkeypatch.setattr(gpu.operations, "__defaults__", ((10, 100),))
    monkeypatch.setattr(gpu.agreement, "__defaults__", (100, 10))
    monkeypatch.setattr(gpu.main_job, "__defaults__", (("cpu",), 1))  # workers are processes, without the stand-in
    monkeypatch.setattr(gpu.processes_a_core, "__defaults__", (("cpu",), (1,), 1))
    few_rounds = [Effort(cost, cost, cost, features=50, rules=2, share=0.9) for cost in (1, 1, 2)]
    monkeypatch.setattr(gpu, "ROUNDS", few_rounds)
    gpu.main([], results=tmp_path / "results")
    (path,) = (tmp_path / "results").iterdir()
    assert path.name.startswith("stand-in-gpu-20")
    found = json.loads(path.read_text())
    assert found["parity"] == {"rows": 100, "reference_rows": 10, "operations": len(FEW), "different": []}
    assert set(found["operations"]) == set(FEW)
    assert found["upload"]["grids_a_second"] > 0
    assert found["copy"]["bytes_a_second"] > 0
    for job in ("cost 2", "cost 3"):
        assert found["main job"][job]["cpu"]["tried"] > 0
    assert found["processes a core"]["cpu"]["1"]["tried"] > 0
    assert found["crossover"] == {"threshold": None, "timings": []}


def test_parity_finds_a_kernel_that_is_wrong(monkeypatch, few_operations, backends, pools):
    cpu, other, reference = backends
    right = other._kernel
    wrong = replace(OPS["rot90"], name="rot270")
    monkeypatch.setattr(
        other, "_kernel", lambda launch: right(replace(launch, op=wrong) if launch.op.name == "rot90" else launch)
    )
    found = gpu.agreement({"reference": reference, "cpu": cpu, "gpu": other}, pools, 50, 5)
    assert found["different"] == ["rot90"]


def test_operations_that_do_not_fit_have_no_time(few_operations, pools):
    cpu, other = open_backend("cpu", LIMIT, threads=1), open_backend("cpu", 1 << 22, threads=1)
    found = gpu._by_size(
        OPS["rot90"], (cpu, other), [pool_of_grids(pools, b) for b in (cpu, other)], pools, (10, 10_000)
    )
    assert found["10"]["gpu"] > 0
    assert found["10000"] == {"gpu": None}


def pool_of_grids(pools, backend):
    return {kind: backend.upload(kind, values[:50] * 4) for kind, values in pools.values.items() if not kind.is_list}


def test_rows_are_equally_long_lists(pools):
    rows = pools.rows(OPS["argmax"], 500)
    lengths = []
    for picked in rows.picked:
        if isinstance(picked, tuple) and picked[0].is_list:
            lengths.append([len(pools.values[picked[0]][k] or ()) for k in picked[1]])
    first, second = map(np.array, lengths)
    both = (first > 0) & (second > 0)
    assert (first[both] == second[both]).all()
    assert 0 < np.count_nonzero(~both) < 50
    assert set(first) == set(range(LONGEST + 1))


def test_pools_hold_random_and_real_values(pools):
    grids = pools.values[GRID]
    assert any(value is real for value in grids for real in real_grids())
    assert any(value is None for value in grids)
    assert len(pools.values[list_of(GRID)]) == 200
