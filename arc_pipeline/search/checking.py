"""What becomes of a task's candidates: put back from its view, validated, run on changed demonstrations and on samples
that were left out."""

from __future__ import annotations

from collections.abc import Sequence

from ..backends import Backend
from ..measure import Deadline, count_lookups, span
from ..tasks.task import same_grids
from .candidates import Candidate, best_candidates
from .case import Case
from .evaluation.generality import with_generality
from .evaluation.proposals import on_all_samples
from .excerpt import excerpt


def check(case: Case, found: Sequence[Candidate], backend: Backend, deadline: Deadline) -> None:
    """Put candidates for the task as its view shows it into the task's result, validated."""
    _put_back(case, found, deadline)
    _validate(case, deadline)
    _generalize(case, backend)
    _run_on_all(case, backend)


def _put_back(case: Case, found: Sequence[Candidate], deadline: Deadline) -> None:
    """Turn candidates for the task as the view shows it into candidates for the task itself."""
    task = excerpt(case.task)
    with span("inline", programs=len(found)) as s:
        for done, candidate in enumerate(found):
            if deadline.expired:
                s.count(out_of_time=1, late_programs=len(found) - done)
                case.result.complete = False
                break
            with case.guard.stage("back from the view"):
                if (one := case.view.back(candidate, task)) is not None:
                    case.result.candidates.append(one)


def _validate(case: Case, deadline: Deadline) -> None:
    """Validate every candidate that claims to fit: a defective one is replaced by its defect, and those for which time
    is lacking are dropped."""
    result, checked = case.result, []
    sound = {one.program: one.outputs for one in case.searched.known if one.fits}
    with span("validate", programs=len(result.candidates)) as s:
        fitting = [one for one in result.candidates if one.fits]
        for done, candidate in enumerate(fitting):
            if deadline.expired:
                result.complete = False
                s.count(out_of_time=1, late_programs=len(fitting) - done)
                break
            with case.guard.stage("validation"):
                defect, is_known = None, same_grids(candidate.outputs, sound.get(candidate.program, ()))
                count_lookups("validations", 1, int(is_known))
                if not is_known:
                    defect = case.searched.validator.defect(candidate.program, candidate.outputs, deadline)
                if defect is None:
                    checked.append(candidate)
                else:
                    result.defects.append(defect)
    result.candidates = checked + [candidate for candidate in result.candidates if not candidate.fits]


def _generalize(case: Case, backend: Backend) -> None:
    """Measure how general the candidates are that fit."""
    result = case.result
    with case.guard.stage("generality"):
        result.candidates = with_generality(backend, excerpt(case.task), result.candidates, case.searched.known)


def _run_on_all(case: Case, backend: Backend) -> None:
    """Run the candidates on all samples of the task, if it was searched on an excerpt."""
    if excerpt(case.task) is case.task:
        return
    found = []
    for candidate in case.result.candidates:
        with case.guard.stage("run on all samples"):
            if (one := on_all_samples(backend, candidate, case.task)) is not None:
                found.append(one)
    case.result.candidates = best_candidates(found)
