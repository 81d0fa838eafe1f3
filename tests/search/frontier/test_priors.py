"""What the counts say is what is later: an operation that helped on a kind, or often elsewhere, is not."""

import json

import numpy as np
from search.growth import made_task, random_inputs, words

from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import TABLE
from arc_pipeline.search.frontier.kinds import FEW_CHANGES, KINDS, MANY_CHANGES, SMALLER, kind_of
from arc_pipeline.search.frontier.priors import ELSEWHERE, PRIORS, deferred_in, has_helped, priors

COUNTS = {
    "rot90": {SMALLER: 1},
    "hmirror": {MANY_CHANGES: 3, FEW_CHANGES: 1},
    "crop": {MANY_CHANGES: 3},
    "tophalf": {},
    "replace": {},
}


def test_once_on_the_kind_or_often_elsewhere():
    assert ELSEWHERE == 4
    assert [name for name in COUNTS if has_helped(COUNTS, name, SMALLER)] == ["rot90", "hmirror"]
    assert [name for name in COUNTS if has_helped(COUNTS, name, MANY_CHANGES)] == ["hmirror", "crop"]


def test_an_operation_that_was_not_there_to_be_counted_is_not_later():
    assert all(has_helped(COUNTS, "newer", kind) for kind in KINDS)


def test_each_task_by_its_own_kind():
    inputs = random_inputs(0, 4)
    tasks = [made_task("cut", lambda grid: grid[:1, :1], inputs), made_task("new", lambda grid: 9 - grid, inputs)]
    assert [kind_of(task) for task in tasks] == [SMALLER, MANY_CHANGES]
    grammar = words("rot90", "hmirror", "tophalf", "replace")
    deferred = deferred_in(grammar, tasks, COUNTS)
    assert deferred.outer.shape == deferred.inner.shape == (len(grammar), 2)
    for production, one in enumerate(grammar):
        expected = {"rot90": [False, True], "hmirror": [False, False]}.get(one.op.name, [True, True])
        assert deferred.outer[production].tolist() == deferred.inner[production].tolist() == expected


def test_the_file_counts_tasks_by_kind():
    found = json.loads(PRIORS.read_text(encoding="utf-8"))
    assert set(found["tasks"]) == set(KINDS)
    for name, by_kind in priors().items():
        assert name not in OPS or all(p.type != TABLE for p in OPS[name].parameters)
        assert all(0 < n <= found["tasks"][kind] for kind, n in by_kind.items())
    assert all(priors()[name] for name in ("hmirror", "border", "objects"))
    assert sum(map(bool, priors().values())) < len(priors()), "and those that never helped"


def test_the_counts_of_the_file_are_what_is_asked_by_default():
    tasks = [made_task("turned", np.rot90, random_inputs(0, 3))]
    grammar = words(*list(OPS)[:60])
    asked, given = deferred_in(grammar, tasks), deferred_in(grammar, tasks, priors())
    assert (asked.outer == given.outer).all()
    assert 0 < asked.outer.sum() < asked.outer.size
