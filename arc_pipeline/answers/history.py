"""What was answered when: the attempts at a task after each search of it, of this run and of those it goes on from.

A store keeps them as text, which is JSON of the two attempts at each test input as attempts.json has outputs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from ..search.task_result import Answered
from .attempts import Output, outputs_in, plain
from .choose import Attempt
from .submission import SubmissionError

Pairs = Sequence[tuple[Attempt, Attempt]] | Sequence[tuple[Output, Output]]


@dataclass(frozen=True)
class Moment:
    """The attempts at a task that were chosen `seconds` after the run began, or the first of the runs that it goes on
    from, when a `round` of it had ended that took `spent` seconds of a core; round 0 if there was no time to search it.
    Attempts of earlier runs are Outputs, as the candidates that made them may be forgotten.
    """

    seconds: float
    attempts: Pairs
    round: int = 0
    spent: float = 0.0

    @classmethod
    def of(cls, answered: Answered, tests: int) -> Moment:
        """What a store kept, of a task of so many test inputs. SubmissionError if its attempts are not of this form."""
        place = "an earlier run"
        try:
            found = json.loads(answered.attempts)
        except (ValueError, RecursionError) as error:
            raise SubmissionError(f"the attempts of {place} are not JSON: {error}") from error
        (outputs,) = outputs_in({place: found}, "the store").values()
        if len(outputs) != tests or any(len(pair) != 2 for pair in outputs):
            raise SubmissionError(f"the attempts of {place} are not two for each of {tests} test inputs")
        pairs = [(first, second) for first, second in outputs]
        return cls(answered.seconds, pairs, answered.round, answered.spent)

    def answered(self) -> Answered:
        """The moment as a store keeps it."""
        pairs = [[plain(one if isinstance(one, Output) else Output.of(one)) for one in pair] for pair in self.attempts]
        return Answered(self.seconds, json.dumps(pairs, separators=(",", ":")), self.round, self.spent)
