"""A frontier whose arrays are on a device, and never mixed with those of the host, holds what it does on the CPU."""

import numpy as np
import stand_in_cupy
from search.growth import LIMIT, contents, frozen, grown, made_task, random_inputs, stored_values, words

from arc_pipeline.backends import open_backend
from arc_pipeline.dsl.types import COUNT, OBJECT, list_of
from arc_pipeline.search.frontier.aligned import calls
from arc_pipeline.search.frontier.elements import boxes, on_samples

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


def test_what_belongs_to_source_lists_is_as_on_the_cpu(monkeypatch):
    stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    task, written = made_task("any", lambda grid: grid, random_inputs(2, 4)), []
    for backend in (None, open_backend("cuda", LIMIT, device=0)):
        frontier = grown([task], CALLS, 2, backend)
        leaves = frontier.nodes.of_type(0, list_of(OBJECT), list_of(COUNT))
        begun = frontier.from_leaves(leaves, frontier.nodes.cost.all[leaves])
        lists = begun.nodes.of_type(0, list_of(OBJECT))
        made = begun.nodes_of([calls(begun.nodes, "outbox", lists), calls(begun.nodes, "size", lists)])
        written.append([(begun.nodes.program(int(node), "made").text, begun.nodes.source.all[node]) for node in made])
        values = stored_values(begun, made)
        written.append([[frozen(value) for value in each] for each in values])
        written.append(boxes(begun, on_samples(begun, lists[:1]).elements[1]).tolist())
    assert written[:3] == written[3:]
    assert len(written[0]) > 3
