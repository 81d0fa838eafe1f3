"""What a machine computes on, with two GPUs, which a stand-in for CuPy plays, and with none."""

import pytest

from arc_pipeline.backends import BackendError, cores, open_backend
from arc_pipeline.device_check import contenders, devices, found, left_out

LIMIT = 1 << 24
OF_CPU = ["reference", *dict.fromkeys(["cpu, 1 thread", f"cpu, {cores()} threads" if cores() > 1 else "cpu, 1 thread"])]


@pytest.mark.usefixtures("two_gpus")
def test_gpus_are_told_by_name_memory_capability_and_driver():
    cpu, *gpus = devices().to_dict("records")
    assert (cpu["device"], cpu["cores"]) == ("cpu", cores())
    assert [gpu["device"] for gpu in gpus] == ["gpu 0", "gpu 1"]
    for gpu in gpus:
        assert (gpu["name"], gpu["memory_gib"], gpu["free_gib"]) == ("Stand-in GPU", 0.5, 0.25)
        assert (gpu["compute_capability"], gpu["driver"]) == ("7.5", "12.4")
    assert left_out() == ""


@pytest.mark.usefixtures("two_gpus")
def test_of_several_gpus_of_a_name_the_first_is_compared():
    backends = contenders(LIMIT)
    assert list(backends) == [*OF_CPU, "cuda, Stand-in GPU"]
    assert backends["cuda, Stand-in GPU"].device.id == 0
    assert backends["cpu, 1 thread"].threads == 1


def test_a_gpu_that_cannot_be_asked_is_an_error_that_names_it(two_gpus, monkeypatch):
    def lost():
        raise two_gpus.CUDARuntimeError("cudaErrorECCUncorrectable")

    monkeypatch.setattr(two_gpus.cuda.runtime, "memGetInfo", lost)
    with pytest.raises(BackendError, match="GPU number 0 cannot be asked what it is: cudaErrorECCUncorrectable"):
        devices()


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_the_cpu_is_compared_and_it_is_said_what_was_left_out():
    assert devices()["device"].tolist() == ["cpu"]
    assert devices()["name"][0]
    assert left_out().startswith("THERE IS NO GPU TO CHECK: this machine has no NVIDIA driver. Left out: parity,")
    assert list(contenders(LIMIT)) == OF_CPU


@pytest.mark.usefixtures("two_gpus")
def test_a_gpu_that_cupy_does_not_find_is_left_out_with_what_cupy_said(two_gpus, monkeypatch):
    def none():
        raise two_gpus.CUDARuntimeError("cudaErrorNoDevice")

    monkeypatch.setattr(two_gpus.cuda.runtime, "getDeviceCount", none)
    assert "cudaErrorNoDevice" in left_out()
    assert list(contenders(LIMIT)) == OF_CPU


@pytest.mark.usefixtures("no_gpu")
def test_where_no_compiler_works_there_is_the_reference_alone(monkeypatch):
    monkeypatch.setattr(found, "open_backend", lambda name, limit, *_: open_backend("reference", limit))
    assert list(contenders(LIMIT)) == ["reference"]
