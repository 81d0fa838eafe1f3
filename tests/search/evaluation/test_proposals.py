"""The evaluator: of what strategies propose those that fit are kept, few of each answer, with their outputs."""

import numpy as np
import pytest
from search.growth import grown, made_task, random_inputs, viewed, words

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.programs import INPUT, run_reference
from arc_pipeline.search.candidates import Proposal
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.evaluation.proposals import evaluate

EFFORT = ROUNDS[0]


@pytest.fixture
def view():
    task = made_task("turned", np.rot90, random_inputs(0, 5), 2)
    return viewed(grown([task], words("rot90", "rot180", "rot270", "height"), 2), 0, EFFORT)


def test_what_fits_is_kept_with_its_outputs(view):
    right = view.call("rot90", view.call("rot180", INPUT))
    (found,) = evaluate(view, "some", [Proposal(right, left_out=0.5, bits=3.0, chance=0.25)])
    assert (found.source, found.fit, found.left_out, found.chance) == ("some", 1.0, 0.5, 0.25)
    assert found.program.name == "solve_turned"
    for grid, output in zip(view.task.test, found.outputs, strict=True):
        assert output.dtype == np.uint8
        assert np.array_equal(output, run_reference(found.program, grid))


def test_what_claims_to_fit_and_does_not_is_left_out_but_what_is_said_to_fit_partly_is_kept(view):
    wrong = view.call("rot180", INPUT)
    assert evaluate(view, "some", [Proposal(wrong)]) == []
    (found,) = evaluate(view, "some", [Proposal(wrong, partly=True)])
    right = total = 0
    for pair in view.task.train:
        made = run_reference(found.program, pair.input)
        total += pair.output.size
        right += int((made == pair.output).sum()) if made.shape == pair.output.shape else 0
    assert found.fit == pytest.approx(right / total)
    assert not found.fits


def test_what_is_void_on_a_test_is_left_out():
    sizes = [(4, 4), (4, 4), (2, 2)]
    inputs = [np.random.default_rng(k).integers(1, 5, size) for k, size in enumerate(sizes)]
    task = made_task("corner", lambda grid: grid[:3, :3], inputs)
    view = viewed(grown([task], words("rot90"), 1), 0, EFFORT)
    assert evaluate(view, "some", [Proposal(view.call("crop", INPUT, 0, 0, 3, 3))]) == []


def test_of_each_answer_few_are_kept_the_shortest(view):
    turns = [view.call("rot270", INPUT)]
    for _ in range(6):
        turns.append(view.call("rot180", view.call("rot180", turns[-1])))
    found = evaluate(view, "some", [Proposal(one) for one in reversed(turns)])
    assert [len(one.program.nodes) for one in found] == [1, 3, 5]
    assert [one.length for one in found] == sorted(one.length for one in found)


def test_of_one_program_the_proposal_that_is_surest_counts(view):
    right = view.call("rot270", INPUT)
    (found,) = evaluate(view, "some", [Proposal(right, left_out=0.1), Proposal(right, left_out=0.9)])
    assert found.left_out == 0.9


def test_what_the_frontier_holds_is_not_run_again_and_memory_is_given_back(view, monkeypatch):
    node = int(view.fits[0])
    held = view.add(node)
    run, ran = CpuBackend.run, []

    def counting(backend, op, arguments, rows):
        ran.append(op.name)
        return run(backend, op, arguments, rows)

    monkeypatch.setattr(CpuBackend, "run", counting)
    mark = view.backend.arena.mark()
    twice = view.call("rot180", view.call("rot180", held))
    found = evaluate(view, "some", [Proposal(held), Proposal(twice)])
    assert [one.fits for one in found] == [True, True]
    assert ran == ["rot180", "rot180"]
    assert view.backend.arena.mark() == mark


def test_nothing_proposed_is_nothing_found(view):
    assert evaluate(view, "some", []) == []
