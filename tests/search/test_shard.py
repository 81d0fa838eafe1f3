"""A shard: one result a task, validated, best candidates first, and the arena as it was, whatever happens."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from search.growth import EFFORT

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline, recording
from arc_pipeline.programs import parse
from arc_pipeline.search import asking, shard
from arc_pipeline.search.candidates import KEPT, Candidate, best_candidates
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.strategies import STRATEGIES
from arc_pipeline.search.task_result import TaskResult

PROGRAMS = [
    parse(f"def solve(I):\n    O = {word}(I)\n    return O\n")
    for word in ("rot90", "hmirror", "vmirror", "trim", "rot180", "rot270", "dmirror")
]


def test_one_result_a_task_in_order(backend, tasks):
    mark = backend.arena.mark()
    with recording() as recorder:
        results = search_shard(backend, tasks, EFFORT, Deadline())
    assert [result.task_id for result in results] == [task.id for task in tasks]
    for task, result in zip(tasks, results, strict=True):
        assert result.complete
        assert result.finished == (EFFORT.reach,)
        assert result.defects == []
        assert result.tried > 100
        assert 0 < result.seconds < 600
        assert 0 < len(result.candidates) <= KEPT
        fits = [candidate.fit for candidate in result.candidates]
        assert fits == sorted(fits, reverse=True)
        assert all(len(candidate.outputs) == len(task.test) for candidate in result.candidates)
    assert [result.fits for result in results[:2]] == [True, True]
    assert any(candidate.generality > 0 for candidate in results[0].candidates), "how general what fits is, is measured"
    assert backend.arena.mark() == mark
    assert {"generate", "frontier", "validate", *STRATEGIES} <= {span.name for span in recorder.spans}


def test_without_time_there_are_results_that_say_so(backend, tasks):
    results = search_shard(backend, tasks, EFFORT, Deadline(0))
    assert [(result.complete, result.candidates, result.tried) for result in results] == [(False, [], 0)] * len(tasks)
    assert [result.searched for result in results] == [()] * len(tasks)
    assert [result.finished for result in results] == [()] * len(tasks)


def test_a_candidate_that_is_not_what_it_claims_becomes_a_defect(monkeypatch, backend, tasks):
    def lying(source, asked):
        found = []
        for view, _ in asked:
            outputs = tuple(np.full_like(grid, 7) for grid in view.task.test)
            found.append([Candidate(PROGRAMS[1], outputs, 10.0, 1.0, "lying")] if source == "exact" else [])
        return found

    monkeypatch.setattr(asking, "evaluate", lying)
    one_view = tasks[0], tasks[2]
    for task, result in zip(one_view, search_shard(backend, one_view, EFFORT, Deadline()), strict=True):
        (defect,) = result.defects
        assert (defect.task_id, parse(defect.text)) == (task.id, PROGRAMS[1])
        assert "lying" not in {candidate.source for candidate in result.candidates}


def test_what_was_validated_before_is_not_validated_again(monkeypatch, backend, tasks):
    """Unless it makes something else than it did then."""
    asked = []
    monkeypatch.setattr(shard.Validator, "defect", lambda self, program, *_: asked.append(program))
    (first,) = search_shard(backend, tasks[:1], EFFORT, Deadline())
    fitting = [one for one in first.candidates if one.fits]
    assert len(asked) == len(fitting) > 2
    asked.clear()
    another = replace(fitting[0], outputs=tuple(output + 1 for output in fitting[0].outputs))
    with recording() as recorder:
        (second,) = search_shard(backend, tasks[:1], EFFORT, Deadline(), known={tasks[0].id: [another, *fitting[2:]]})
    (counts,) = [one.counts for one in recorder.spans if one.name == "validate"]
    assert (counts["asked_validations"], counts["found_validations"]) == (len(fitting), len(fitting) - 2)
    assert asked == [one.program for one in fitting[:2]]
    assert [one.program for one in second.candidates] == [one.program for one in first.candidates]


def test_candidates_that_there_is_no_time_to_check_are_left_out(monkeypatch, backend, tasks):
    """However slow the references are, a shard comes back: its worker would be given up otherwise."""
    passed = SimpleNamespace(expired=False, share=lambda fraction: passed)
    checked = []

    def slow(validator, program, outputs, deadline):
        checked.append(program)
        passed.expired = True

    monkeypatch.setattr(shard.Validator, "defect", slow)
    with recording() as recorder:
        solved, *others = search_shard(backend, (tasks[0], tasks[2]), EFFORT, passed)  # of one view each
    counts = next(one.counts for one in recorder.spans if one.name == "validate")
    assert counts["out_of_time"] == 1
    assert counts["late_programs"] == counts["asked_validations"] + counts["late_programs"] - 1 > 0
    assert [candidate.program for candidate in solved.candidates if candidate.fits] == checked
    assert len(checked) == 1
    assert not any(result.complete for result in (solved, *others))


def candidate(program, fit, length, source="some", answer=0):
    return Candidate(PROGRAMS[program], (np.array([[answer]], np.uint8),), length, fit, source)


candidates = st.lists(
    st.builds(
        candidate,
        st.integers(0, len(PROGRAMS) - 1),
        st.sampled_from([1.0, 0.9, 0.5]),
        st.integers(1, 4),
        st.sampled_from("ab"),
        st.integers(0, 2),
    ),
    max_size=20,
)


@given(candidates, st.integers(0, 5))
def test_the_best_candidates_are_the_best_of_each_program_best_first(candidates, most):
    ordered = sorted(candidates, key=lambda candidate: (-candidate.fit, candidate.length))
    expected, programs = [], set()
    for candidate in ordered:
        alike = [one for one in expected if (one.source, one.answer) == (candidate.source, candidate.answer)]
        if candidate.program not in programs and len(alike) < 3:
            expected.append(candidate)
        programs.add(candidate.program)
    assert list(map(id, best_candidates(candidates, len(expected)))) == list(map(id, expected))
    kept = best_candidates(candidates, most)
    assert len(kept) == min(most, len(expected))
    assert list(map(id, kept)) == [id(one) for one in expected if any(one is other for other in kept)]
    assert list(map(id, kept[: most // 2])) == list(map(id, expected[: most // 2]))
    turns = [k >= most // 2 and sum(one.answer == other.answer for other in expected[:k])
             for k, one in enumerate(expected)]  # fmt: skip
    ranks = {id(one): (one.fit < 1.0, turn) for one, turn in zip(expected, turns, strict=True)}
    out = [ranks[id(one)] for one in expected if not any(one is other for other in kept)]
    assert max((ranks[id(one)] for one in kept), default=(False, 0)) <= min(out, default=(True, 99))


def test_no_number_of_programs_for_one_answer_pushes_out_the_only_one_for_another():
    many = [candidate(k, 1.0, 10 + k, source=f"s{k}", answer=1) for k in range(5)]
    only, unfit = candidate(5, 1.0, 99, answer=2), candidate(6, 0.9, 1, answer=3)
    kept = best_candidates([unfit, only, *many], 3)
    assert list(map(id, kept)) == list(map(id, [*many[:2], only]))


def test_results_of_two_rounds_are_merged():
    first = TaskResult("one", [candidate(0, 0.9, 5), candidate(1, 0.5, 2)], 10, 1.5, [], complete=False)
    second = TaskResult("one", [candidate(2, 1.0, 9), candidate(0, 0.9, 5)], 30, 2.0, [], complete=True)
    merged = second.merged_with(first)
    assert [(PROGRAMS.index(c.program), c.fit) for c in merged.candidates] == [(2, 1.0), (0, 0.9), (1, 0.5)]
    assert (merged.tried, merged.seconds, merged.complete, merged.fits) == (40, 3.5, True, True)
    assert first.merged_with(None) is first
    assert not first.fits


def test_growth_leaves_room_for_what_comes_after_it(monkeypatch, tasks):
    """However much it would make, the arena is never full when strategies are asked."""
    small, free = CpuBackend(1 << 22, threads=1), []

    def look(view):
        free.append(view.backend.arena.free_slots)
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"look": look})
    (result,) = search_shard(small, tasks[2:3], replace(EFFORT, cost=3), Deadline())
    assert not result.complete
    assert free[0] >= 0.08 * small.arena.slot_limit
    assert small.arena.mark().slots == 0
