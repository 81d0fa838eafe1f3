"""Layers over a grid, each a colour where a state has a value, or a grid: `O = repaint(overlay(a, b), {3: 4}, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any

import numpy as np

from ...dsl.types import GRID
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..rules.beam import find_layers
from ..rules.layers import Layered, layer_choices
from ..rules.roles import roles_of
from ..rules.states import States, states_of

_BASES_FOR_STATES = 1 / 64  # bases that are tried, for each state that goes into rules
_WIDTH = 6  # partial stacks of each base
_MOST = 5  # layers

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Stacks of layers that are found again without any one of the demonstrations, for each way to name colours."""
    name = program_name(frontier.samples.tasks[task])
    roles = list(roles_of(frontier, task))
    bases = max(1, int(effort.states * _BASES_FOR_STATES))
    for states in states_of(frontier, task, effort.states, distinct=False):
        grids = np.flatnonzero(frontier.nodes.type.all[states.nodes] == TYPE_CODE[GRID])
        choices = layer_choices(states, grids)
        for seen in roles:
            free = grids[~seen.occur_in(states.known[grids]) & ~seen.occur_in(states.asked[grids])]
            for found in find_layers(
                frontier.backend, replace(states, labels=seen.labels), choices, free, bases, _WIDTH, _MOST
            ):
                for naming in seen.namings:
                    builder = Builder()
                    grid = _add_to(builder, frontier, states, found)
                    program = builder.program(naming.add_to(builder, frontier, grid), name)
                    outputs = naming.colored(states.split(found.cells))
                    yield Candidate(program, outputs, description_length(program), 1.0, "layers")


def _add_to(builder: Builder, frontier: Frontier, states: States, found: Layered) -> Any:
    """The calls that lay the layers on the base, the lowest first."""
    grid = frontier.nodes.add_to(builder, int(states.nodes[found.base]))
    for (k, has_color), layers in groupby(reversed(found.layers), key=lambda layer: (layer.state, layer.has_color)):
        state = frontier.nodes.add_to(builder, int(states.nodes[k]))
        # Layers of one state that follow each other never overlap, so that one table holds them.
        table = {layer.value: layer.color for layer in layers}
        grid = builder.call("repaint", [grid, table, state]) if has_color else builder.call("overlay", [grid, state])
    return grid
