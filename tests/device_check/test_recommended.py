"""The settings that follow from made-up measurements, and what the hybrid then finds on disk."""

import ast

import pandas as pd
import pytest

from arc_pipeline.backends import cores, open_backend
from arc_pipeline.backends.crossover import kept_threshold, machine_of
from arc_pipeline.device_check import keep, recommend, recommended, speed, to_paste
from arc_pipeline.settings import resolve

CPU, T4 = "cpu, 1 thread", "cuda, Tesla T4"
SLOW, FAST = {100: 1.0, 200: 2.0, 400: 4.0}, {100: 1.5, 200: 1.6, 400: 2.0}
LIMIT = 1 << 24


def times(**by_backend):
    """Seconds by size, for a backend whose name is given with _ for what a name cannot hold."""
    names = {"reference": "reference", "cpu": CPU, "all_cores": "cpu, 8 threads", "gpu": T4}
    rows = [
        (names[name], "rot90", 100.0, grids, seconds, 1)
        for name, by_size in by_backend.items()
        for grids, seconds in by_size.items()
    ]
    return pd.DataFrame(rows, columns=list(speed._COLUMNS)).astype(speed._COLUMNS)


def agreement(*wrong):
    rows = [("rot90", name, 8, 8, name in wrong) for name in (CPU, T4)]
    return pd.DataFrame(rows, columns=["operation", "backend", "rows", "more", "different"])


def workers(*rows):
    return pd.DataFrame(rows, columns=["backend", "devices", "workers", "grids_a_second"])


@pytest.mark.parametrize(
    ("table", "wrong", "backend", "why"),
    [
        (times(reference=SLOW, cpu=SLOW), (), "cpu", "there is no GPU"),
        (times(cpu=SLOW, gpu=FAST), (), "hybrid", "the GPU is faster than one thread of the CPU from 200 grids"),
        (times(cpu=FAST, gpu=FAST), (), "cpu", "the GPU was never faster than one thread"),
        (times(cpu=SLOW, gpu=FAST), (T4,), "cpu", "the GPU differs from the reference"),
        (times(cpu=SLOW, gpu=FAST), (CPU,), "reference", "the CPU's kernels differ from the reference"),
        (times(reference=SLOW, gpu=FAST), (), "cuda", "no C++ compiler works here"),
        (times(reference=SLOW), (), "reference", "neither a C++ compiler nor a GPU works"),
    ],
)
def test_the_backend_is_the_fastest_that_is_right(table, wrong, backend, why):
    found = recommend(table, agreement(*wrong), workers()).set_index("parameter")
    assert found.loc["backend", "value"] == backend
    assert found.loc["backend", "why"].startswith(why)


@pytest.mark.parametrize(
    ("rates", "number"),
    [
        ({1: 9e6, 4: 3e6, 8: 3.1e6}, 4),
        ({4: 3e6, 8: 3.3e6}, 8),
        ({4: 3e6, 8: 3.3e6, 16: 3.4e6}, 8),
        ({4: float("nan"), 8: 2e6}, 8),
        ({1: 9e6, 2: 9e6}, 77),
    ],
)
def test_workers_of_gpus_alone_are_as_many_as_bring_more_from_one_a_core_on(monkeypatch, rates, number):
    monkeypatch.setattr(recommended, "cores", lambda: 4)
    monkeypatch.setattr(recommended, "gpu_count", lambda: 2)
    monkeypatch.setattr(recommended, "worker_count", lambda backend: 77)
    scaling = workers(("cuda", 1, 4, 1e9), *[("cuda", 2, count, rate) for count, rate in rates.items()])
    found = recommend(times(reference=SLOW, gpu=FAST), agreement(), scaling).set_index("parameter")
    assert found.loc["backend", "value"] == "cuda"
    assert found.loc["workers", "value"] == number


def test_workers_of_the_cpu_are_one_a_core_whatever_more_seem_to_do(monkeypatch):
    monkeypatch.setattr(recommended, "worker_count", lambda backend: 4)
    scaling = workers(("cpu", 0, 1, 1e6), ("cpu", 0, 4, 3e6), ("cpu", 0, 8, 9e6))
    found = recommend(times(cpu=SLOW), agreement(), scaling).set_index("parameter")
    assert found.loc["workers", ["value", "why"]].tolist() == [
        4,
        "as usual, one a core, which do 3.0 times as much as one",
    ]
    found = recommend(times(cpu=SLOW), agreement(), workers()).set_index("parameter")
    assert found.loc["workers", ["value", "why"]].tolist() == [4, "as usual, one a core"]


def test_the_lines_to_paste_are_parameters_of_the_notebook():
    text = to_paste(recommend(times(cpu=SLOW), agreement(), workers()))
    given = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(text).body}
    assert given == {"backend": "cpu", "workers": cores()}
    assert resolve(**given).workers == cores()


def test_what_is_kept_is_what_the_hybrid_finds(monkeypatch, tmp_path):
    backends = {CPU: open_backend("cpu", LIMIT, 1), "cpu, 8 threads": open_backend("cpu", LIMIT, 8)}
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(tmp_path))
    table = times(reference=SLOW, cpu=SLOW, all_cores=FAST, gpu=FAST)
    kept = keep(backends, table, agreement())
    assert kept[["gpu", "beside"]].values.tolist() == [["Tesla T4", CPU], ["Tesla T4", "cpu, 8 threads"]]
    assert kept["rows"].tolist() == [200, pd.NA]
    for cpu, least in zip(backends.values(), (200, None), strict=True):
        assert kept_threshold(cpu, cpu, machine_of(cpu, "Tesla T4")) == least
    assert keep(backends, table, agreement(T4))["rows"].isna().all(), "a GPU that is wrong is not used"
    assert kept_threshold(backends[CPU], backends[CPU], machine_of(backends[CPU], "Tesla T4")) is None
    assert len(keep(backends, times(cpu=SLOW, all_cores=FAST), agreement())) == 0


@pytest.mark.usefixtures("two_gpus")
def test_the_hybrid_asks_for_a_threshold_by_the_same_name(monkeypatch):
    asked = []
    monkeypatch.setattr("arc_pipeline.backends.hybrid.kept_threshold", lambda *given: asked.append(given[2]))
    hybrid = open_backend("hybrid", LIMIT, threads=1)
    assert asked == [machine_of(hybrid.cpu, "Stand-in GPU")]
