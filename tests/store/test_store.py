"""What a store was given it gives back: found by content, run again, the best of each task, whatever its version."""

import numpy as np
import pytest
from store.made_up import candidate, filled, program, recalled, result, rows, turned

from arc_pipeline.measure import Deadline
from arc_pipeline.scoring.validate import Defect, Validator
from arc_pipeline.search.candidates import best_candidates
from arc_pipeline.search.views.kinds.stages import Stage
from arc_pipeline.search.views.view import PLAIN, View
from arc_pipeline.store import Store, export, import_text, keys, recall
from arc_pipeline.store.rows import KEPT
from arc_pipeline.tasks import Pair, Task

STAGED = [View((Stage(program(call)),), 12.0, promise) for call, promise in (("rot180(I)", 30.5), ("dmirror(I)", 20.0))]


def test_a_candidate_comes_back_as_it_was(tmp_path):
    task = turned()
    given = candidate(task)
    ((found,), errors) = recalled(filled(tmp_path / "a.sqlite"))
    (back,) = found.candidates
    assert errors == []
    assert (back.program, back.program.name) == (given.program, "solve_turned")
    assert np.array_equal(back.outputs[0], given.outputs[0])
    for name in ("length", "fit", "source", "left_out", "chance", "surprise", "view", "parent", "bits"):
        assert getattr(back, name) == getattr(given, name)
    assert back.generality > 0.0, "it is measured and not stored"


def test_a_task_is_found_under_another_id_and_only_with_the_same_content(tmp_path):
    path, task = filled(tmp_path / "a.sqlite"), turned()
    other = Task(task.id, task.train, (task.test[0][:, :2],))
    fewer = Task(task.id, task.train[:2], task.test)
    found, _ = recalled(path, turned("elsewhere/x"), other, fewer)
    assert [(one.task_id, len(one.candidates)) for one in found] == [("elsewhere/x", 1)]


def test_grids_of_the_same_cells_and_other_shapes_are_other_tasks():
    grid = np.arange(4, dtype=np.uint8)
    tasks = [Task("a", (Pair(grid.reshape(shape), grid.reshape(2, 2)),), (grid.reshape(2, 2),)) for shape in
             ((1, 4), (4, 1), (2, 2))]  # fmt: skip
    cut = [Task("a", tasks[2].train * n, tasks[2].test * (3 - n)) for n in (1, 2)]
    assert len({keys.task_key(task) for task in (*tasks, *cut)}) == 5


def test_what_is_claimed_of_a_program_is_found_out(tmp_path):
    """Fit and outputs are those of the program; figures that rank it are kept."""
    task = turned()
    wrong = candidate(task, "hmirror(I)", fit=1.0, length=3.0)
    path = filled(tmp_path / "a.sqlite", result(task, candidate(task), wrong))
    (found,), _ = recalled(path)
    assert [one.program for one in found.candidates] == [program("rot90(I)"), program("hmirror(I)")]
    assert found.candidates[1].fit == 0.0, "its outputs have other shapes"
    assert rows(path, "SELECT fit FROM programs ORDER BY fit") == [(0.0,), (1.0,)], "the store knows better now"
    assert recalled(path)[1] == []


def test_the_reference_has_the_last_word_and_is_asked_once(tmp_path, monkeypatch):
    path, asked = filled(tmp_path / "a.sqlite"), []
    (tmp_path / "a.txt").write_text("".join(export(path)))

    def judged(self, program, outputs, deadline=None):
        asked.append(program)
        return Defect(self.task.id, str(program), "as if") if len(asked) > 1 else None

    monkeypatch.setattr(Validator, "defect", judged)
    assert len(recalled(path)[0][0].candidates) == 1
    assert asked == [], "the search had validated it"
    rows(path, "DELETE FROM validations")
    for _ in range(2):
        assert len(recalled(path)[0][0].candidates) == 1
    assert len(asked) == 1, "the verdict is kept"
    rows(path, "UPDATE validations SET language = 'older'")
    (found,), _ = recalled(path)
    assert (found.candidates, [defect.problem for defect in found.defects]) == ([], ["as if"])
    assert rows(path, "SELECT count(*) FROM programs") == [(0,)]
    import_text(tmp_path / "a.txt", path)
    assert recalled(path) == ([], []), "a program that is known to be defective is not used again"
    assert len(asked) == 2


def test_a_program_of_another_version_is_run_and_checked_again(tmp_path, monkeypatch):
    monkeypatch.setattr(recall.Validator, "defect", lambda self, *_: pytest.fail("checked in this version"))
    path = filled(tmp_path / "a.sqlite")
    assert len(recalled(path)[0]) == 1
    monkeypatch.undo()
    monkeypatch.setattr("arc_pipeline.store.rows.language_version", lambda: "newer")
    checked = []
    monkeypatch.setattr(recall.Validator, "defect", lambda self, program, *_: checked.append(program))
    (found,), errors = recalled(path)
    assert (errors, [one.program for one in found.candidates]) == ([], checked)
    assert rows(path, "SELECT language FROM programs") == [("newer",)]


def test_the_version_of_the_search_changes_with_the_text_of_the_library(tmp_path, monkeypatch):
    monkeypatch.setattr(keys, "__file__", str(tmp_path / "store" / "keys.py"))
    text = tmp_path / "library" / "people.txt"
    text.parent.mkdir()
    text.write_text("one")
    before = keys._version_of(keys._LANGUAGE), keys._version_of(keys._SEARCH)
    text.write_text("other")
    after = keys._version_of(keys._LANGUAGE), keys._version_of(keys._SEARCH)
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_versions_follow_the_sources(tmp_path, monkeypatch):
    assert len({keys.language_version(), keys.search_version()}) == 2
    (tmp_path / "store").mkdir()
    monkeypatch.setattr(keys, "__file__", str(tmp_path / "store" / "keys.py"))
    seen = []
    for name, text in (("dsl/a.py", "x"), ("dsl/a.py", "y"), ("dsl/b.h", "y"), ("search/c.py", "z"), ("dsl/d.pyc", "")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.append((keys._version_of(("dsl",)), keys._version_of(("dsl", "search"))))
    language, search = zip(*seen, strict=True)
    assert [language[k] == language[k + 1] for k in range(4)] == [False, False, True, True]
    assert [search[k] == search[k + 1] for k in range(4)] == [False, False, False, True]


def test_the_best_of_all_runs_are_kept_in_the_order_of_the_search(tmp_path):
    task = turned()
    calls = [f"roll(I, 'up', {k})" for k in range(1, KEPT + 9)]
    given = [candidate(task, call, length=1000.0 - k, source=f"s{k}", fit=0.5) for k, call in enumerate(calls)]
    half = len(given) // 2
    rounds = given[:half], given[half:], given[:1]
    path = filled(tmp_path / "a.sqlite", *(result(task, *some) for some in rounds))
    texts = {text for (text,) in rows(path, "SELECT text FROM programs")}
    assert texts == {one.program.text for one in best_candidates(given, KEPT)}
    assert len(texts) == KEPT == 32


def test_few_programs_with_the_same_outputs_are_kept(tmp_path):
    task = turned()
    calls = ["rot90(I)", "rot270(rot180(I))", "rot180(rot270(I))", "vmirror(dmirror(I))", "dmirror(hmirror(I))"]
    given = [candidate(task, call, length=10.0 + k) for k, call in enumerate(calls)]
    (found,), _ = recalled(filled(tmp_path / "a.sqlite", *(result(task, one) for one in given)))
    assert [one.program for one in found.candidates] == [one.program for one in given[:3]]


def test_of_a_program_found_twice_the_better_figures_are_kept(tmp_path):
    task = turned()
    for path, lengths in (("a.sqlite", (9.0, 5.0)), ("b.sqlite", (5.0, 9.0))):
        given = (result(task, candidate(task, length=length)) for length in lengths)
        (found,), _ = recalled(filled(tmp_path / path, *given))
        assert [one.length for one in found.candidates] == [5.0]


def test_to_resume_is_to_know_what_was_searched(tmp_path):
    task = turned()
    first = result(task, candidate(task), tried=5, seconds=1.5, searched=(PLAIN,), waiting=tuple(STAGED),
                   finished=("cost=1",))  # fmt: skip
    second = result(task, tried=7, seconds=2.0, searched=(STAGED[1],), waiting=(STAGED[1],), finished=("cost=1",))
    path = filled(tmp_path / "a.sqlite", first, second)
    (plain,), _ = recalled(path)
    assert (plain.tried, plain.seconds, plain.searched, plain.waiting, plain.finished) == (0, 0.0, (), (), ())
    (found,), errors = recalled(path, resume=True)
    assert errors == []
    assert (found.tried, found.seconds, found.finished) == (12, 3.5, ("cost=1", "cost=1"))
    assert (set(found.searched), found.waiting) == ({PLAIN, STAGED[1]}, (STAGED[0],))
    assert [(view.bits, view.promise) for view in found.waiting] == [(12.0, 30.5)]


def test_a_task_without_programs_can_be_resumed(tmp_path):
    task = turned()
    (found,), _ = recalled(filled(tmp_path / "a.sqlite", result(task, finished=("cost=1",))), resume=True)
    assert (found.candidates, found.finished) == ([], ("cost=1",))


def test_what_another_version_of_the_search_has_searched_does_not_count(tmp_path, monkeypatch):
    task = turned()
    path = filled(tmp_path / "a.sqlite", result(task, candidate(task), finished=("cost=1",), waiting=tuple(STAGED)))
    monkeypatch.setattr("arc_pipeline.store.progress.search_version", lambda: "newer")
    (found,), errors = recalled(path, resume=True)
    assert (errors, len(found.candidates), found.finished, found.waiting) == ([], 1, (), ())


def test_what_other_versions_have_searched_and_validated_is_forgotten_once_the_task_is_searched_again(tmp_path):
    task = turned()
    path = filled(tmp_path / "a.sqlite", result(task, candidate(task), finished=("cost=1",), waiting=tuple(STAGED)))
    for table in ("finished", "views", "timings"):
        rows(path, f"UPDATE {table} SET search = 'older'")
    rows(path, "UPDATE validations SET language = 'older'")
    filled(path, result(task, candidate(task), finished=("cost=2",)))
    (found,), _ = recalled(path, resume=True)
    assert (found.finished, found.waiting) == (("cost=2",), ())
    for table in ("finished", "validations", "timings"):
        assert len(rows(path, f"SELECT * FROM {table}")) == 1


def test_a_task_of_many_samples_is_run_on_all_of_them(tmp_path):
    task = turned()
    many = Task("many", task.train * 20, task.test * 20)
    (found,), errors = recalled(filled(tmp_path / "a.sqlite", result(many, candidate(many)), task=many), many)
    assert (errors, len(found.candidates[0].outputs), found.fits) == ([], 20, True)
    rows(tmp_path / "a.sqlite", "DELETE FROM validations")
    assert recalled(tmp_path / "a.sqlite", many)[0][0].fits


def test_without_time_nothing_is_known_and_that_is_said(tmp_path):
    with Store(filled(tmp_path / "a.sqlite")) as store, pytest.warns(RuntimeWarning, match="there was no time"):
        assert store.recall([turned()], "reference", Deadline(0)) == []
    assert len(store.errors) == 1


def test_the_kernels_of_the_cpu_say_what_the_reference_says(tmp_path):
    path = filled(tmp_path / "a.sqlite")
    (by_kernels,), _ = recalled(path, backend="cpu")
    (by_reference,), _ = recalled(path)
    assert np.array_equal(by_kernels.candidates[0].outputs, by_reference.candidates[0].outputs)


def test_there_is_nothing_to_resume_from_without_a_store():
    with pytest.raises(ValueError, match="resume=True needs store="):
        Store(None, resume=True)


def test_without_a_store_nothing_is_kept_and_nothing_known():
    with Store(None) as store:
        store.add([result(turned(), candidate(turned()))], {"turned": turned()})
        assert (store.recall([turned()], "reference", Deadline()), store.errors) == ([], [])
