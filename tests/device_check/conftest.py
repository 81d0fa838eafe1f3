import pytest
import stand_in_cupy

from arc_pipeline.backends import machine


@pytest.fixture
def two_gpus(monkeypatch):
    """Two GPUs of one name, played by the CPU."""
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: True)
    return stand_in_cupy.take_the_place_of_cupy(monkeypatch)


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: False)
