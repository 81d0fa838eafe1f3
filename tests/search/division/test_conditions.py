"""Predicates of cells and conditions made of them, against what they say on each cell."""

from itertools import combinations

import numpy as np
import pytest
from search.growth import grown, made_task, random_inputs, viewed, words

from arc_pipeline.programs import run_reference
from arc_pipeline.search.bits import unpacked
from arc_pipeline.search.division import conditions as conditions_module
from arc_pipeline.search.division.conditions import ALONE, BOTH, EITHER, conditions_of, holds_on_tests
from arc_pipeline.search.division.predicates import Predicates, by_example, predicates_of
from arc_pipeline.search.division.terms import Division
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.taskview.features import FeatureMatrix

EFFORT = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=1.0)
EXAMPLE = np.repeat([0, 1, 2], [4, 5, 3])


@pytest.fixture(scope="module")
def view():
    tasks = [made_task("x", lambda grid: np.where(grid == 1, 5, grid), random_inputs(2, 4))]
    return viewed(grown(tasks, words("hmirror", "column", "ofcolor", "object_size"), 1), 0, EFFORT)


def test_a_predicate_holds_where_the_mask_does_that_its_calls_make(view):
    (features,) = view.features
    predicates = predicates_of(view, features)
    inputs = [pair.input for pair in view.task.train]
    seen = set()
    for k in range(len(predicates)):
        ref = predicates.add_to(view, features, k)
        program = view.builder.program(ref)
        made = [run_reference(program, grid) > 0 for grid in inputs]
        held = unpacked(predicates.held[k])
        for mask, cells in zip(made, held, strict=True):
            np.testing.assert_array_equal(cells[: mask.size], mask.ravel())
            assert not cells[mask.size :].any()
        tests = [run_reference(program, grid).ravel() > 0 for grid in view.task.test]
        np.testing.assert_array_equal(predicates.test[k], np.concatenate(tests))
        seen.add(np.concatenate([*(mask.ravel() for mask in made), *tests]).tobytes())
    assert len(seen) == len(predicates), "no two hold at the same cells"
    used = {node.op for node in view.builder.nodes}
    assert used >= {"complement", "is_value", "threshold", "ofcolor"}
    assert (np.diff(predicates.cost) >= 0).all()


def random_predicates(seed, number=9):
    """Predicates that hold at random cells, and a division that some of them or some pairs decide."""
    rng = np.random.default_rng(seed)
    cells = rng.random((number, len(EXAMPLE))) < 0.5
    held, none = by_example(cells, EXAMPLE), np.zeros(number, np.int64)
    predicates = Predicates(none, none, none, none > 0, np.sort(rng.integers(0, 4, number)), held, cells[:, :3])
    a, b = cells[rng.integers(0, number, 2)]
    truth, decided = (a & b, a | b, a)[seed % 3], rng.random(len(EXAMPLE)) < 0.8
    return cells, predicates, Division(0, 1, truth & decided, ~truth & decided)


def features_of(examples):
    none = np.zeros((0, len(examples)), np.uint8)
    return FeatureMatrix(np.zeros(0), np.zeros(0), none, none[:0], examples, none, ())


def decides(holds, division, cells=slice(None)):
    return bool((holds[cells] >= division.taken[cells]).all() and not (holds & division.spared)[cells].any())


@pytest.mark.parametrize("seed", range(60))
def test_conditions_are_the_predicates_and_pairs_that_decide_a_division(seed, monkeypatch):
    monkeypatch.setattr(conditions_module, "_LEAST_ACCURACY", 0.0)
    cells, predicates, division = random_predicates(seed)
    conditions = conditions_of(predicates, division, features_of(EXAMPLE))
    alone = [decides(row, division) for row in cells]
    expected = {(ALONE, k, -1) for k in np.flatnonzero(alone).tolist()}
    for how, join in ((BOTH, np.logical_and), (EITHER, np.logical_or)):
        for i, j in combinations(np.flatnonzero(~np.array(alone)).tolist(), 2):
            useful = how == BOTH or all((cells[k] & division.taken).any() for k in (i, j))
            if useful and decides(join(cells[i], cells[j]), division):
                expected.add((how, i, j))
    found = zip(conditions.how.tolist(), conditions.first.tolist(), conditions.second.tolist(), strict=True)
    assert set(found) == expected
    for k in range(len(conditions)):
        first, second = predicates.test[conditions.first[k]], predicates.test[conditions.second[k]]
        joined = {ALONE: first, BOTH: first & second, EITHER: first | second}[int(conditions.how[k])]
        np.testing.assert_array_equal(holds_on_tests(predicates, conditions, k), joined)
    assert (np.diff(conditions.cost) >= 0).all()


def test_all_three_kinds_of_conditions_are_found():
    kinds = [set(conditions_of(*random_predicates(seed)[1:], features_of(EXAMPLE)).how.tolist()) for seed in range(60)]
    assert all(sum(kind in some for some in kinds) > 5 for kind in (ALONE, BOTH, EITHER))


def test_a_cheaper_condition_that_is_wrong_on_one_demonstration_is_evidence_against_what_fits():
    taken = np.zeros(len(EXAMPLE), bool)
    taken[[0, 4, 9]] = True
    wrong_on_the_last = taken.copy()
    wrong_on_the_last[10] = True
    rows = np.stack([wrong_on_the_last, taken])
    none = np.zeros(2, np.int64)
    division = Division(0, 1, taken, ~taken)
    for cost, left_out, chance in (([1, 2], 2 / 3, 0.5), ([2, 1], 1.0, 0.0)):
        held = by_example(rows, EXAMPLE)
        predicates = Predicates(none, none, none, none > 0, np.array(cost), held, rows)
        conditions = conditions_of(predicates, division, features_of(EXAMPLE))
        assert conditions.first.tolist() == [1]
        assert conditions.left_out.tolist() == pytest.approx([left_out])
        assert conditions.chance.tolist() == pytest.approx([chance])


def test_what_no_other_demonstration_bears_out_is_no_condition():
    """For each demonstration there is a cheaper predicate that is wrong there alone."""
    taken = np.zeros(len(EXAMPLE), bool)
    taken[[0, 4, 9]] = True
    rows = np.stack([np.where(d == EXAMPLE, False, taken) for d in range(3)] + [taken])
    none = np.zeros(4, np.int64)
    predicates = Predicates(none, none, none, none > 0, np.array([0, 0, 0, 1]), by_example(rows, EXAMPLE), rows)
    assert len(conditions_of(predicates, Division(0, 1, taken, ~taken), features_of(EXAMPLE))) == 0
