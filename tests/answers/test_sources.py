"""What sources are worth: chosen again from made-up candidates, with and without those of a source."""

from answers.made_up import candidate, grid, solved, task

from arc_pipeline.answers.sources import by_source
from arc_pipeline.tasks import Answers

A, B, C, D = grid("11"), grid("22"), grid("33"), grid("44")


def test_alone_lost_and_gained():
    tasks = [task(name, grid("12")) for name in "abc"]
    found = {
        # Only lookup has the answer; exact leads astray, but there is a second attempt.
        tasks[0]: [candidate(B, source="exact"), candidate(A, length=20.0, operation="rot180", source="lookup")],
        # Both have it.
        tasks[1]: [
            candidate(A, source="exact"),
            candidate(A, length=12.0, operation="rot180", source="lookup"),
        ],
        # exact takes both attempts: without it, nearest's would be submitted.
        tasks[2]: [
            candidate(B, source="exact"),
            candidate(C, length=11.0, operation="rot180", source="exact"),
            candidate(A, fit=0.9, operation="rot270", source="nearest"),
        ],
    }
    table = by_source(tasks, solved(found), Answers(dict.fromkeys("abc", (A,))))
    assert table.index.name == "source"
    rows = table.to_dict("index")
    assert rows["exact"] == {"tasks": 3, "fits": 3, "solved_alone": 1, "lost_without": 0, "gained_without": 1}
    assert rows["lookup"] == {"tasks": 2, "fits": 2, "solved_alone": 2, "lost_without": 1, "gained_without": 0}
    assert rows["nearest"] == {"tasks": 1, "fits": 0, "solved_alone": 1, "lost_without": 0, "gained_without": 0}
    assert table.index[0] == "lookup"


def test_a_task_without_an_answer_or_never_reached_does_not_count():
    one, two = task("one", grid("12")), task("two", grid("12"))
    table = by_source([one, two], solved({one: [candidate(A)]}), Answers({"two": (A,)}))
    assert len(table) == 0
    assert list(table.columns) == ["tasks", "fits", "solved_alone", "lost_without", "gained_without"]
