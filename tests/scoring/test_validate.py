"""The last check passes what is right and says of everything else what is wrong; no test output can be looked up."""

import gc
from dataclasses import replace
from types import FunctionType, ModuleType

import numpy as np
import pytest

from arc_pipeline.backends import OutOfTime, open_backend
from arc_pipeline.dsl import OPS
from arc_pipeline.measure import Deadline, recording, span
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.scoring.samples import Samples
from arc_pipeline.scoring.validate import Validator
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.tasks import Pair, Task, load_tasks

MIRROR = parse("def solve(I):\n    O = hmirror(I)\n    return O\n")
LONGER = parse("def solve(I):\n    x1 = rot180(I)\n    O = vmirror(x1)\n    return O\n")
OTHER = parse("def solve(I):\n    O = vmirror(I)\n    return O\n")
IDENTITY = parse("def solve(I):\n    return I\n")
HALF = parse("def solve(I):\n    O = lookup({0: 0, 1: 5}, I)\n    return O\n")  # void where there is a 2
OBJECT = parse("def solve(I):\n    x1 = objects(I)\n    O = merge(x1)\n    return O\n")


def grid(*rows):
    return np.array([list(map(int, row)) for row in rows], dtype=np.uint8)


def task_of(rule, inputs, tests):
    return Task("made", tuple(Pair(one, rule(one)) for one in inputs), tuple(tests))


@pytest.fixture
def task():
    """Turned upside down; nothing in it is symmetric."""
    inputs, tests = [grid("12", "00"), grid("01", "20", "00")], [grid("21", "10"), grid("100", "022")]
    return task_of(lambda one: one[::-1], inputs, tests)


def outputs_of(program, task):
    return [np.array(run_reference(program, one)) for one in task.test]


def test_what_is_right_passes(task):
    assert Validator(task).defect(MIRROR, outputs_of(MIRROR, task)) is None
    assert Validator(task).defect(LONGER, outputs_of(MIRROR, task)) is None
    assert Validator(task).defect(OTHER, outputs_of(OTHER, task)) is not None
    itself = task_of(lambda one: one, [grid("12")], [grid("21")])
    assert Validator(itself).defect(IDENTITY, [grid("21")]) is None


@pytest.mark.parametrize("wrong", [0, 1])
def test_an_output_that_the_program_does_not_make(task, wrong):
    outputs = outputs_of(MIRROR, task)
    for other in (outputs[wrong] + 1, outputs[wrong][:1], outputs[wrong].T[:, :, None], np.zeros((0, 0), np.uint8)):
        defect = Validator(task).defect(MIRROR, [other if k == wrong else output for k, output in enumerate(outputs)])
        assert defect.task_id == task.id
        assert defect.text == str(MIRROR)
        assert f"test input {wrong}" in defect.problem


@pytest.mark.parametrize("number", [0, 1, 3])
def test_too_few_or_too_many_outputs(task, number):
    outputs = (outputs_of(MIRROR, task) * 2)[:number]
    assert "2 test inputs" in Validator(task).defect(MIRROR, outputs).problem


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_program_that_differs_on_a_demonstration(task, wrong):
    train = list(task.train)
    train[wrong] = Pair(train[wrong].input, 9 - train[wrong].output)
    defect = Validator(Task(task.id, tuple(train), task.test)).defect(MIRROR, outputs_of(MIRROR, task))
    assert f"demonstration {wrong}" in defect.problem


def test_a_void():
    task = task_of(lambda one: one * 5, [grid("101")], [grid("110"), grid("12")])
    assert "test input 1" in Validator(task).defect(HALF, [grid("550"), grid("50")]).problem
    void_first = task_of(lambda one: one * 5, [grid("12")], [grid("110")])
    assert "demonstration 0" in Validator(void_first).defect(HALF, [grid("550")]).problem


def test_what_is_no_grid():
    """An object that covers its frame looks like a grid, until a test input gives it a transparent cell."""
    task = task_of(lambda one: one, [grid("12")], [grid("102")])
    assert run_reference(OBJECT, grid("12")).tolist() == [[1, 2]]
    outputs = outputs_of(OBJECT, task)
    assert outputs[0].max() > 9
    assert "Object" in Validator(task).defect(OBJECT, outputs).problem


def test_a_time_limit(task):
    with recording() as recorder, span("validate"):
        defect = Validator(task, seconds=0.0).defect(MIRROR, outputs_of(MIRROR, task))
    assert "ProgramTimeout" in defect.problem
    assert recorder.spans[0].counts["late_programs"] == 1


def test_calls_that_programs_share_are_counted_as_found(task):
    validator, asked = Validator(task), [(program, outputs_of(program, task)) for program in (LONGER, OTHER, LONGER)]
    with recording() as recorder, span("validate"):
        for program, outputs in asked:
            validator.defect(program, outputs)
    counts = recorder.spans[0].counts
    assert (counts["asked_reference_calls"], counts["found_reference_calls"]) == (2 + 1 + 2, 2)


def test_what_the_whole_search_had_no_time_for_is_no_defect_of_the_program(task):
    with pytest.raises(OutOfTime):
        Validator(task).defect(MIRROR, outputs_of(MIRROR, task), Deadline(0))


def test_a_program_that_does_not_print_as_itself(task):
    unordered = replace(LONGER, nodes=MIRROR.nodes)
    assert "a different program" in Validator(task).defect(unordered, outputs_of(MIRROR, task)).problem


def test_a_reference_that_raises(monkeypatch, task):
    """The program is named, and the task's other candidates are not lost with it."""

    def broken(grid):
        raise IndexError("as if")

    outputs = outputs_of(MIRROR, task)
    monkeypatch.setitem(OPS, "hmirror", replace(OPS["hmirror"], reference=broken))
    defect = Validator(task).defect(MIRROR, outputs)
    assert "IndexError: as if" in defect.problem
    assert defect.text == str(MIRROR)


def test_what_several_programs_call_is_run_once(monkeypatch, task):
    """And what each makes is still told apart, in whatever order they come."""
    turned, reference = [], OPS["rot180"].reference
    monkeypatch.setitem(
        OPS, "rot180", replace(OPS["rot180"], reference=lambda grid: turned.append(1) or reference(grid))
    )
    validator, outputs = Validator(task), outputs_of(MIRROR, task)
    wrong = parse("def solve(I):\n    x1 = rot180(I)\n    O = hmirror(x1)\n    return O\n")
    for _ in range(2):
        assert validator.defect(LONGER, outputs) is None
        assert "demonstration 0" in validator.defect(wrong, outputs).problem
        assert validator.defect(MIRROR, outputs) is None
    assert len(turned) == len(task.train) + len(task.test)


def reachable_arrays(root):
    """All arrays that can be reached from an object by any reference, but through code."""
    seen, found, waiting = set(), [], [root]
    while waiting:
        held = waiting.pop()
        if id(held) in seen or isinstance(held, type | ModuleType | FunctionType):
            continue
        seen.add(id(held))
        if isinstance(held, np.ndarray):
            found.append(held)
        waiting += gc.get_referents(held)
    return found


def test_test_outputs_are_nowhere_in_what_a_search_sees():
    loaded = load_tasks("arc-agi-1/training", limit=40)
    tasks = loaded.tasks[:3]
    backend = open_backend("cpu", limit=1 << 26, threads=1)
    samples = Samples.upload(backend, tasks)
    frontier = Frontier(backend, samples, productions_of([OPS["mostcolor"]]))
    assert frontier.grow(1, Deadline())
    answers = {output.tobytes() for task in tasks for output in loaded.answers[task.id]}
    given = {pair.output.tobytes() for task in tasks for pair in task.train}
    assert answers, "there is something to find"
    assert not answers & given
    reachable = {array.tobytes() for array in reachable_arrays([loaded.tasks, samples, frontier])}
    assert given <= reachable, "the walk finds what is there"
    assert not answers & reachable
    assert answers <= {array.tobytes() for array in reachable_arrays(loaded)}, "and would find the answers"
    in_arena = {bytes(cells) for cells in backend.arena.download(np.arange(backend.arena.mark().slots))}
    assert not answers & in_arena
    tests = slice(int(samples.demonstrations[0]), int(samples.rows[0]))
    assert not samples.target_hash[tests].any()
    assert not samples.target_shape[tests].any()
