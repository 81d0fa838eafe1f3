"""Tables over one to three states: `O = lookup({(0, 4): 3, ...}, a, b)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..rules.roles import roles_of
from ..rules.rules import find_rules
from ..rules.states import states_of

_GUESSED_BITS = 8  # an entry that no demonstration shows, so the rule counts as longer


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The cheapest rules over the task's states, for each way to name colours."""
    name = program_name(frontier.samples.tasks[task])
    roles = list(roles_of(frontier, task))
    for states in states_of(frontier, task, effort.states):
        for seen in roles:
            for rule in find_rules(frontier.backend, replace(states, labels=seen.labels), effort.rules):
                for naming in seen.namings:
                    builder = Builder()
                    nodes = [frontier.nodes.add_to(builder, int(states.nodes[k])) for k in rule.states]
                    grid = builder.call("lookup", [rule.table, *nodes, *[None] * (3 - len(nodes))])
                    program = builder.program(naming.add_to(builder, frontier, grid), name)
                    outputs = naming.colored(states.split(rule.cells))
                    length = description_length(program) + _GUESSED_BITS * rule.guessed
                    yield Candidate(program, outputs, length, 1.0, "lookup", rule.evidence)
