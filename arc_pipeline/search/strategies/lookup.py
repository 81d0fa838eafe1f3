"""Tables over one or two states: `O = lookup({(0, 4): 3, ...}, a, b)`."""

from __future__ import annotations

from collections.abc import Iterator

from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier import Frontier
from ..rules import find_rules
from ..states import states_of


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The cheapest rules over the task's states."""
    name = program_name(frontier.samples.tasks[task])
    for states in states_of(frontier, task, effort.states):
        for rule in find_rules(states, effort.rules):
            builder = Builder()
            nodes = [frontier.nodes.add_to(builder, int(states.nodes[k])) for k in rule.states]
            program = builder.program(builder.call("lookup", [rule.table, *nodes, *[None] * (3 - len(nodes))]), name)
            outputs = tuple(states.split(rule.cells.astype("uint8")))
            yield Candidate(program, outputs, description_length(program), 1.0, "lookup")
