"""Growth of the frontier in one pass: all short programs, then the targeted expansions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

from ..backends import Backend
from ..library import stored_id
from ..measure import Deadline, counted_cache, span
from ..scoring.samples import Samples
from ..tasks import Task
from .effort import Effort
from .expansions import EXPANSIONS
from .failures import Guard
from .frontier.bigrams import Likelihood, drawn_operations
from .frontier.deferred import Deferred
from .frontier.frontier import Frontier
from .frontier.grammar import Production, productions_of
from .frontier.promise import Promise
from .generation.generations import grow_by_generations
from .generation.library import grow_from_library
from .lemmas.growth import grow_from_lemmas
from .prediction.shape import update_shapes

_FOR_EXPANSIONS, _FOR_STRATEGIES = 0.15, 0.08  # shares of the arena that are kept free for what comes later
_FOR_GROWTH = 0.85  # share of the time, before numbers and expansions


@counted_cache("grammars", 4)  # the operations do not change while a process runs, but each late round draws others
def _grammar(part: float = 1.0, seed: int = 0, known: frozenset[str] = frozenset()) -> tuple[Production, ...]:
    """The productions of drawn operations. `known`: ids of tasks whose own programs have no say in the draw."""
    if part == 1:
        with span("grammar", cold=1):
            return productions_of()
    drawn = drawn_operations(part, seed, known)
    return tuple(one for one in _grammar() if one.op.name in drawn)


def begun(backend: Backend, tasks: Sequence[Task], effort: Effort) -> Frontier:
    """A frontier that holds the inputs of these tasks."""
    drawn = (effort.part, effort.seed, frozenset(stored_id(task.id) for task in tasks)) if effort.part < 1 else ()
    grammar = _grammar(*drawn)
    deferred = Deferred(Likelihood(grammar, tasks) if effort.statistics else None, idle=True)
    return Frontier(backend, Samples.upload(backend, tasks), grammar, deferred)


def grow(frontier: Frontier, effort: Effort, deadline: Deadline, guard: Guard) -> bool:
    """Grow the frontier and run all expansions; returns whether all that the effort asks for was made. Numbers are
    grown even if growth of cells ran out of memory.

    An exception under the guard ends only its stage: the frontier keeps the nodes made before, and later stages go on.
    """
    if not effort.cost:
        return True
    arena, growth = frontier.backend.arena, deadline.share(_FOR_GROWTH)
    grown = numbered = False
    with arena.sparing(_FOR_EXPANSIONS):
        with guard.stage("growth"):
            grown = frontier.grow(effort.cost, growth) and frontier.extend("features", effort.feature_cost, growth)
        with guard.stage("growth of numbers"):
            numbered = frontier.extend("numbers", effort.number_cost, deadline)
    done = []

    def further(name: str, spared: float, make: Callable[[], bool]) -> None:
        with arena.sparing(spared), guard.stage(name), span(name) as s:
            before = len(frontier.nodes)
            done.append(make())
            s.count(nodes=len(frontier.nodes) - before)

    if effort.library:
        further("library", _FOR_EXPANSIONS, lambda: grow_from_library(frontier, deadline))
    with arena.sparing(_FOR_STRATEGIES):
        for name, expand in EXPANSIONS.items():
            with guard.stage(f"expansion {name}"), span(name) as s:
                before = len(frontier.nodes)
                ended = expand(frontier, deadline)
                s.count(nodes=len(frontier.nodes) - before)
                if ended not in (True, False):
                    raise TypeError(f"grow in expansions/{name}.py returns {ended!r}, not whether it came to its end")
                done.append(ended)
    promise = cache(partial(Promise, frontier))  # of values that lemmas measured generations need not
    if effort.lemmas:
        further("lemmas", _FOR_STRATEGIES, lambda: grow_from_lemmas(promise(), effort.lemmas, deadline))
    if effort.generations:
        further(
            "generations",
            _FOR_STRATEGIES,
            lambda: grow_by_generations(promise(), effort.generations, effort.seed, deadline),
        )
    with guard.stage("shapes of outputs"):
        update_shapes(frontier)
    return guard.complete and all(done) and numbered and grown
