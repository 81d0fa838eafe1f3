"""Simulated devices: whoever is free first has the next call, and time passes as their kernels run."""

from concurrent.futures import ALL_COMPLETED

import numpy as np
import pytest

from arc_pipeline.backends import BackendError
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import GRID
from arc_pipeline.testing.devices import VALUES_A_SECOND, Device, Devices


def ends(devices, calls):
    """Wait for all these calls: their numbers in the order in which they end, and when."""
    found, waiting = [], dict(enumerate(calls))
    while waiting:
        devices.wait(waiting.values())
        over = [number for number, call in waiting.items() if call.done()]
        found += [(number, devices.now) for number in over]
        for number in over:
            del waiting[number]
    return found


def test_whoever_is_free_first_has_the_next_call():
    devices = Devices(Device(speed=1), Device(speed=4))
    with devices:
        calls = [devices.submit(devices.spend, 8.0) for _ in range(5)]
        assert ends(devices, calls) == [(1, 2.0), (2, 4.0), (3, 6.0), (0, 8.0), (4, 8.0)]
        assert (devices.calls, devices.busy) == ([1, 4], [8.0, 8.0])
        late = devices.submit(devices.ticks)
        assert ends(devices, [late]) == [(0, 8.0)]
        assert late.result() == 8.0, "it began when it was submitted"


def test_a_device_is_as_fast_as_it_is_said_to_be_and_holds_as_much():
    def run():
        backend = devices.open_backend("auto", 1 << 26)
        began, column = devices.ticks(), backend.upload(GRID, [np.ones((2, 3), np.uint8)] * 1000)
        backend.run(OPS["rot90"], [column], 1000)
        return devices.ticks() - began, backend.name, backend.arena.slot_limit

    devices = Devices(Device(speed=0.5, memory=1 << 23))
    with devices:
        call = devices.submit(run)
        devices.wait([call])
        seconds, name, slots = call.result()
    assert (seconds, name) == (pytest.approx(1000 / VALUES_A_SECOND / 0.5), "device 1")
    assert slots == (1 << 23) // 952


@pytest.mark.parametrize(
    ("fault", "error"), [("lost", RuntimeError), ("lacks memory", MemoryError), ("hangs", None), (None, None)]
)
def test_a_device_fails_as_it_is_told_to(fault, error):
    devices = Devices(Device(fault=fault, after=1))
    with devices:
        first, second = (devices.submit(devices.spend, 3.0) for _ in range(2))
        devices.wait([first])
        assert first.exception() is None
        devices.wait([second], timeout=100.0)
        assert second.done() == (fault != "hangs")
        assert devices.now == {"hangs": 103.0, None: 6.0}.get(fault, 3.0)
        assert fault == "hangs" or type(second.exception()) is (error or type(None))
        third = devices.submit(devices.open_backend, "auto")
        if fault == "lost":
            devices.wait([third])
            assert isinstance(third.exception(), BackendError), "nor can it be opened again"


def test_it_is_waited_for_the_first_call_only():
    devices = Devices(Device())
    with devices, pytest.raises(NotImplementedError, match="ALL_COMPLETED"):
        devices.wait([devices.submit(int)], return_when=ALL_COMPLETED)
