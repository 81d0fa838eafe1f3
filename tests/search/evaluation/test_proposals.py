"""The evaluator: of what strategies propose those that fit are kept, few of each answer, with their outputs."""

import numpy as np
import pytest
from search.growth import grown, made_task, random_inputs, viewed, words

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.programs import INPUT, run_reference
from arc_pipeline.search.candidates import Proposal
from arc_pipeline.search.currency import STORED
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.search.evaluation.proposals import evaluate

EFFORT = CHEAP


@pytest.fixture
def view():
    task = made_task("turned", np.rot90, random_inputs(0, 5), 2)
    return viewed(grown([task], words("rot90", "rot180", "rot270", "height"), 2), 0, EFFORT)


def evaluated(view, proposals):
    (found,) = evaluate("some", [(view, proposals)])
    return found


def test_what_fits_is_kept_with_its_outputs(view):
    right = view.call("rot90", view.call("rot180", INPUT))
    (found,) = evaluated(view, [Proposal(right, left_out=0.5, bits=3.0, chance=0.25)])
    assert (found.source, found.fit, found.left_out, found.chance) == ("some", 1.0, 0.5, 0.25)
    assert found.program.name == "solve_turned"
    for grid, output in zip(view.task.test, found.outputs, strict=True):
        assert output.dtype == np.uint8
        assert np.array_equal(output, run_reference(found.program, grid))


def test_programs_of_no_greater_cost_that_miss_one_demonstration_make_an_accident_likelier():
    """All demonstrations but the last are their own mirror images, so that a half turn looks like the other mirror."""
    half = np.random.default_rng(0).integers(0, 9, (3, 5, 2))
    inputs = [*np.concatenate([half, half[:, :, ::-1]], axis=2), *random_inputs(3, 2, side=7)]
    task = made_task("half a turn", lambda grid: np.rot90(grid, 2), inputs)
    view = viewed(grown([task], words("rot90", "rot180", "dmirror"), 2), 0, EFFORT)
    assert view.near_misses.tolist() == [2]
    direct, twice = view.call("rot180", INPUT), view.call("rot90", view.call("rot90", INPUT))
    assert {one.chance for one in evaluated(view, [Proposal(direct)])} == {0.0}
    assert {one.chance for one in evaluated(view, [Proposal(twice)])} == {0.5}
    assert {one.chance for one in evaluated(view, [Proposal(twice, chance=0.5)])} == {0.75}


def test_a_value_of_the_library_costs_its_name_and_not_the_calls_that_make_it():
    task = made_task("turned", np.rot90, random_inputs(0, 5), 2)
    view = viewed(grown([task], words("rot90", "rot180"), 2), 0, EFFORT)
    nodes, (node, *_) = view.frontier.nodes, view.fits.tolist()
    (written,) = evaluated(view, [Proposal(view.add(node))])
    nodes.stored.all[node] = True
    again = viewed(view.frontier, 0, EFFORT)
    (named,) = evaluated(again, [Proposal(again.add(node))])
    assert again.stored == {again.add(node)}
    assert named.length == STORED < written.length
    assert named.program == written.program
    plain, onward = (one.call("rot90", one.call("rot270", one.add(node))) for one in (view, again))
    (longer,), (shorter,) = evaluated(view, [Proposal(plain)]), evaluated(again, [Proposal(onward)])
    assert STORED < shorter.length < longer.length


def test_a_candidate_names_the_stored_programs_that_its_values_descend_from():
    task = made_task("turned", lambda grid: np.rot90(grid, -1), random_inputs(0, 5), 2)
    frontier = grown([task], words("rot90", "rot180", "hmirror"), 2)
    nodes = frontier.nodes
    once, twice = (next(node for node in range(len(nodes)) if nodes.cost.all[node] == cost) for cost in (1, 2))
    nodes.descend(np.array([once, twice, twice]), ["a1", "b2 c3", "d4"], np.array([0, 1, 2]))
    view = viewed(frontier, 0, EFFORT)
    value = view.add(twice)
    turned = [view.call("rot90", value), view.call("rot180", value), view.call("rot270", value), value]
    found = evaluated(view, [Proposal(one, partly=True, parent="c3 e5") for one in turned])
    assert {one.parent for one in found} == {"c3 e5 b2"}, "each once; a single call descends from none"
    (plain,) = evaluated(view, [Proposal(view.call("rot90", INPUT), partly=True)])
    assert plain.parent == ""
    assert nodes.parents_of(twice) == "b2 c3"
    leaves = frontier.from_leaves(np.array([twice]), np.array([2])).nodes
    assert leaves.parents_of(len(leaves) - 1) == "b2 c3", "as what is grown from it does"


def test_what_claims_to_fit_and_does_not_is_left_out_but_what_is_said_to_fit_partly_is_kept(view):
    wrong = view.call("rot180", INPUT)
    assert evaluated(view, [Proposal(wrong)]) == []
    (found,) = evaluated(view, [Proposal(wrong, partly=True)])
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
    assert evaluated(view, [Proposal(view.call("crop", INPUT, 0, 0, 3, 3))]) == []


def test_of_each_answer_few_are_kept_the_shortest(view):
    turns = [view.call("rot270", INPUT)]
    for _ in range(6):
        turns.append(view.call("rot180", view.call("rot180", turns[-1])))
    found = evaluated(view, [Proposal(one) for one in reversed(turns)])
    assert [len(one.program.nodes) for one in found] == [1, 3, 5]
    assert [one.length for one in found] == sorted(one.length for one in found)


def test_of_one_program_the_proposal_that_is_surest_counts(view):
    right = view.call("rot270", INPUT)
    (found,) = evaluated(view, [Proposal(right, left_out=0.1), Proposal(right, left_out=0.9)])
    assert found.left_out == 0.9


def test_what_the_frontier_holds_is_not_run_again_and_memory_is_given_back(view, monkeypatch):
    node = int(view.fits[0])
    held = view.add(node)
    run, ran = CpuBackend.run_all, []

    def counting(backend, asked):
        ran.extend(one.op.name for one in asked)
        return run(backend, asked)

    monkeypatch.setattr(CpuBackend, "run_all", counting)
    mark = view.backend.arena.mark()
    twice = view.call("rot180", view.call("rot180", held))
    found = evaluated(view, [Proposal(held), Proposal(twice)])
    assert [one.fits for one in found] == [True, True]
    assert ran == ["rot180", "rot180"]
    assert view.backend.arena.mark() == mark


def test_programs_of_several_tasks_are_each_run_on_the_samples_of_its_own():
    """As if each task were evaluated by itself, with as many demonstrations and tests as it has."""
    rules = {"turned": np.rot90, "upside down": np.flipud, "left to right": np.fliplr}
    tasks = [made_task(name, rule, random_inputs(k, 3 + k), 1 + k) for k, (name, rule) in enumerate(rules.items())]
    frontier = grown(tasks, words("rot180"), 1)

    def asked():
        for row in range(len(tasks)):
            view = viewed(frontier, row, EFFORT)
            half = view.add(int(view.of_cells()[-1]))
            programs = [view.call("rot90", half), view.call("hmirror", INPUT), view.call("vmirror", half)]
            yield view, [Proposal(one, bits=k, partly=True) for k, one in enumerate(programs)] if row != 1 else []

    def described(found):
        return [(str(one.program), one.fit, one.bits, [output.tolist() for output in one.outputs]) for one in found]

    together = evaluate("some", list(asked()))
    assert [len(found) for found in together] == [3, 0, 3]
    assert [described(found) for found in together] == [described(evaluated(*each)) for each in asked()]
    for task, found in zip(tasks, together, strict=True):
        for one in found:
            outputs = [run_reference(one.program, grid) for grid in task.test]
            assert all(map(np.array_equal, one.outputs, outputs))


def test_nothing_proposed_is_nothing_found(view):
    assert evaluated(view, []) == []
