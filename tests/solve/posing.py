"""Simulated devices in the places of this machine's: the whole package then lives in their played time."""

from arc_pipeline.measure import clock
from arc_pipeline.testing.devices import Devices
from arc_pipeline.workers import faults, shard
from arc_pipeline.workers import workers as running


def pose(monkeypatch, *devices):
    """An executor of these devices, for one test."""
    made = Devices(*devices)
    monkeypatch.setattr(clock, "ticks", made.ticks)
    monkeypatch.setattr(running, "wait", made.wait)
    for name in ("open_backend", "number_among_workers"):
        monkeypatch.setattr(shard, name, getattr(made, name))
    for module in (shard, faults):
        monkeypatch.setattr(module, "gpus_of", made.gpus_of)
    return made
