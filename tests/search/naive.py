"""The definition of a frontier: every call on every value, by the operations' references, one at a time."""

from itertools import product

import numpy as np
from search.growth import frozen, inputs_of

from arc_pipeline.dsl import ABSENT, evaluate
from arc_pipeline.dsl.types import GRID
from arc_pipeline.search.frontier.grammar import HOLE


def naive_values(task, grammar, cost):
    """{(type, values on all samples): least cost} of all programs up to `cost`; values that are void somewhere are not
    there. Lists of different objects go together here, if they are equally long."""
    samples = inputs_of(task)
    grids = [*samples, *(pair.output for pair in task.train)]
    colors = sum(1 << int(color) for color in np.unique(np.concatenate([grid.ravel() for grid in grids])))
    kept = [(GRID, samples, 0)]
    found = {(GRID.name, frozen(samples)): 0}
    for now in range(1, cost + 1):
        new = []
        for production, (types, result) in [(calls_of, kinds) for calls_of in grammar for kinds in calls_of.types]:
            for args in product(*([entry for entry in kept if entry[0] == kind] for kind in types)):
                if production.cost + sum(entry[2] for entry in args) != now:
                    continue
                for choice, needed in enumerate(production.colors.tolist()):
                    values = _values(production, choice, args, len(samples)) if not needed & ~colors else [None]
                    key = result.name, frozen(values)
                    if not any(value is None for value in values) and key not in found:
                        found[key] = now
                        new.append((result, values, now))
        kept += new
    return found


def _values(production, choice, args, samples):
    made = []
    for k in range(samples):
        values = iter(entry[1][k] for entry in args)
        literals = [next(values) if v is HOLE else ABSENT if v is None else v for v in production.literals(choice)]
        made.append(evaluate(production.op, literals))
    return made
