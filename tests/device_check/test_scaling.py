"""Several workers: processes on the CPU; on the two GPUs that a stand-in plays, calls in this process."""

from concurrent.futures import Executor, Future

import numpy as np
import pytest

from arc_pipeline.backends import BackendError, cores, open_backend
from arc_pipeline.device_check import measure_scaling, scaling
from arc_pipeline.measure import Deadline


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setattr(scaling, "ENOUGH", 0.01)


class AtOnce(Executor):
    """Runs each call in the thread that submits it."""

    def __init__(self, workers):
        self.workers = workers

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


def test_processes_work_together_on_the_cpu():
    found = measure_scaling(Deadline(None), [("cpu", 0, 2)])
    assert found[["backend", "devices", "workers", "problem"]].values.tolist() == [["cpu", 0, 2, ""]]
    assert found["grids_a_second"][0] > 0


def test_the_gain_is_over_one_worker_of_the_same_backend():
    found = measure_scaling(Deadline(None), [("cpu", 0, 1), ("cpu", 0, 2)], AtOnce)
    assert found["gain"].tolist() == pytest.approx((found["grids_a_second"] / found["grids_a_second"][0]).tolist())


@pytest.mark.usefixtures("two_gpus")
def test_workers_have_gpus_in_turn_and_one_thread(monkeypatch):
    opened = []

    def noting(name, limit, threads, device):
        opened.append((name, threads, device))
        return open_backend(name, 1 << 21, threads, device)

    monkeypatch.setattr(scaling, "open_backend", noting)
    chosen = [("cuda", 1, 1), ("cuda", 2, 2), ("cuda", 1, 2), ("cuda", 2, 4)]
    found = measure_scaling(Deadline(None), chosen, AtOnce)
    assert opened == [("cuda", 1, device) for device in (0, 0, 1, 0, 0, 0, 1, 0, 1)]
    assert list(found[["backend", "devices", "workers"]].itertuples(index=False, name=None)) == chosen
    assert (found["grids_a_second"] > 0).all()
    assert scaling._ready == []


def test_a_backend_that_cannot_be_used_is_a_row_that_says_why(monkeypatch):
    def lost(name, *_):
        raise BackendError(f"{name}: the GPU is out of memory")

    monkeypatch.setattr(scaling, "open_backend", lost)
    found = measure_scaling(Deadline(None), [("cpu", 0, 1)], AtOnce)
    assert found["problem"].tolist() == ["BackendError: cpu: the GPU is out of memory"]
    assert np.isnan(found["grids_a_second"][0])


def test_what_there_is_no_time_for_has_no_row():
    assert len(measure_scaling(Deadline(0), [("cpu", 0, 1)], AtOnce)) == 0


def test_by_default_all_gpus_are_measured_and_one_is_shared(monkeypatch):
    monkeypatch.setattr(scaling, "cores", lambda: 3)
    monkeypatch.setattr(scaling, "worker_count", lambda backend: 6)
    monkeypatch.setattr(scaling, "gpu_count", lambda: 0)
    of_cpu = [("cpu", 0, 1), ("cpu", 0, 2), ("cpu", 0, 3), ("cpu", 0, 4)]
    assert scaling._usual() == of_cpu
    monkeypatch.setattr(scaling, "gpu_count", lambda: 2)
    shared = [("cuda", 1, 2), ("cuda", 1, 4), ("cuda", 2, 4)]
    assert scaling._usual() == [*of_cpu, ("cuda", 1, 1), ("cuda", 2, 2), *shared]


def test_the_cores_of_this_machine_are_among_the_numbers():
    assert ("cpu", 0, cores()) in scaling._usual()
