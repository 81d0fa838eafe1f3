"""Many programs on many samples equal each program on each sample, run by the reference; memory is given back."""

from dataclasses import replace

import numpy as np
import pytest
import stand_in_cupy
from hypothesis import given, settings
from strategies import random_value, real_grids, seeds

from arc_pipeline.backends import ArenaFull, open_backend
from arc_pipeline.dsl import same
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import recording, span
from arc_pipeline.programs import merge, parse, run_reference
from arc_pipeline.scoring.joined import join
from arc_pipeline.scoring.plan import Plan
from arc_pipeline.scoring.run import Graph, hash_programs, run_programs
from arc_pipeline.scoring.schedule import schedule
from arc_pipeline.testing.programs import random_program

LIMIT = 1 << 26
SHARED = """
def solve_a(I):
    x1 = hmirror(I)
    O = vmirror(x1)
    return O

def solve_b(I):
    x1 = hmirror(I)
    O = dmirror(x1)
    return O

def solve_c(I):
    O = hmirror(I)
    return O

def solve_d(I):
    return I
"""


@pytest.fixture(scope="module")
def cpu():
    return open_backend("cpu", LIMIT, threads=1)


def shared_programs():
    texts = [f"def solve{part}" for part in SHARED.split("def solve")[1:]]
    return [parse(text) for text in texts]


def random_programs(rng, count, size=12):
    return [random_program(rng, int(rng.integers(0, size))) for _ in range(count)]


def some_grids(rng, count):
    return [
        *(random_value(rng, GRID) for _ in range(count // 2)),
        *(real_grids()[k] for k in range(count - count // 2)),
    ]


def launches_of(programs):
    return schedule(join([merge(programs)], [()]))


def assert_equal_to_reference(backend, programs, grids):
    (columns,) = run_programs(backend, [Graph(merge(programs), backend.upload(GRID, grids))])
    assert_are_results(backend, columns, programs, grids)


def assert_are_results(backend, columns, programs, grids):
    assert len(columns) == len(programs)
    for program, column in zip(programs, columns, strict=True):
        assert column.type == program.result_type
        values = backend.arena.values(column)
        assert len(values) == len(grids)
        for grid, value in zip(grids, values, strict=True):
            assert same(run_reference(program, grid), value), program.text


@settings(max_examples=25)
@given(seed=seeds)
def test_random_programs_equal_the_reference(cpu, seed):
    rng, mark = np.random.default_rng(seed), cpu.arena.mark()
    assert_equal_to_reference(cpu, random_programs(rng, 6), some_grids(rng, 7))
    cpu.arena.release(mark)


def test_a_void_list_beside_another_list(cpu):
    """No objects, four quadrants: lists of unequal lengths, so the result is void and no list of voids."""
    text = (
        "def solve(I):\n    x1 = objects(I)\n    x2 = quadrants(I)\n    O = lookup({(0, 0): 1}, x2, x1)\n    return O\n"
    )
    blank, mark = np.zeros((4, 4), np.uint8), cpu.arena.mark()
    assert run_reference(parse(text), blank) is None
    assert_equal_to_reference(cpu, [parse(text)], [blank, *real_grids()[:5]])
    cpu.arena.release(mark)


def test_on_arrays_of_a_device(monkeypatch):
    stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    first, second = (open_backend("cuda", LIMIT, device=number) for number in range(2))
    rng = np.random.default_rng(2)
    assert_equal_to_reference(first, random_programs(rng, 12), some_grids(rng, 5))
    merged = merge(random_programs(rng, 3))
    assert hash_programs(second, Plan([merged]), second.upload(GRID, some_grids(rng, 4))).shape == (3, 4)


@pytest.mark.gpu
def test_on_a_gpu():
    rng = np.random.default_rng(3)
    assert_equal_to_reference(open_backend("cuda", LIMIT), random_programs(rng, 40), some_grids(rng, 20))


def test_shared_calls_run_once():
    backend, programs = open_backend("cpu", LIMIT, threads=1), shared_programs()
    merged = merge(programs)
    assert len(merged.nodes) == 3
    with recording() as recorder, span("evaluate"):
        assert_equal_to_reference(backend, programs, some_grids(np.random.default_rng(0), 5))
    counts = recorder.spans[-1].counts
    assert (counts["asked_program_calls"], counts["found_program_calls"]) == (2 + 2 + 1, 2)
    assert (counts["asked_held_values"], counts["found_held_values"]) == (3, 0)
    assert {name: counter.items for name, counter in backend.counters.operations.items()} == {
        "hmirror": 5, "vmirror": 5, "dmirror": 5,
    }  # fmt: skip


@pytest.mark.parametrize("chunk", [1, 60, 1 << 20])
@settings(max_examples=8)
@given(seed=seeds)
def test_each_of_several_graphs_is_run_on_its_own_samples_however_they_are_cut(cpu, chunk, seed):
    """As many as it has: none, one or several; and what is given of it is taken as it is."""
    rng, mark, usual = np.random.default_rng(seed), cpu.arena.mark(), cpu.chunk_slots
    samples = [some_grids(rng, n) for n in (5, 0, 1, 9)]
    programs = [random_programs(rng, n) for n in (3, 2, 1, 4)]
    graphs = [Graph(merge(some), cpu.upload(GRID, grids)) for some, grids in zip(programs, samples, strict=True)]
    (first, *_), *_ = run_programs(cpu, graphs)
    graphs[0] = replace(graphs[0], given={graphs[0].merged.outputs[0]: first})
    cpu.chunk_slots = chunk
    try:
        found = run_programs(cpu, graphs)
    finally:
        cpu.chunk_slots = usual
    for columns, some, grids in zip(found, programs, samples, strict=True):
        assert_are_results(cpu, columns, some, grids)
    cpu.arena.release(mark)


def test_calls_alike_of_several_graphs_are_one_launch():
    backend, rng = open_backend("cpu", LIMIT, threads=1), np.random.default_rng(4)
    samples = [some_grids(rng, n) for n in (3, 4, 5)]
    graphs = [Graph(merge(shared_programs()), backend.upload(GRID, grids)) for grids in samples]
    found = run_programs(backend, graphs)
    for columns, grids in zip(found, samples, strict=True):
        assert_are_results(backend, columns, shared_programs(), grids)
    ran = {name: (one.launches, one.items) for name, one in backend.counters.operations.items()}
    assert ran == dict.fromkeys(["hmirror", "vmirror", "dmirror"], (1, 12))


def test_what_is_given_is_not_run_and_calls_on_it_are_of_the_first_depth():
    """However deep it lies in its own graph, so that they share launches with calls on the inputs."""
    texts = ["def solve(I):\n    x1 = hmirror(I)\n    x2 = vmirror(x1)\n    O = dmirror(x2)\n    return O\n"]
    texts += ["def solve(I):\n    O = dmirror(I)\n    return O\n"]
    programs, grids = list(map(parse, texts)), some_grids(np.random.default_rng(0), 6)
    backend = open_backend("cpu", LIMIT, threads=1)
    merged, inputs = merge(programs), backend.upload(GRID, grids)
    turned = backend.upload(GRID, [np.rot90(grid, 2) for grid in grids])
    with recording() as recorder, span("evaluate"):
        (columns,) = run_programs(backend, [Graph(merged, inputs, {merged.nodes[2].refs[0]: turned})])
    counts = recorder.spans[0].counts
    assert (counts["asked_held_values"], counts["found_held_values"]) == (3, 1)
    assert_are_results(backend, columns, programs, grids)
    ran = {name: (one.launches, one.items) for name, one in backend.counters.operations.items()}
    assert ran == {"dmirror": (1, 12)}


def test_nothing_to_run_gives_nothing(cpu):
    assert run_programs(cpu, []) == []


def test_calls_alike_at_one_depth_are_one_launch():
    texts = [f"def solve(I):\n    O = replace(I, {k}, {9 - k})\n    return O\n" for k in range(5)]
    texts += [f"def solve(I):\n    x1 = dmirror(I)\n    O = replace(x1, 0, {k})\n    return O\n" for k in range(1, 4)]
    programs, backend = list(map(parse, texts)), open_backend("cpu", LIMIT, threads=1)
    assert [(launch.op.name, len(launch.nodes)) for launch in launches_of(programs)] == [
        ("replace", 5), ("dmirror", 1), ("replace", 3),
    ]  # fmt: skip
    assert_equal_to_reference(backend, programs, some_grids(np.random.default_rng(0), 6))
    assert backend.counters.operations["replace"].launches == 2
    assert backend.counters.operations["replace"].items == 8 * 6


def test_choices_and_tables_keep_to_themselves():
    texts = [
        f"def solve(I):\n    x1 = objects(I, connectivity={k})\n    O = size(x1)\n    return O\n" for k in (4, 8)
    ] + [f"def solve(I):\n    O = lookup({{0: {k}, 5: 1}}, I)\n    return O\n" for k in range(3)]
    programs = list(map(parse, texts))
    launches = [(launch.op.name, len(launch.nodes)) for launch in launches_of(programs)]
    assert launches == [("objects", 1), ("objects", 1), ("lookup", 3), ("size", 2)]
    backend = open_backend("cpu", LIMIT, threads=1)
    assert_equal_to_reference(backend, programs, some_grids(np.random.default_rng(0), 6))


@pytest.mark.parametrize("chunk", [1, 60, 1 << 20])
def test_hashes_are_those_of_the_values_however_samples_are_cut(cpu, monkeypatch, chunk):
    monkeypatch.setattr(cpu, "chunk_slots", chunk)
    rng, mark = np.random.default_rng(5), cpu.arena.mark()
    merged = merge(random_programs(rng, 8))
    inputs = cpu.upload(GRID, some_grids(rng, 9))
    before = cpu.arena.mark()
    hashes = hash_programs(cpu, Plan([merged]), inputs)
    assert cpu.arena.mark() == before
    assert hashes.tolist() == [column.hash.tolist() for column in run_programs(cpu, [Graph(merged, inputs)])[0]]
    cpu.arena.release(mark)


def test_samples_that_do_not_fit_at_once_are_cut(monkeypatch):
    """The arena holds results of all samples, but values in between of a few at a time."""
    rng = np.random.default_rng(1)
    programs = [random_program(rng, 150)]
    backend = open_backend("cpu", 1100 * 952, threads=1)
    monkeypatch.setattr(backend, "chunk_slots", 1 << 40)
    assert_equal_to_reference(backend, programs, some_grids(rng, 40))
    launches = sum(counter.launches for counter in backend.counters.operations.values())
    assert launches > 2 * len(launches_of(programs))


def test_only_results_stay(cpu):
    mark = cpu.arena.mark()
    inputs = cpu.upload(GRID, some_grids(np.random.default_rng(0), 10))
    before = cpu.arena.mark()
    run_programs(cpu, [Graph(merge(shared_programs()), inputs)])
    assert cpu.arena.mark().slots == before.slots + 4 * 10
    cpu.arena.release(mark)


def test_a_sample_that_does_not_fit_is_an_error_and_leaves_no_trace():
    backend = open_backend("cpu", 1024 * 952, threads=1)
    inputs = backend.upload(GRID, real_grids()[:3])
    backend.arena.take_slots(backend.arena.free_slots - 1)
    mark = backend.arena.mark()
    merged = merge(shared_programs())
    for run in (
        lambda: run_programs(backend, [Graph(merged, inputs)]),
        lambda: hash_programs(backend, Plan([merged]), inputs),
    ):
        with pytest.raises(ArenaFull):
            run()
        assert backend.arena.mark() == mark


def test_no_samples(cpu):
    inputs = cpu.upload(GRID, [])
    merged = merge(shared_programs())
    assert [[len(column) for column in columns] for columns in run_programs(cpu, [Graph(merged, inputs)])] == [[0] * 4]
    assert hash_programs(cpu, Plan([merged]), inputs).shape == (4, 0)


@pytest.mark.parametrize(
    ("call", "is_void"),
    [("sizefilter(objects(I), 9)", False), ("hmirror(sizefilter(objects(I), 9))", False), ("hsplit(I, 9)", True)],
)
@pytest.mark.parametrize("name", ["cpu", "reference"])
def test_nothing_is_painted_of_an_empty_list(name, call, is_void):
    """No object has nine cells; but a grid of two columns cannot be split into nine, which makes the whole void."""
    program, grid = (
        parse(f"def solve(I):\n    O = paintall(I, {call})\n    return O"),
        np.array([[0, 3], [3, 5]], np.uint8),
    )
    backend = open_backend(name)
    (columns,) = run_programs(backend, [Graph(merge([program]), backend.upload(GRID, [grid]))])
    (made,) = backend.arena.values(columns[0])
    assert same(made, run_reference(program, grid))
    assert (made is None) == is_void
    assert is_void or same(made, grid)
