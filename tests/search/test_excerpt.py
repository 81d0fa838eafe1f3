"""A task with very many samples is searched on a few of them, in time and memory, and answered for all."""

import numpy as np
import pytest
from search.growth import begun, made_task, random_inputs, words

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.evaluation.proposals import on_all_samples
from arc_pipeline.search.excerpt import MOST, excerpt
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.views.view import PLAIN

EFFORT = Effort(cost=1, feature_cost=2, number_cost=1, features=100, rules=8, share=1.0)
TURN = parse("def solve(I):\n    O = rot270(I)\n    return O\n")
LARGEST = parse("def solve(I):\n    x1 = objects(I)\n    x2 = argmax(x1, size(x1))\n    O = trim(x2)\n    return O\n")


def turned(demonstrations, tests):
    return made_task("turned", np.rot90, random_inputs(0, demonstrations + tests), tests)


def test_a_task_of_few_samples_is_its_own_excerpt():
    task = turned(MOST, MOST)
    assert excerpt(task) is task


@pytest.mark.parametrize(("demonstrations", "tests"), [(999, 1), (MOST + 1, 3), (2, 100), (50, 50)])
def test_an_excerpt_has_samples_from_the_first_to_the_last(demonstrations, tests):
    task = turned(demonstrations, tests)
    chosen = excerpt(task)
    for own, whole in ((chosen.train, task.train), (chosen.test, task.test)):
        places = [next(k for k, one in enumerate(whole) if one is sample) for sample in own]
        assert len(places) == min(MOST, len(whole))
        assert (places[0], places[-1]) == (0, len(whole) - 1)
        steps = np.diff(places)
        assert len(whole) <= MOST or steps.max() - steps.min() <= 1
    assert chosen.id == task.id


@pytest.mark.parametrize(("demonstrations", "tests"), [(999, 1), (3, 100)])
def test_what_is_found_on_a_few_is_answered_for_all(backend, demonstrations, tests):
    task, mark = turned(demonstrations, tests), backend.arena.mark()
    (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: (PLAIN,)})
    assert backend.arena.mark() == mark
    assert (result.fits, result.complete, result.failures, result.defects) == (True, True, [], [])
    for candidate in result.candidates:
        assert len(candidate.outputs) == tests
    best = result.candidates[0]
    assert all(np.array_equal(made, np.rot90(grid)) for made, grid in zip(best.outputs, task.test, strict=True))


def test_what_fits_the_few_and_not_all_does_not_fit(backend):
    """The demonstrations that break the rule are not among those that are looked at."""
    whole = turned(200, 1)
    looked_at = {id(pair) for pair in excerpt(whole).train}
    odd = [k for k, pair in enumerate(whole.train) if id(pair) not in looked_at][3:40:7]
    train = [type(pair)(pair.input, np.zeros_like(pair.output) if k in odd else pair.output)
             for k, pair in enumerate(whole.train)]  # fmt: skip
    task = type(whole)(whole.id, tuple(train), whole.test)
    (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: (PLAIN,)})
    assert not result.fits
    assert result.defects == []
    (turn,) = [one for one in result.candidates if one.program == TURN]
    right = sum(int((np.rot90(pair.input) == pair.output).sum()) for pair in task.train)
    assert turn.fit == pytest.approx(right / sum(pair.output.size for pair in task.train))
    assert 0.5 < turn.fit < 1.0


def test_what_is_void_on_a_test_that_was_not_looked_at_is_no_candidate(backend):
    task = turned(2, 100)
    grids = [np.zeros_like(grid) if k == 50 else grid for k, grid in enumerate(task.test)]
    void = type(task)(task.id, task.train, tuple(grids))
    outputs = excerpt(void).test
    assert on_all_samples(backend, Candidate(LARGEST, outputs, 9.0, 0.5, "any"), void) is None
    made = on_all_samples(backend, Candidate(TURN, outputs, 9.0, 0.5, "any"), void)
    assert (made.fit, len(made.outputs)) == (0.5, 100)


def test_values_of_a_search_are_as_many_as_those_of_a_few_samples(monkeypatch, backend):
    """What it holds beside the arena grows with them too."""
    most, upload = [], type(begun([turned(2, 1)], words("rot90"), backend).samples).upload

    def counted(backend, tasks):
        made = upload(backend, tasks)
        most.append(int(made.rows.max()))
        return made

    monkeypatch.setattr("arc_pipeline.search.growth.Samples.upload", counted)
    search_shard(backend, [turned(999, 100)], EFFORT, Deadline())
    assert max(most[:1]) <= 2 * MOST
