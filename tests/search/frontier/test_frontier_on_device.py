"""A frontier whose arrays are on a device, and never mixed with those of the host, holds what it does on the CPU."""

import numpy as np
import stand_in_cupy
from search.growth import LIMIT, contents, grown, made_task, random_inputs, words

from arc_pipeline.backends import open_backend

CALLS = words("rot90", "tophalf", "replace", "objects", "size", "argmax", "mostcommon", "mostcolor")


def test_as_on_the_cpu(monkeypatch):
    stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    tasks = [
        made_task("turned", np.rot90, random_inputs(0, 3)),
        made_task("left", lambda grid: grid[:, ::-1], random_inputs(1, 5), tests=2),
    ]
    frontiers = [
        grown(tasks, CALLS, 2, backend, features=3) for backend in (None, open_backend("cuda", LIMIT, device=0))
    ]
    for task in range(len(tasks)):
        on_cpu, on_device = (contents(frontier, task) for frontier in frontiers)
        assert on_cpu == on_device
        assert len(on_cpu) > 20
