"""Practice tasks by number and seed: drafts are made, tried and refused until there are enough of each kind.

Kinds are mixed as they are among the known tasks, in whose manner all inputs are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count as numbers
from itertools import islice

from ..backends import Backend
from ..search.frontier.kinds import KINDS, kind_of
from ..tasks import Answers, TaskSet, TestInputs
from .drafts import Draft, Model, draft, has_random_program, library_models, model_of
from .samples import Made, Refusal, made_tasks
from .telling import are_told

RANDOM_SHARE = 0.3  # of the tasks, by default
_AT_ONCE = 64  # drafts that are tried together, fewer where few tasks are missing
_DRAFTS_A_TASK = 4  # that are usually needed
_MOST_DRAFTS = 400  # for each task, before it is given up


class PracticeError(ValueError):
    """There cannot be as many practice tasks as were asked for."""


@dataclass
class Practice:
    """Practice tasks, by kind, and how they came about. `refused`: how many drafts were refused, by reason; `drafts`:
    how many there were in all."""

    seed: int
    made: list[Made] = field(default_factory=list)
    refused: Counter[Refusal] = field(default_factory=Counter)
    drafts: int = 0

    @property
    def tasks(self) -> TaskSet:
        """The tasks with their answers, as `load_tasks` gives them."""
        tasks = tuple(one.task for one in self.made)
        inputs = tuple(TestInputs(task.id, task.test) for task in tasks)
        answers = Answers({one.task.id: one.answers for one in self.made})
        return TaskSet(tasks, answers, (), f"practice tasks of seed {self.seed}", inputs)


def practice_tasks(
    backend: Backend,
    count: int,
    seed: int = 0,
    random_share: float = RANDOM_SHARE,
    models: Sequence[Model] | None = None,
    progress: Callable[[Practice], object] = lambda far: None,
) -> Practice:
    """`count` practice tasks, determined by seed, share and models alone. `random_share`: of tasks with random
    programs; `models`: by default the tasks of the library's programs; `progress` is called with what is there after
    each batch of drafts. Raises ValueError for a bad count, seed or share, PracticeError if far more drafts than usual
    do not suffice, and TaskError if models cannot be loaded."""
    if count < 1 or seed < 0 or not 0 <= random_share <= 1:
        raise ValueError(
            f"expected a count of 1 or more, a seed of 0 or more and a share, got {count, seed, random_share}"
        )
    models = library_models() if models is None else models
    kinds = {model.task.id: kind_of(model.task) for model in models}
    wanted = _quotas(count, random_share, Counter(kinds.values()))
    found = Practice(seed)
    drafted = _drafted(seed, models, kinds, random_share, wanted)
    while wanted.total():
        if found.drafts >= _MOST_DRAFTS * count:
            raise PracticeError(f"only {len(found.made)} of {count} practice tasks came of {found.drafts} drafts")
        some = list(islice(drafted, min(_AT_ONCE, _DRAFTS_A_TASK * wanted.total())))
        found.drafts += len(some)
        made = made_tasks(backend, some)
        found.refused.update(one for one in made if isinstance(one, Refusal))
        _take(found, wanted, backend, [one for one in made if isinstance(one, Made)])
        progress(found)
    return found


def _quotas(count: int, random_share: float, kinds: Counter[str]) -> Counter[tuple[bool, str]]:
    """How many tasks there shall be of random and of stored programs, by kind: in all `count`, of either in the
    proportions of the known tasks (largest remainders)."""
    random, found = round(count * random_share), Counter[tuple[bool, str]]()
    for is_random, some in ((False, count - random), (True, random)):
        shares = {(is_random, kind): some * kinds[kind] / kinds.total() for kind in KINDS}
        whole = Counter({cell: int(share) for cell, share in shares.items()})
        by_remainder = sorted(shares, key=lambda cell: whole[cell] - shares[cell])
        found += whole + Counter(by_remainder[: some - whole.total()])
    return found


def _drafted(
    seed: int,
    models: Sequence[Model],
    kinds: dict[str, str],
    share: float,
    wanted: Counter[tuple[bool, str]],
) -> Iterator[Draft]:
    """The drafts of a seed, in order, but those that can only be of a kind of which there are enough."""
    for number in numbers():
        random = has_random_program(seed, number, share)
        useful = KINDS if random else (kinds[model_of(seed, number, models).task.id],)
        if any(wanted[random, kind] for kind in useful):
            yield draft(seed, number, models, share)


def _take(found: Practice, wanted: Counter[tuple[bool, str]], backend: Backend, made: Sequence[Made]) -> None:
    """Add the tasks of which there are not enough and whose demonstrations tell their rule."""
    cells = [(one.draft.is_random, kind_of(one.task)) for one in made]
    asked = [(one, cell) for one, cell in zip(made, cells, strict=True) if wanted[cell]]
    found.refused[Refusal.ENOUGH] += len(made) - len(asked)
    if not asked:
        return
    for (one, cell), told in zip(asked, are_told(backend, [one for one, _ in asked]), strict=True):
        if not told:
            found.refused[Refusal.ANOTHER] += 1
        elif not wanted[cell]:
            found.refused[Refusal.ENOUGH] += 1
        else:
            found.made.append(one)
            wanted[cell] -= 1
