"""Frontiers for tests: tasks, small vocabularies, and what a frontier holds, read back as Python values."""

from dataclasses import replace

import numpy as np

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl import OPS, TYPES, origin_of
from arc_pipeline.measure import Deadline
from arc_pipeline.scoring.samples import Samples
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.evaluation.proposals import evaluate
from arc_pipeline.search.frontier.deferred import UNLIKELY, Deferred
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.strategies import STRATEGIES
from arc_pipeline.search.taskview.view import TaskView
from arc_pipeline.tasks import Pair, Task, load_tasks

LIMIT = 1 << 30  # bytes of address space; what is not used is never touched
KINDS = list(TYPES.values())
EFFORT = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=1.0)


def development(*ids):
    return load_tasks("arc-agi-1/training", ids=list(ids)).tasks


def made_task(task_id, rule, inputs, tests=1):
    """A task whose outputs are `rule` of its inputs, the last of which are test inputs."""
    grids = [np.array(grid, np.uint8) for grid in inputs]
    train = tuple(Pair(grid, np.array(rule(grid), np.uint8)) for grid in grids[: len(grids) - tests])
    return Task(task_id, train, tuple(grids[len(grids) - tests :]))


def random_inputs(seed, number, colors=4, side=6):
    """Grids of mixed sizes, mostly black."""
    rng = np.random.default_rng(seed)
    made = [rng.integers(0, colors, rng.integers(2, side + 1, 2)) for _ in range(number)]
    return [np.where(rng.random(grid.shape) < 0.5, 0, grid) for grid in made]


def words(*names):
    return productions_of(OPS[name] for name in names)


def narrowed(grammar, name):
    """The calls, but of one operation only those with the first of each literal."""
    firsts = tuple(replace(p, literals=p.literals[:1]) for p in OPS[name].parameters)
    others = [production for production in grammar if production.op.name != name]
    return tuple(
        sorted(
            [*others, *productions_of([replace(OPS[name], parameters=firsts)])], key=lambda production: production.cost
        )
    )


class Judged:
    """A likelihood in which each call has the bits that `of` says of its operation, that of its first argument (None
    for the input), and its task."""

    def __init__(self, grammar, of):
        self.names, self.of = [production.op.name for production in grammar], of

    def words(self, nodes):
        return nodes.production_id.all

    def bits(self, production_id, words, task):
        inner = [None if word < 0 else self.names[word] for word in words[:, 0].tolist()]
        found = [self.of(self.names[production_id], *one) for one in zip(inner, task.tolist(), strict=True)]
        return np.array(found, dtype=float)


def deferred_of(grammar, of, idle=False):
    """Deferred calls, each of which costs as much more as `of` says of it; see Judged."""
    bits = [0.0, *(one + 1 for one in UNLIKELY)]
    return Deferred(Judged(grammar, lambda *call: bits[of(*call)]), idle)


def begun(tasks, grammar, backend=None, limit=LIMIT, deferred=None):
    """A frontier that holds the inputs of the tasks."""
    backend = CpuBackend(limit, threads=1) if backend is None else backend
    return Frontier(backend, Samples.upload(backend, tasks), grammar, deferred)


def grown(tasks, grammar, cost, backend=None, deferred=None, **further):
    """A frontier grown to a cost, and in features or numbers alone further, which took the time it needed."""
    frontier = begun(tasks, grammar, backend, deferred=deferred)
    assert frontier.grow(cost, Deadline())
    assert all(frontier.extend(kind, reached, Deadline()) for kind, reached in further.items())
    return frontier


def kind_of(frontier, node):
    return KINDS[frontier.nodes.type.all[node]]


def stored_values(frontier, chosen):
    """The values of these nodes, a list of one value a sample for each."""
    nodes, chosen, found = frontier.nodes, np.asarray(chosen, int), {}
    types = nodes.type.all[chosen]
    for kind in np.unique(types):
        alike = chosen[types == kind]
        rows, firsts = frontier.samples.rows[nodes.task.all[alike]], nodes.first_row.all[alike]
        where = np.concatenate([np.arange(first, first + n) for first, n in zip(firsts, rows, strict=True)])
        values = iter(frontier.backend.arena.values(nodes.column(KINDS[kind], frontier.backend.xp.asarray(where))))
        for node, n in zip(alike.tolist(), rows.tolist(), strict=True):
            found[node] = [next(values) for _ in range(n)]
    return [found[node] for node in chosen.tolist()]


def inputs_of(task):
    return [*(pair.input for pair in task.train), *task.test]


def frozen(value):
    """A value as something that can be compared and put into sets."""
    if isinstance(value, list):
        return tuple(map(frozen, value))
    if isinstance(value, np.ndarray):
        return value.shape, np.asarray(value).tobytes(), origin_of(value)
    return None if value is None else int(value)


def contents(frontier, task=0, cells_only=False):
    """What a frontier holds of a task: {(type, values on all samples): cost}; equal values twice are an error."""
    nodes = frontier.nodes
    chosen = np.flatnonzero(nodes.task.all == task)
    if cells_only:
        chosen = frontier.cell_features[nodes.task.all[frontier.cell_features] == task]
    found = {}
    for node, values in zip(chosen, stored_values(frontier, chosen), strict=True):
        key = kind_of(frontier, node).name, frozen(values)
        assert key not in found, f"two nodes with the same value: {key}"
        found[key] = int(nodes.cost.all[node])
    return found


def viewed(frontier, task, effort):
    """A task of a frontier as strategies see it."""
    return TaskView(frontier, task, effort)


def found_by(name, frontier, task, effort):
    """The candidates of a strategy for a task of a frontier."""
    view = viewed(frontier, task, effort)
    (found,) = evaluate(name, [(view, list(STRATEGIES[name](view)))])
    return found
