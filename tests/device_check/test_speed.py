"""Speed by size of batch: what is measured is whole, and what follows from it is told of made-up times."""

import numpy as np
import pandas as pd
import pytest

from arc_pipeline.backends import open_backend
from arc_pipeline.backends.typical import typical_operations
from arc_pipeline.device_check import by_cells, contenders, crossings, memory, speed, speeds, throughput
from arc_pipeline.measure import Deadline

LIMIT = 1 << 25
NAMES = {op.name for op in typical_operations()}


@pytest.mark.usefixtures("two_gpus")
def test_every_backend_is_timed_on_every_size_and_the_gpu_as_well():
    backends = {name: backend for name, backend in contenders(LIMIT).items() if name != "reference"}
    assert "cuda, Stand-in GPU" in backends
    marks = [backend.arena.mark() for backend in backends.values()]
    table = speeds(backends, Deadline(None), (10, 300))
    assert table["backend"].unique().tolist() == list(backends)
    for _, part in table.groupby(["backend", "grids"]):
        assert set(part["operation"]) == NAMES
    assert (table["seconds"] > 0).all()
    assert (table["bytes"] >= table["grids"] * 900).all()
    assert table["cells"].nunique() == 1
    assert [backend.arena.mark() for backend in backends.values()] == marks


def test_grids_of_several_sizes_are_timed_without_the_reference():
    backends = {"reference": open_backend("reference", LIMIT), "cpu, 1 thread": open_backend("cpu", LIMIT, 1)}
    table = by_cells(backends, Deadline(None), (3, 5), (10, 20))
    assert set(table["backend"]) == {"cpu, 1 thread"}
    assert table["cells"].unique().tolist() == [9.0, 25.0]
    assert len(table) == 2 * 2 * len(NAMES)


def test_a_size_that_was_not_done_has_no_rows():
    table = speeds({"reference": open_backend("reference", LIMIT)}, Deadline(0), (10, 20))
    assert set(table["grids"]) == {10}, "without the first there would be nothing to say"


def test_larger_sizes_are_not_begun_if_they_would_not_be_done(monkeypatch):
    monkeypatch.setattr(speed, "_NEXT", float("inf"))
    table = speeds({"cpu": open_backend("cpu", LIMIT, 1)}, Deadline(3600), (10, 20, 40))
    assert set(table["grids"]) == {10}


def test_operations_without_room_have_no_rows_and_others_go_on():
    table = speeds({"cpu": open_backend("cpu", 5_000 * 952, 1)}, Deadline(None), (100, 2_000, 4_000, 100_000))
    assert set(table[table["grids"] == 100]["operation"]) == NAMES
    lists = {op.name for op in typical_operations() if op.result.is_list}
    there = set(table[table["grids"] == 2_000]["operation"])
    assert NAMES - lists <= there < NAMES
    assert table["grids"].max() < 100_000


def made_up(seconds, cells=100.0, operations=("a", "b")):
    """Seconds by backend and size, the same for each operation; of operation b the largest size has no room."""
    rows = [
        (name, operation, cells, grids, taken, grids * (1000 if operation == "a" else 3000))
        for name, by_size in seconds.items()
        for grids, taken in by_size.items()
        for operation in operations
        if not (operation == "b" and grids == 400)
    ]
    return pd.DataFrame(rows, columns=list(speed._COLUMNS)).astype(speed._COLUMNS)


CPU = {100: 1.0, 200: 2.0, 400: 4.0}
GPU = {100: 1.5, 200: 1.6, 400: 2.0}


def test_throughput_is_that_of_the_operations_which_every_size_has():
    found = throughput(made_up({"cpu, 1 thread": CPU, "cuda, T4": GPU}))
    assert found["backend"].tolist() == ["cpu, 1 thread"] * 3 + ["cuda, T4"] * 3
    assert found["seconds"].tolist() == [*CPU.values(), *GPU.values()]
    assert found["grids_a_second"].tolist() == pytest.approx([100, 100, 100, 100 / 1.5, 125, 200])


def test_the_crossing_is_the_smallest_batch_from_which_on_a_backend_is_faster():
    table = made_up({"cpu, 1 thread": CPU, "cuda, T4": GPU, "reference": {100: 9.0}})
    table = pd.concat([table, made_up({"cpu, 1 thread": CPU, "cuda, T4": CPU}, 900.0)])
    found = crossings(table)
    assert found[["backend", "cells", "largest"]].values.tolist() == [
        ["cuda, T4", 100.0, 400], ["reference", 100.0, 100], ["cuda, T4", 900.0, 400]
    ]  # fmt: skip
    assert found["grids"].tolist() == [200, pd.NA, pd.NA]
    assert len(crossings(made_up({"cuda, T4": GPU}))) == 0, "there is nothing to compare it with"


def test_memory_is_told_by_the_operation_that_takes_most():
    found = memory(made_up({"cpu, 1 thread": CPU, "cuda, T4": GPU}))
    assert found.to_dict("list") == {
        "grids": [100, 200, 400],
        "median_bytes": [200_000, 400_000, 400_000],
        "most_bytes": [300_000, 600_000, 400_000],
        "operation": ["b", "b", "a"],
        "operations": [2, 2, 1],
    }


def test_sizes_are_doubled_up_to_a_million():
    assert speed.SIZES[:3] == (100, 200, 400)
    assert speed.SIZES[-1] == 1_000_000
    assert np.all(np.diff(speed.SIZES) > 0)


def test_of_nothing_measured_the_tables_are_empty():
    nothing = made_up({})
    assert len(throughput(nothing)) == len(memory(nothing)) == len(crossings(nothing)) == 0
