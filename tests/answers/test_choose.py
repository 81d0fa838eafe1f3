"""Two attempts that differ for every test input, whatever was found; fits first, then what is surest."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from answers.made_up import candidate, grid, task
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.answers import choose as choosing
from arc_pipeline.answers.choose import choose
from arc_pipeline.answers.confidence import FEATURES, Model
from arc_pipeline.answers.submission import Submission
from arc_pipeline.search.excerpt import MOST
from arc_pipeline.tasks import Pair, Task

# Sure of many votes, a little less of long programs.
MODEL = Model(constant=1.0, weights=(1.0, 1.0, -0.1, -0.5, 0.5, *[0.0] * 7), near=0.4, partial=0.01)
GRIDS = [grid("00"), grid("11"), grid("12"), grid("0", "0"), grid("1", "2"), grid("000", "010"), grid("9")]
grids = st.sampled_from(GRIDS)
fits = st.sampled_from([1.0, 0.99, 0.5, 0.0])
lengths = st.sampled_from([3.0, 10.0, 11.0, 40.0, 50000.0])


@pytest.fixture(autouse=True, scope="module")
def fixed_model():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "model", lambda: MODEL)
        yield


@st.composite
def found(draw):
    """A task of one to three tests, and up to eight candidates for it."""
    tests = draw(st.lists(grids, min_size=1, max_size=3))
    outputs = st.tuples(*(grids for _ in tests))
    made = draw(st.lists(st.tuples(outputs, fits, lengths), max_size=8))
    return task("made", *tests), [candidate(*given, fit=fit, length=length) for given, fit, length in made]


def key(cells):
    return cells.shape, cells.tobytes()


@given(found())
def test_there_are_two_attempts_that_differ(case):
    made, candidates = case
    chosen = choose(made, candidates)
    assert len(chosen) == len(made.test)
    for first, second in chosen:
        assert key(first.grid) != key(second.grid)


@given(found())
def test_attempts_are_what_candidates_say_as_far_as_these_reach(case):
    made, candidates = case
    for test, pair in enumerate(choose(made, candidates)):
        outputs = {key(candidate.outputs[test]) for candidate in candidates}
        assert [attempt.candidate is not None for attempt in pair] == [len(outputs) >= 1, len(outputs) >= 2]
        for attempt in pair:
            if attempt.candidate is None:
                assert attempt.weight == 0
                assert attempt.grid.shape == made.test[test].shape
            else:
                assert attempt.candidate in candidates
                assert key(attempt.grid) == key(attempt.candidate.outputs[test])


@given(found())
def test_what_fits_comes_before_what_does_not(case):
    made, candidates = case
    for test, pair in enumerate(choose(made, candidates)):
        fitting = {key(candidate.outputs[test]) for candidate in candidates if candidate.fits}
        assert [key(attempt.grid) in fitting for attempt in pair] == [len(fitting) >= 1, len(fitting) >= 2]


@given(found(), st.randoms())
def test_the_order_of_candidates_does_not_matter_where_votes_differ(case, random):
    made, candidates = case
    shuffled = random.sample(candidates, len(candidates))
    for pair, other in zip(choose(made, candidates), choose(made, shuffled), strict=True):
        for attempt, moved in zip(pair, other, strict=True):
            assert attempt.weight == pytest.approx(moved.weight)
        weights = [attempt.weight for attempt in pair]
        if len(candidates) == 2 and weights[0] != pytest.approx(weights[1]):
            assert [key(attempt.grid) for attempt in pair] == [key(attempt.grid) for attempt in other]


@given(found())
def test_choosing_twice_is_choosing_alike(case):
    made, candidates = case
    first, second = choose(made, candidates), choose(made, candidates)
    for pair, other in zip(first, second, strict=True):
        assert [(key(a.grid), a.weight) for a in pair] == [(key(a.grid), a.weight) for a in other]


def test_what_misses_one_demonstration_alone_comes_before_what_has_more_cells_right():
    made = task("made", grid("12"))
    near, cells = candidate(grid("34"), fit=0.5, length=40), candidate(grid("56"), fit=0.99)
    fitting = candidate(grid("78"))
    near = replace(near, is_near_miss=True)
    ((first, second),) = choose(made, [cells, near])
    assert (first.candidate, second.candidate) == (near, cells)
    assert first.confidence > 0
    ((first, second),) = choose(made, [cells, near, fitting])
    assert (first.candidate, second.candidate) == (fitting, near)


def test_votes_for_one_output_add_up():
    """Two longer programs that agree outweigh a shorter one, if they are not much longer."""
    made = task("made", grid("12"))
    alone, a, b = candidate(grid("34"), length=20), candidate(grid("56"), length=22), candidate(grid("56"), length=22)
    ((first, second),) = choose(made, [alone, a, b])
    assert first.grid.tolist() == [[5, 6]]
    assert second.grid.tolist() == [[3, 4]]
    weights = [1.0, 2 * 2 ** (-2 / 4)]
    assert [second.weight, first.weight] == pytest.approx([weight / sum(weights) for weight in weights])
    much_longer = [candidate(grid("56"), length=40)] * 2
    assert choose(made, [alone, *much_longer])[0][0].grid.tolist() == [[3, 4]]


@given(found())
def test_weights_are_shares(case):
    made, candidates = case
    for pair in choose(made, candidates):
        assert all(0 <= attempt.weight <= 1 + 1e-9 for attempt in pair)
        if all(attempt.candidate and attempt.candidate.fits for attempt in pair):
            assert pair[0].weight + pair[1].weight <= 1 + 1e-9


@given(found())
def test_confidence_is_a_probability_and_the_first_attempt_has_more(case):
    made, candidates = case
    for first, second in choose(made, candidates):
        assert 0 < second.confidence <= first.confidence < 1
        assert first.confidence + second.confidence <= 1
        if not any(candidate.fits for candidate in candidates):
            assert first.confidence == MODEL.partial


def test_what_is_surer_comes_before_what_has_more_votes():
    made = task("made", grid("12"))
    borne_out, guessed = candidate(grid("34"), length=64.0), candidate(grid("56"), length=30.0, left_out=0.0)
    as_guessed = candidate(grid("78"), length=31.0, left_out=0.0)
    ((first, second),) = choose(made, [guessed, as_guessed, borne_out])
    assert (first.candidate, second.candidate) == (borne_out, guessed)
    assert first.weight < second.weight


def test_an_attempt_is_credited_to_the_likeliest_of_its_candidates():
    made = task("made", grid("12"))
    long, short = candidate(grid("34"), length=30, source="long"), candidate(grid("34"), length=9, source="short")
    for order in permutations([long, short]):
        assert choose(made, order)[0][0].candidate is short


def test_ties_keep_the_order_of_the_candidates():
    made = task("made", grid("12"))
    tied = [candidate(grid(str(k)), length=7) for k in (3, 5, 4)]
    for order in permutations(tied):
        attempts = choose(made, order)[0]
        assert [attempt.candidate for attempt in attempts] == list(order[:2])


def test_among_what_does_not_fit_more_right_cells_win():
    made = task("made", grid("12"))
    near, far = candidate(grid("34"), fit=0.98, length=90), candidate(grid("56"), fit=0.6, length=5)
    assert [attempt.candidate for attempt in choose(made, [far, near])[0]] == [near, far]


@pytest.mark.parametrize(
    ("test", "expected"),
    [(grid("12"), [[[1, 2]], [[0, 0]]]), (grid("00"), [[[0, 0]], [[1, 1]]]), (grid("11"), [[[1, 1]], [[0, 0]]])],
)
def test_without_candidates_the_input_and_a_plain_grid(test, expected):
    ((first, second),) = choose(task("made", test), [])
    assert [first.grid.tolist(), second.grid.tolist()] == expected


@pytest.mark.parametrize("output", [grid("12"), grid("00"), grid("11")])
def test_an_output_equal_to_a_filler_is_not_attempted_twice(output):
    for test in (grid("12"), grid("00"), grid("11")):
        ((first, second),) = choose(task("made", test), [candidate(output)])
        assert key(first.grid) == key(output) != key(second.grid)


def test_candidates_that_all_agree_leave_the_second_attempt_to_a_filler():
    made = task("made", grid("12"))
    ((first, second),) = choose(made, [candidate(grid("34"), length=k) for k in range(1, 9)])
    assert (first.grid.tolist(), second.grid.tolist()) == ([[3, 4]], [[1, 2]])
    assert first.weight == pytest.approx(1.0)


def test_nothing_right_at_all_is_still_a_vote():
    made = task("made", grid("12"))
    attempts = choose(made, [candidate(grid("34"), fit=0.0, length=9), candidate(grid("56"), fit=0.0, length=5)])[0]
    assert [attempt.grid.tolist() for attempt in attempts] == [[[5, 6]], [[3, 4]]]


def test_every_test_input_is_decided_on_its_own():
    made = task("made", grid("12"), grid("21"))
    one, two = candidate(grid("3"), grid("4"), length=5), candidate(grid("3"), grid("5"), length=6)
    first_test, second_test = choose(made, [one, two])
    assert [attempt.grid.tolist() for attempt in first_test] == [[[3]], [[1, 2]]]
    assert [attempt.grid.tolist() for attempt in second_test] == [[[4]], [[5]]]


def test_what_outweighs_all_else_may_be_very_long():
    made = task("made", grid("12"))
    nothing, long = candidate(grid("34"), fit=0.0, length=5), candidate(grid("56"), fit=0.9, length=100_000)
    assert sum(attempt.weight for attempt in choose(made, [nothing, long])[0]) == pytest.approx(1.0)


@given(found())
def test_a_submission_takes_whatever_is_chosen(case):
    made, candidates = case
    Submission("submission.json", {"made": len(made.test)}).set(
        "made", [(first.grid, second.grid) for first, second in choose(made, candidates)]
    )


def test_both_attempts_are_those_of_most_confidence():
    """Of outputs that fit, those that keep the colours of all demonstrations' outputs, not those of most votes."""
    made = task("made", grid("12"), demonstrations=2)
    odd, odder = candidate(grid("34"), length=10), candidate(grid("55"), length=11)
    likely, other = candidate(grid("21"), length=20), candidate(grid("12"), length=24)
    by_votes = choose(made, [odd, odder, likely, other])[0]
    assert [attempt.candidate for attempt in by_votes] == [odd, odder]
    colors = FEATURES.index("colors")
    weights = tuple(-3.0 if k == colors else weight for k, weight in enumerate(MODEL.weights))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "model", lambda: replace(MODEL, weights=weights))
        by_confidence = choose(made, [odd, odder, likely, other])[0]
    assert [attempt.candidate for attempt in by_confidence] == [likely, other]


def test_what_does_not_fit_has_what_is_left_of_confidence():
    made = task("made", grid("12"))
    sure, near = candidate(grid("34"), length=10), candidate(grid("56"), fit=0.9)
    first, second = choose(made, [sure, near])[0]
    assert second.confidence == pytest.approx((1 - first.confidence) * MODEL.partial)
    assert second.candidate is near


def test_near_misses_of_the_library_come_before_fits_that_are_less_likely():
    made, known = task("made", grid("12"), demonstrations=3), {"fit": 0.9, "is_near_miss": True, "length": 11}
    doubtful = [candidate(grid(cells), length=200) for cells in ("34", "56", "78")]
    stored, other = (candidate(grid(cells), source=source, **known) for cells, source in (("90", "stored"), ("09", "")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "model", lambda: replace(MODEL, constant=-4.0))
        order = choosing.ranked(made, [*doubtful, stored, other])[0]
    assert [attempt.candidate for attempt in order] == [stored, *doubtful, other]
    assert order[0].confidence == pytest.approx((1 - sum(one.confidence for one in order[1:4])) * MODEL.near)
    sure = candidate(grid("65"), length=1)
    assert [one.candidate for one in choosing.ranked(made, [sure, stored])[0]] == [sure, stored]


def test_near_misses_of_the_library_share_what_is_believed_of_them():
    made, known = task("made", grid("12"), demonstrations=3), {"fit": 0.9, "is_near_miss": True, "source": "stored"}
    alike = [candidate(grid("34"), length=11, **known), candidate(grid("56"), length=11, **known)]
    first, second = choose(made, alike)[0]
    assert first.confidence == second.confidence == pytest.approx(MODEL.near / 2)


def test_of_a_thousand_demonstrations_no_more_are_looked_at_than_were_searched():
    """Attempts are chosen anew after each result of a task, while the time of all others passes."""
    looked_at = set()

    class Watched(Pair):
        def __getattribute__(self, name):
            if name in ("input", "output"):
                looked_at.add(id(self))
            return super().__getattribute__(name)

    grids = np.random.default_rng(0).integers(0, 10, (1000, 3, 3)).astype(np.uint8)
    many = Task("many", tuple(Watched(one, one[::-1]) for one in grids[1:]), (grids[0],))
    looked_at.clear()
    ((first, _),) = choose(many, [candidate(grids[0][::-1], fit=1.0, length=10.0)])
    assert 0 < len(looked_at) <= MOST
    assert np.array_equal(first.grid, grids[0][::-1])
