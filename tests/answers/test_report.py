"""The report over made-up results whose answers are known, in part."""

import ast

import pandas as pd
import pytest
from answers.made_up import candidate, grid, solved, task
from structure.imports import PACKAGE, modules

from arc_pipeline.answers.choose import choose
from arc_pipeline.answers.report import COLUMNS, defects, report, summary, verdicts, write_report
from arc_pipeline.answers.run_results import Moment
from arc_pipeline.measure import RecordError, RunRecord, read_record, recording, span
from arc_pipeline.scoring.validate import Defect
from arc_pipeline.tasks import Answers

ONE = task("one", grid("12"))
TWO = task("two", grid("12"), grid("34"))
A, B, C = grid("11"), grid("22"), grid("33")


def row_of(task, candidates, *answer):
    answers = Answers({task.id: answer} if answer else {})
    (row,) = report([task], solved({task: candidates}), answers).to_dict("records")
    return row


@pytest.mark.parametrize(
    ("answer", "right"), [(A, (True, True, False)), (B, (True, False, True)), (C, (False, False, False))]
)
def test_a_task_is_solved_by_either_attempt(answer, right):
    row = row_of(ONE, [candidate(A), candidate(B, length=12.0, operation="rot180")], answer)
    assert (row["solved"], row["attempt_1"], row["attempt_2"]) == right
    assert (row["outputs"], row["outputs_right"]) == (1, int(right[0]))


def test_every_test_output_may_be_hit_by_another_attempt():
    candidates = [candidate(A, B), candidate(B, A, length=12.0, operation="rot180")]
    row = row_of(TWO, candidates, A, A)
    assert (row["solved"], row["attempt_1"], row["attempt_2"]) == (True, False, False)
    assert (row["any_candidate"], row["outputs"], row["outputs_right"]) == (False, 2, 2)
    row = row_of(TWO, candidates, A, C)
    assert (row["solved"], row["outputs_right"]) == (False, 1)


def test_the_same_cells_in_another_shape_are_wrong():
    assert row_of(ONE, [candidate(grid("1", "1"))], grid("11"))["solved"] is False


def test_a_candidate_that_was_not_chosen_may_be_right():
    rest = [candidate(B, length=11.0, operation="rot180"), candidate(C, length=40.0, operation="rot270")]
    row = row_of(ONE, [candidate(A), *rest], C)
    assert (row["solved"], row["any_candidate"], row["candidates"]) == (False, True, 3)


def test_without_an_answer_nothing_is_judged():
    row = row_of(ONE, [candidate(A)])
    for name in ("solved", "attempt_1", "attempt_2", "any_candidate", "outputs_right"):
        assert pd.isna(row[name])
    assert row["fits"] is True


def test_a_row_describes_the_first_attempt():
    first = candidate(A, length=10.0, source="lookup", operation="hmirror")
    second = candidate(B, length=14.0, source="layers", operation="rot180")
    row = row_of(ONE, [second, first], A)
    assert (row["source"], row["length"], row["program"]) == ("lookup", 10.0, first.program.text)
    assert row["cost"] == first.program.cost > 0
    ((attempt, _),) = choose(ONE, [second, first])
    assert row["confidence"] == attempt.confidence


def test_a_task_of_several_tests_is_as_sure_as_its_least_sure_attempt():
    alike = task("alike", A, A)  # so that an output is as plausible for either test
    candidates = [candidate(A, A), candidate(A, B, length=14.0, operation="rot180")]
    (agreed, _), (doubted, _) = choose(alike, candidates)
    assert row_of(alike, candidates)["confidence"] == doubted.confidence < agreed.confidence


def test_a_task_that_was_never_reached_has_a_row():
    table = report([ONE, TWO], solved({ONE: [candidate(A)]}), Answers({"two": (A, A)}))
    row = table.set_index("id").loc["two"]
    assert (row["solved"], row["fits"], row["complete"], row["candidates"], row["tried"]) == (False, False, False, 0, 0)
    assert 0 < row["confidence"] < 0.1  # some test input is its own answer
    assert pd.isna(row["source"])
    assert pd.isna(row["program"])


def test_a_task_is_right_from_the_first_moment_that_an_attempt_was():
    found = solved({ONE: [candidate(A)]})
    moments = [(1.5, [candidate(B)]), (2.5, [candidate(B), candidate(A, length=12.0)]), (9.0, [candidate(A)])]
    found.history["one"] = [Moment(seconds, choose(ONE, candidates)) for seconds, candidates in moments]
    for answer, seconds in ((B, 1.5), (A, 2.5)):
        assert report([ONE], found, Answers({"one": (answer,)}))["right_at"].tolist() == [seconds]
    for answers in (Answers({"one": (C,)}), Answers()):
        assert report([ONE], found, answers)["right_at"].isna().all()


def test_the_stored_program_from_which_a_first_attempt_descends_is_named(tmp_path):
    two = task("two", grid("1"))
    found = solved({ONE: [candidate(A, parent="1cf80156")], two: [candidate(B)]}, tmp_path / "run.jsonl")
    table = write_report([ONE, two], found, Answers(), tmp_path)
    assert table["parent"].fillna("-").tolist() == ["1cf80156", "-"]
    assert read_record(found.record).tasks["parent"].fillna("-").tolist() == ["1cf80156", "-"]


def test_verdicts_are_given_for_each_test_input():
    found = solved({TWO: [candidate(A, B), candidate(B, A, length=12.0, operation="rot180")]})
    assert verdicts(TWO, found, Answers({"two": (A, A)})) == [(True, False), (False, True)]
    assert verdicts(TWO, found, Answers()) == [(None, None), (None, None)]


def test_types_do_not_depend_on_the_rows():
    for table in (report([], solved({}), Answers()), report([ONE], solved({ONE: [candidate(A)]}), Answers())):
        assert {name: str(kind) for name, kind in table.dtypes.items()} == COLUMNS


@pytest.fixture
def five():
    """Five tasks: two lookups right (one by its second attempt), one exact wrong, one only near, one without answer."""
    tasks = [task(name, grid("12")) for name in ("a", "b", "c", "d", "e")]
    far = candidate(C, length=40.0, operation="rot270", source="lookup")
    candidates = {
        tasks[0]: [candidate(A, source="lookup"), far],
        tasks[1]: [candidate(B, source="lookup"), candidate(A, length=12.0, operation="rot180", source="lookup")],
        tasks[2]: [candidate(B), candidate(C, length=12.0, operation="rot180"), candidate(A, length=300.0)],
        tasks[3]: [candidate(A, fit=0.9, source="nearest")],
        tasks[4]: [candidate(A)],
    }
    return tasks, solved(candidates), Answers(dict.fromkeys("abcd", (A,)))


def test_the_summary_of_all_and_of_each_source(five):
    table = summary(report(*five))
    assert list(table.index[:1]) == ["all"]
    assert sorted(table.index[1:]) == ["exact", "lookup", "nearest"]
    everything = table.loc["all"]
    assert (everything["tasks"], everything["full_fit"], everything["known"]) == (5, 4, 4)
    assert (everything["solved_first"], everything["solved"], everything["solved_any"]) == (2, 3, 4)
    assert everything["precision"] == pytest.approx(2 / 3)  # of a, b and c; d does not fit, e is not known
    assert everything["score"] == pytest.approx(3 / 4)
    assert (table.loc["lookup", "solved_first"], table.loc["lookup", "solved"]) == (1, 2)
    assert (table.loc["exact", "tasks"], table.loc["exact", "known"], table.loc["exact", "precision"]) == (2, 1, 0.0)
    assert pd.isna(table.loc["nearest", "precision"])


def test_the_summary_without_answers_and_without_tasks(five):
    tasks, found, _ = five
    for table in (summary(report(tasks, found, Answers())), summary(report([], found, Answers()))):
        assert table.loc["all", ["solved_first", "solved", "solved_any", "precision", "score"]].isna().all()
    assert list(table.index) == ["all"]
    assert (table.loc["all", "tasks"], table.loc["all", "defects"]) == (0, 0)


def test_tasks_without_a_candidate_are_a_source_of_their_own():
    table = summary(report([ONE], solved({}), Answers()))
    assert list(table.index) == ["all", "nothing found"]


def test_defects_are_listed_and_counted():
    defect = Defect("one", "def solve(I):\n    return I\n", "the reference disagrees")
    found = solved({ONE: []}, defects=[defect])
    assert defects(found).to_dict("records") == [
        {"task": "one", "problem": "the reference disagrees", "program": defect.text}
    ]
    table = report([ONE], found, Answers())
    assert list(table["defects"]) == [1]
    assert summary(table).loc["all", "defects"] == 1


def test_the_report_is_written_and_ends_the_record(tmp_path, five):
    tasks, found, answers = five
    found.record = tmp_path / "run.jsonl"
    for result in found.results.values():
        result.tried, result.seconds = 70, 1.5
    found.history["a"] = [Moment(4.0, found.attempts["a"])]
    with RunRecord(found.record) as record:
        record.write("run", {"tasks": 5})
    with recording():
        with span("load"):
            pass
        table = write_report(tasks, found, answers, tmp_path / "new")
    written = pd.read_csv(tmp_path / "new" / "report.csv", dtype=COLUMNS)
    pd.testing.assert_frame_equal(written, table)
    record = read_record(found.record)
    assert list(record.spans["path"]) == ["load", "report"]
    assert list(record.tasks["id"]) == ["a", "b", "c", "d", "e"]
    assert list(record.tasks["right"][:4]) == [True, True, False, True]
    assert record.tasks["right"].isna()[4]
    assert record.tasks["right_at"][0] == 4.0
    assert record.tasks["right_at"][1:].isna().all()
    assert list(record.tasks["chosen"]) == ["lookup", "lookup", "exact", "nearest", "exact"]
    assert (set(record.tasks["candidates"]), set(record.tasks["seconds"])) == ({70}, {1.5})


def test_a_record_that_was_closed_by_a_kill_is_gone_on_with(tmp_path, five):
    tasks, found, answers = five
    found.record = tmp_path / "run.jsonl"
    found.record.write_text('{"kind": "run"}\n{"kind": "ru')
    write_report(tasks, found, answers, tmp_path)
    assert len(read_record(found.record).tasks) == 5
    found.record.write_text("no record\n")
    with pytest.raises(RecordError):
        read_record(found.record)


def reads_answers(path):
    """Where a module names Answers, or asks something for its answers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [name.name for name in node.names] if isinstance(node, ast.ImportFrom) else []
        if "Answers" in names or (isinstance(node, ast.Attribute) and node.attr in ("answers", "Answers")):
            yield node.lineno


def test_only_the_report_opens_answers():
    # The package's public face hands the name on.
    outside = [path.relative_to(PACKAGE) for path in modules(PACKAGE) if list(reads_answers(path))]
    openers = ["__init__.py", "answers/report.py", "answers/scores.py", "answers/sources.py"]
    # Words of the command line are told of answers after the search, if there was one, and pass them to these.
    openers += [f"commands/{word}.py" for word in ("score", "show", "solve")]
    # The explorer shows them under this name beside a task; tests say that its search is given none.
    openers.append("explorer/explored.py")
    # Practice tasks are made with their answers, which are written beside them.
    openers += [f"practice/{module}.py" for module in ("files", "making", "telling")]
    assert [str(path) for path in outside if path.parts[0] != "tasks"] == openers
