"""Programs as arrays of calls: on all tasks of a frontier they make what the reference makes."""

import numpy as np
import pytest
from search.growth import begun, frozen, inputs_of, made_task, random_inputs, stored_values, words

from arc_pipeline.library import Stored
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.search.generation import library
from arc_pipeline.search.generation.calls import Calls, is_able

TURNED = "def turned(I):\n    x1 = rot90(I)\n    O = hmirror(x1)\n    return O"
LARGEST = """def largest(I):
    x1 = objects(I, connectivity=4, univalued=True, background='zero')
    x2 = size(x1)
    x3 = argmax(x1, x2)
    O = rot90(x3)
    return O"""
MARKED = "def marked(I):\n    x1 = rot90(I)\n    x2 = leastcolor(I)\n    O = replace(x1, x2, 5)\n    return O"
PROGRAMS = [parse(text) for text in (TURNED, MARKED)]


@pytest.fixture
def frontier():
    tasks = [made_task(name, np.rot90, random_inputs(seed, 3)) for seed, name in enumerate(("one", "other"))]
    return begun(tasks, words("rot90"))


def test_calls_that_programs_share_are_one():
    calls = Calls.of(PROGRAMS)
    assert len(calls) == 4
    assert calls.uses.sum(axis=1).tolist() == [2, 3]
    assert calls.uses[:, calls.outputs].diagonal().all()


def test_outputs_are_those_of_the_reference_on_every_task(frontier):
    calls = Calls.of(PROGRAMS)
    found = calls.run(frontier, np.ones((len(calls), 2), dtype=bool), np.arange(2), Deadline())
    for program, output in zip(PROGRAMS, calls.outputs, strict=True):
        for task, node in enumerate(found[output].tolist()):
            (values,) = stored_values(frontier, [node])
            made = [run_reference(program, grid) for grid in inputs_of(frontier.samples.tasks[task])]
            assert [frozen(value) for value in values] == [frozen(value) for value in made]


def test_only_what_is_asked_is_run(frontier):
    calls = Calls.of(PROGRAMS)
    asked = calls.uses[[0, 1]].T  # the first program on the first task, the second on the second
    found = calls.run(frontier, asked, np.arange(2), Deadline())
    assert ((found >= 0) == asked).all()


def test_a_call_without_the_calls_that_it_needs_is_refused(frontier):
    calls = Calls.of(PROGRAMS)
    asked = np.zeros((len(calls), 2), dtype=bool)
    asked[calls.outputs[0], 1] = True
    with pytest.raises(ValueError, match="without the calls that are its arguments"):
        calls.run(frontier, asked, np.arange(2), Deadline())


def test_programs_are_run_on_any_grid_and_on_no_task_without_one(frontier):
    calls = Calls.of(PROGRAMS)
    every = np.ones((len(calls), 2), dtype=bool)
    turned = calls.run(frontier, every, np.arange(2), Deadline())[calls.outputs[0]]
    again = calls.run(frontier, every, np.array([turned[0], -1]), Deadline())[calls.outputs[0]]
    assert again[1] == -1
    (values,) = stored_values(frontier, again[:1])
    made = [
        run_reference(PROGRAMS[0], run_reference(PROGRAMS[0], grid)) for grid in inputs_of(frontier.samples.tasks[0])
    ]
    assert [frozen(value) for value in values] == [frozen(value) for value in made]


def test_what_depends_on_void_is_not_run():
    blank = made_task("blank", lambda grid: grid, [np.zeros((3, 3), int)] * 2)
    frontier, calls = begun([blank], words("rot90")), Calls.of([parse(LARGEST)])
    found = calls.run(frontier, np.ones((len(calls), 1), dtype=bool), np.arange(1), Deadline())
    assert found[calls.outputs].tolist() == [[-1]]
    assert frontier.counts.tried < len(calls)


def test_the_library_takes_no_more_turns_however_many_tasks_differ_in_what_is_void():
    """Each turn is judged in one launch."""
    shrunk = [[grid[: k + 2, :3] for grid in random_inputs(k, 3)] for k in range(5)]
    frontier = begun([made_task(f"of {k}", np.rot90, inputs) for k, inputs in enumerate(shrunk)], words("rot90"))
    calls, before = library._library()[0], frontier.backend.counters.operations["verdicts"].launches
    calls.run(frontier, np.ones((len(calls), 5), dtype=bool), np.arange(5), Deadline())
    turns = int(calls.turn.max()) + 1
    assert frontier.backend.counters.operations["verdicts"].launches - before <= turns


@pytest.mark.parametrize(
    ("text", "able"),
    [
        (TURNED, True),
        ("def same(I):\n    return I", False),
        ("def tabled(I):\n    O = repaint(I, {1: 2}, I)\n    return O", False),
        ("def blank(I):\n    O = canvas(1, 3, 3)\n    return O", False),
    ],
)
def test_programs_with_tables_or_calls_on_no_value_cannot_be_run(text, able):
    assert is_able(parse(text)) == able


@pytest.mark.parametrize("own", ["one", "training/one", "practice-0-12-arc_agi_1-one"])
def test_a_task_gets_the_values_of_all_programs_but_its_own(own, monkeypatch):
    tasks = [made_task(name, np.rot90, random_inputs(seed, 3)) for seed, name in enumerate((own, "other"))]
    frontier = begun(tasks, words("rot90"))
    stored = tuple(Stored(id, "", "", program) for id, program in zip(("one", "third"), PROGRAMS, strict=True))
    monkeypatch.setattr(library, "load_library", lambda: stored)
    library._library.cache_clear()
    try:
        assert library.grow_from_library(frontier, Deadline())
    finally:
        library._library.cache_clear()
    nodes = frontier.nodes
    texts = [
        {nodes.program(int(node), "solve").text for node in np.flatnonzero((nodes.task.all == task) & nodes.stored.all)}
        for task in range(2)
    ]
    turned, marked = (program.renamed("solve").text for program in PROGRAMS)
    assert turned not in texts[0]
    assert {turned, marked} <= texts[1]
    assert marked in texts[0]
    named = [{nodes.own_parents(node) for node in np.flatnonzero(nodes.task.all == task).tolist()} for task in range(2)]
    assert named == [{"", "third"}, {"", "one", "third"}], "which program makes a value is known"


def test_a_value_that_several_programs_make_descends_from_the_shortest(frontier, monkeypatch):
    longer = parse("def longer(I):\n    x1 = rot90(I)\n    x2 = hmirror(x1)\n    O = rot180(x2)\n    return O")
    stored = [Stored(id, "", "", program) for id, program in (("long", longer), ("short", PROGRAMS[0]))]
    monkeypatch.setattr(library, "load_library", lambda: stored)
    library._library.cache_clear()
    try:
        assert library.grow_from_library(frontier, Deadline())
    finally:
        library._library.cache_clear()
    nodes = frontier.nodes
    named = {nodes.program(node, "solve").text.count("\n"): nodes.own_parents(node) for node in range(len(nodes))}
    assert named == {2: "", 3: "", 4: "short", 5: "long"}


def test_a_first_call_that_changes_nothing_does_not_end_its_program(frontier):
    """Such as one that makes the background black where it is black already."""
    calls = Calls.of([parse("def same(I):\n    x1 = rot180(I)\n    x2 = rot180(x1)\n    O = rot90(x2)\n    return O")])
    found = calls.run(frontier, np.ones((len(calls), 2), dtype=bool), np.arange(2), Deadline())
    assert found[1].tolist() == [0, 1]  # the inputs
    for task, values in enumerate(stored_values(frontier, found[2])):
        made = [np.rot90(grid, -1) for grid in inputs_of(frontier.samples.tasks[task])]
        assert [frozen(value) for value in values] == [frozen(np.ascontiguousarray(grid)) for grid in made]
