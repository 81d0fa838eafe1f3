"""Generation of programs: those of most promise are mutated and recombined, again and again, and what promises more
takes its turn (genetic programming over a graph of shared calls; Koza 1992, Miller 2011)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...dsl.types import GRID
from ...measure import Deadline
from ..frontier.frontier import Frontier
from ..frontier.joins import places
from ..frontier.nodes import TYPE_CODE
from ..frontier.promise import MEASURES, Promise, most_promising
from .library import run_library
from .mutation import Mutation
from .programs import Programs
from .recoloring import recolored
from .variants import Made, Variants, run_variants

SEEDS = 48  # programs of each task that are varied in a generation: with fewer there is less to find
VARIANTS, MOST = 27_000, 6_800  # of all tasks in a generation, and of a task: with more, launches are larger
_RECOLORED = 2 / 17  # share of the variants that differ in colours
_LATER = 0.95  # factor of a seed's weight from one that promises more to the next
_CONTINUES = 4  # generations from one run of the library to the next, which takes longer than one of them and fits less


@dataclass
class Generations:
    """The generations of a frontier's programs. `promise`: measures the frontier; `rng`: what is drawn with; `roots`
    int64 (n,): the grids on which the library was run. `_best` int64 (n,): the nodes among the first `_seen` that may
    still become seeds."""

    promise: Promise
    rng: np.random.Generator
    roots: np.ndarray
    _best: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    _seen: int = 0

    @classmethod
    def of(cls, promise: Promise, seed: int) -> Generations:
        """Those of a frontier on whose inputs the library was run."""
        return cls(promise, np.random.default_rng(seed), np.arange(len(promise.frontier.samples.tasks)))

    @property
    def frontier(self) -> Frontier:
        """The frontier that holds the programs."""
        return self.promise.frontier

    def seeds(self) -> tuple[Programs, np.ndarray]:
        """The programs of most promise, and their weights, float64 (n,)."""
        nodes, measures = self.frontier.nodes, self.promise.measured()
        # What SEEDS others surpass by each measure is no seed any more, as what is new can only surpass it as well.
        # As many as all measures may choose contain all that is among the first by any of them.
        # Leaves are looked at too, as what all measures say the same of counts once.
        leaves, asked = np.flatnonzero(nodes.production_id.all < 0), np.zeros_like(measures)
        for some in (leaves, self._best, slice(self._seen, None)):
            asked[some] = measures[some]
        self._best, self._seen = most_promising(nodes, asked, SEEDS * len(MEASURES), leaves), len(nodes)
        chosen = self._best[places(nodes.task.all[self._best]) < SEEDS]
        programs = Programs.of(nodes, chosen)
        return programs, _LATER ** places(nodes.task.all[programs.outputs])

    def variants(self, programs: Programs, weights: np.ndarray) -> Variants:
        """Variants of these programs, as many of each task."""
        number = min(MOST, VARIANTS // len(self.frontier.samples.tasks))
        others = round(_RECOLORED * number)
        mutants = Mutation(self.frontier, programs, weights, self.rng).drawn(number - others)
        return Variants.joined([mutants, recolored(self.frontier, programs, weights, others, self.rng)])

    def next(self, deadline: Deadline) -> Made | None:
        """What one more generation makes; None if there is nothing to vary."""
        programs, weights = self.seeds()
        if not len(programs):
            return None
        variants, nodes = self.variants(programs, weights), self.frontier.nodes
        if not len(variants):
            return None
        first = len(nodes)
        made = run_variants(self.frontier, programs, variants, deadline)
        new = made.node >= first
        nodes.inherit(made.node[new], programs.outputs[variants.program[made.variant[new]]])
        return made

    def continued(self, deadline: Deadline) -> None:
        """Run the library on one more grid of each task, the one of most promise: one program after another."""
        nodes, tasks = self.frontier.nodes, len(self.frontier.samples.tasks)
        measures = np.where((nodes.type.all == TYPE_CODE[GRID])[:, None], self.promise.measured(), 0.0)
        chosen = most_promising(nodes, measures, 1, self.roots)
        self.roots, roots = np.concatenate([self.roots, chosen]), np.full(tasks, -1)
        roots[nodes.task.all[chosen]] = chosen
        run_library(self.frontier, roots, deadline)


def grow_by_generations(promise: Promise, number: int, seed: int, deadline: Deadline) -> bool:
    """Vary the programs of most promise of each task in so many generations, all tasks together; before some of them
    run the library on what promises most: for what it makes there to be varied, as it rarely fits itself. Returns False
    if time or memory ran out."""
    generations = Generations.of(promise, seed)
    for k in range(number):
        if k and k % _CONTINUES == 0:
            generations.continued(deadline)
        if deadline.expired or generations.next(deadline) is None:
            break
    return not (deadline.expired or promise.frontier.counts.full)
