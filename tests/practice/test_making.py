"""Practice tasks by seed: as many as were asked for, of the kinds of known tasks, right, and readable as a source."""

from collections import Counter

import numpy as np
import pytest
from competitors import few_competitors

from arc_pipeline.backends import open_backend
from arc_pipeline.library import load_library, stored_id
from arc_pipeline.practice import PracticeError, making, practice_tasks
from arc_pipeline.practice.drafts import Model, library_models
from arc_pipeline.practice.files import CHALLENGES, SOLUTIONS, write_tasks
from arc_pipeline.programs import check, run_reference
from arc_pipeline.search.frontier.kinds import kind_of
from arc_pipeline.tasks import load_tasks

COUNT, SHARE = 6, 0.5


@pytest.fixture(scope="module")
def backend():
    return open_backend("cpu", threads=1)


@pytest.fixture(scope="module", autouse=True)
def _few_competitors():
    with few_competitors():
        yield


@pytest.fixture(scope="module")
def models():
    return library_models()


@pytest.fixture(scope="module")
def practice(backend, models):
    return practice_tasks(backend, COUNT, 7, SHARE, models)


def test_every_stored_program_has_its_task_as_a_model(models):
    assert {(model.task.id, model.stored.origin) for model in models} == {
        (one.id, one.origin) for one in load_library()
    }
    assert all(model.task.id == model.stored.id for model in models)


def test_there_are_as_many_tasks_as_were_asked_for_each_once(practice):
    tasks = practice.tasks
    assert len({task.id for task in tasks.tasks}) == len(tasks.inputs) == len(tasks.answers) == COUNT
    assert practice.drafts == COUNT + practice.refused.total()
    assert sum(one.draft.is_random for one in practice.made) == COUNT * SHARE


def test_kinds_are_mixed_as_among_the_known_tasks(practice, models):
    known, found = (Counter(map(kind_of, tasks)) for tasks in ([one.task for one in models], practice.tasks.tasks))
    for kind, times in known.items():
        assert found[kind] / COUNT == pytest.approx(times / len(models), abs=0.2)


def test_outputs_are_those_of_the_reference_and_worth_a_task(practice):
    for one in practice.made:
        check(one.program)
        pairs = [(pair.input, pair.output) for pair in one.task.train]
        pairs += zip(one.task.test, practice.tasks.answers[one.task.id], strict=True)
        for grid, output in pairs:
            np.testing.assert_array_equal(run_reference(one.program, grid), output)
            assert 1 <= min(output.shape) <= max(output.shape) <= 30
            assert not np.array_equal(grid, output)
        assert len({output.tobytes() for _, output in pairs}) > 1
        assert len({(grid.shape, grid.tobytes()) for grid, _ in pairs}) == len(pairs)


def test_an_id_ends_with_the_stored_program_that_the_search_leaves_out(practice):
    stored = {one.id: one.program for one in load_library()}
    for one in practice.made:
        if one.draft.is_random:
            assert stored_id(one.task.id) not in stored
        else:
            assert stored[stored_id(one.task.id)] == one.program


def test_the_same_seed_makes_the_same_tasks_and_another_others(practice, backend, models):
    again, other = (practice_tasks(backend, count, seed, SHARE, models) for count, seed in ((COUNT, 7), (2, 8)))
    assert again.tasks == practice.tasks
    assert (again.refused, again.drafts) == (practice.refused, practice.drafts)
    assert not {task.train for task in other.tasks.tasks} & {task.train for task in practice.tasks.tasks}


def test_tasks_are_written_as_a_source_with_answers(practice, tmp_path):
    path = write_tasks(practice.tasks, tmp_path / "new")
    assert sorted(one.name for one in path.parent.iterdir()) == sorted([CHALLENGES, SOLUTIONS])
    loaded = load_tasks(path, on_error="raise")
    assert loaded.tasks == practice.tasks.tasks
    assert loaded.answers == practice.tasks.answers


def test_progress_is_told(backend, models):
    told = []
    practice_tasks(backend, 2, 1, 0.0, models, progress=lambda far: told.append(len(far.made)))
    assert told[-1] == 2
    assert told == sorted(told)


def test_tasks_that_cannot_be_made_are_given_up(backend, models, monkeypatch):
    # All grids are of one colour, so that few programs change anything, and those all in the same way.
    monkeypatch.setattr(making, "_MOST_DRAFTS", 8)
    monkeypatch.setattr("arc_pipeline.practice.drafts.new_inputs", lambda rng, inputs, count, named: inputs[:1] * count)
    few = [Model(model.task, model.stored) for model in models[:5]]
    with pytest.raises(PracticeError, match="only 0 of 3 practice tasks came of 24 drafts"):
        practice_tasks(backend, 3, 0, 0.5, few)


@pytest.mark.parametrize(("count", "seed", "share"), [(0, 0, 0.5), (1, -1, 0.5), (1, 0, 1.5)])
def test_what_cannot_be_asked_for(backend, count, seed, share):
    with pytest.raises(ValueError, match="expected a count of 1 or more"):
        practice_tasks(backend, count, seed, share, [])


def test_quotas_add_up_to_the_count():
    for count in (1, 7, 100):
        found = making._quotas(count, 0.3, Counter({"few changes": 5, "smaller": 2, "other": 1}))
        assert found.total() == count
        assert sum(times for (random, _), times in found.items() if random) == round(0.3 * count)
        assert all(times >= 0 for times in found.values())
