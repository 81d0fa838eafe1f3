"""Generations: what is near a stored program is found, by changing it or by running another one after it."""

import numpy as np
import pytest
from search.growth import begun, made_task, random_inputs

from arc_pipeline.dsl.types import GRID
from arc_pipeline.library import Stored
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.frontier.nodes import TYPE_CODE
from arc_pipeline.search.frontier.promise import MEASURES, Promise, most_promising
from arc_pipeline.search.generation import generations as made_in
from arc_pipeline.search.generation import library
from arc_pipeline.search.generation.generations import SEEDS, Generations, grow_by_generations

ENCLOSED = """def solve_enclosed(I):
    x1 = mostcolor(I)
    x2 = switch(I, x1, 0)
    x3 = {mask}(x2, connectivity=4)
    x4 = fill(I, {color}, x3)
    O = {turned}(x4)
    return O"""
STORED = ENCLOSED.format(mask="enclosed", color=4, turned="rot180")
HALVED = "def solve_halved(I):\n    x1 = lefthalf(I)\n    O = tophalf(x1)\n    return O"
FRAMED = "def solve_framed(I):\n    x1 = hconcat(I, I)\n    O = vconcat(x1, x1)\n    return O"


def rings(seed, number):
    """Grids with closed and open outlines."""
    rng, made = np.random.default_rng(seed), []
    for _ in range(number):
        grid = np.zeros((12, 13), np.uint8)
        for top, left in ((0, 0), (0, 7), (6, 3)):
            height, width = rng.integers(4, 7, 2)
            grid[top : top + height, left : left + width] = 3
            grid[top + 1 : top + height - 1, left + 1 : left + width - 1] = 0
        grid[rng.integers(0, 6), :] = 0
        made.append(grid)
    return made


def told(text, inputs):
    program = parse(text)
    return made_task("asked", lambda grid: run_reference(program, grid), inputs)


@pytest.fixture
def with_library(monkeypatch):
    """Frontiers on which a library of these texts was run."""

    def made(tasks, *texts):
        stored = tuple(Stored(text[10:16], "", "", parse(text)) for text in texts)
        monkeypatch.setattr(library, "load_library", lambda: stored)
        library._library.cache_clear()
        frontier = begun(tasks if isinstance(tasks, list) else [tasks], productions_of())
        assert library.grow_from_library(frontier, Deadline())
        return frontier

    yield made
    library._library.cache_clear()


@pytest.mark.parametrize("changed", [{"color": 2}, {"turned": "hmirror"}, {"color": 2, "turned": "hmirror"}])
def test_a_program_that_differs_in_colours_and_operations_from_a_stored_one_is_found(with_library, changed):
    wanted = ENCLOSED.format(**{"mask": "enclosed", "color": 4, "turned": "rot180"} | changed)
    frontier = with_library(told(wanted, rings(0, 4)), STORED)
    assert not len(frontier.fits)
    assert grow_by_generations(Promise(frontier), 6, 0, Deadline())
    assert len(frontier.fits)
    named = {frontier.nodes.parents_of(node) for node in frontier.fits.tolist()}
    assert named == {"enclos"}, "it says from which one"


def test_generations_depend_on_the_seed_alone(with_library):
    found = []
    for seed in (0, 0, 1):
        frontier = with_library(told(HALVED, random_inputs(1, 4, side=8)), STORED)
        assert grow_by_generations(Promise(frontier), 2, seed, Deadline())
        found.append(frontier.nodes.key.all.tolist())
    assert found[0] == found[1] != found[2]


def test_stored_programs_are_run_after_one_another(with_library):
    task = told(HALVED, random_inputs(2, 4, side=8))
    frontier = with_library(task, HALVED, FRAMED)
    nodes, generations = frontier.nodes, Generations.of(Promise(frontier), 0)
    generations.continued(Deadline())
    assert len(generations.roots) == 2
    root = int(generations.roots[1])
    assert nodes.type.all[root] == TYPE_CODE[GRID]
    programs = [nodes.program(node, "made") for node in range(root + 1, len(nodes))]
    made = [run_reference(one, task.test[0]) for one in programs if one.result_type == GRID]
    after = run_reference(parse(FRAMED), run_reference(nodes.program(root, "made"), task.test[0]))
    assert any(np.array_equal(one, after) for one in made)


def test_no_generation_begins_after_the_deadline(with_library):
    frontier = with_library(told(HALVED, random_inputs(3, 4, side=8)), STORED)
    before = len(frontier.nodes)
    assert not grow_by_generations(Promise(frontier), 3, 0, Deadline(0.0))
    assert len(frontier.nodes) == before


def test_seeds_are_those_of_all_nodes_though_few_of_them_are_looked_at_again(monkeypatch, with_library):
    looked_at = []

    def told_of(nodes, measures, *others):
        looked_at.append(int((measures > 0).any(axis=1).sum()))
        return most_promising(nodes, measures, *others)

    monkeypatch.setattr(made_in, "most_promising", told_of)
    frontier = with_library(told(HALVED, random_inputs(4, 4, side=8)), STORED, FRAMED)
    generations = Generations.of(Promise(frontier), 0)
    for _ in range(4):
        new = len(frontier.nodes) - generations._seen
        programs, _ = generations.seeds()
        afresh, _ = Generations.of(Promise(frontier), 0).seeds()
        assert programs.outputs.tolist() == afresh.outputs.tolist()
        few, all_nodes = looked_at[-2:]
        assert few <= 1 + SEEDS * len(MEASURES) + new
        generations.next(Deadline())
    assert few < all_nodes, "some nodes can be no seeds any more"


@pytest.mark.parametrize("tasks", [1, 3])
def test_a_generation_of_few_tasks_has_more_variants_of_each(monkeypatch, with_library, tasks):
    monkeypatch.setattr(made_in, "VARIANTS", 1200)
    monkeypatch.setattr(made_in, "MOST", 1000)
    twins = [told(HALVED, random_inputs(seed, 4, side=8)) for seed in range(tasks)]
    frontier = with_library(twins, STORED, FRAMED)
    generations = Generations.of(Promise(frontier), 0)
    programs, weights = generations.seeds()
    drawn = generations.variants(programs, weights)
    of_task = np.bincount(frontier.nodes.task.all[programs.outputs[drawn.program]], minlength=tasks)
    assert (0.5 * of_task.max() < of_task).all()
    most = {1: 1000, 3: 400}[tasks]
    assert 0.5 * most < of_task.max() <= most


def test_the_library_is_run_between_generations_and_never_after_the_last(monkeypatch, with_library):
    done = []
    for name in ("next", "continued"):
        whole = getattr(Generations, name)
        monkeypatch.setattr(Generations, name, lambda own, until, n=name, f=whole: (done.append(n), f(own, until))[1])
    frontier = with_library(told(HALVED, random_inputs(5, 4, side=8)), STORED)
    monkeypatch.setattr(made_in, "_CONTINUES", 2)
    assert grow_by_generations(Promise(frontier), 4, 0, Deadline())
    assert done == ["next", "next", "continued", "next", "next"]
