"""Candidates of a cost are exactly those that brute force finds: types, tasks, lists, costs and colours fit."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arc_pipeline.dsl import OPS, TYPES
from arc_pipeline.dsl.types import COLOR, COUNT, FIELD, FLAG, GRID, MASK, OBJECT, list_of
from arc_pipeline.search.frontier.batch import Batches, makes
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.frontier.nodes import TYPE_CODE, Nodes

NAMES = (
    "rot90",
    "hconcat",
    "upscale",
    "replace",
    "mostcolor",
    "size",
    "objects",
    "argmax",
    "logical_and",
    "show",
    "equality",
)
WORDS = productions_of(OPS[name] for name in NAMES)
LISTS = (list_of(GRID), list_of(OBJECT), list_of(COUNT), list_of(COLOR))
KINDS = (GRID, MASK, FIELD, OBJECT, COLOR, COUNT, FLAG, *LISTS)
TASKS = 3
kinds = st.sampled_from(("all", "features", "numbers"))
entries_of = [st.tuples(st.sampled_from(k), st.integers(0, TASKS - 1), st.integers(0, 3)) for k in (KINDS, LISTS)]
kept = st.one_of(*(st.lists(entry, max_size=14) for entry in entries_of))
seeds = st.integers(0, 2**32 - 1)


def make_nodes(entries, seed):
    """Nodes of these (type, task, cost), in the order of their costs; some lists run beside an earlier one."""
    rng, nodes = np.random.default_rng(seed), Nodes(np, WORDS)
    lists = []
    for k, (kind, task, cost) in enumerate(sorted(entries, key=lambda entry: entry[2])):
        earlier = [n for n in lists if nodes.task.all[n] == task]
        source = k if kind.is_list else -1
        if kind.is_list and earlier and rng.random() < 0.6:
            source = nodes.source.all[rng.choice(earlier)]
        lists += [k] if kind.is_list else []
        for array, value in (
            (nodes.type, TYPE_CODE[kind]),
            (nodes.task, task),
            (nodes.cost, cost),
            (nodes.source, source),
        ):
            array.extend(np.array([value]))
    return nodes


def brute_force(nodes, palette, cost, kind):
    """(production, choice, arguments) of every candidate."""
    kinds = [list(TYPES.values())[code] for code in nodes.type.all]
    found = []
    for production_id, production in enumerate(WORDS):
        for types, result in production.types:
            if not makes(kind, result):
                continue
            for args in product(range(len(nodes)), repeat=len(types)):
                alike = nodes.source if len(types) > 1 and all(kind.is_list for kind in types) else nodes.task
                fits = tuple(kinds[k] for k in args) == types and len({int(alike.all[k]) for k in args}) == 1
                if not fits or production.cost + sum(int(nodes.cost.all[k]) for k in args) != cost:
                    continue
                known = int(palette[nodes.task.all[args[0]]])
                found += [
                    (production_id, n, args) for n, bits in enumerate(production.colors.tolist()) if not bits & ~known
                ]
    return found


def candidates(batches, nodes, cost, kind):
    found = []
    for made in batches.of_cost(nodes, cost, kind):
        assert len(made) == len(made.choice) == len(made.args) == len(made.task)
        holes = len(WORDS[made.production_id].holes)
        assert made.args.shape[1] == holes
        for choice, args, task in zip(made.choice.tolist(), made.args.tolist(), made.task.tolist(), strict=True):
            assert {int(nodes.task.all[k]) for k in args} == {task}
            found.append((made.production_id, choice, tuple(args)))
    return found


@given(kept, seeds, st.lists(st.integers(0, 1023), min_size=TASKS, max_size=TASKS), st.integers(1, 7), kinds)
def test_candidates_are_those_of_brute_force(entries, seed, palette, cost, kind):
    nodes, palette = make_nodes(entries, seed), np.array(palette)
    found = candidates(Batches(WORDS, palette), nodes, cost, kind)
    assert sorted(found) == sorted(brute_force(nodes, palette, cost, kind))
    costs = [WORDS[production].cost for production, _, _ in found]
    assert costs == sorted(costs), "cheap calls come first"


@pytest.mark.parametrize("most", [1, 7, 64])
def test_the_size_of_batches_does_not_matter(most):
    rng = np.random.default_rng(0)
    entries = [(KINDS[rng.integers(len(KINDS))], int(rng.integers(TASKS)), int(rng.integers(3))) for _ in range(60)]
    nodes, palette = make_nodes(entries, 0), np.full(TASKS, 0b1111)
    whole = candidates(Batches(WORDS, palette), nodes, 4, False)
    batches = Batches(WORDS, palette, most=most)
    assert sorted(candidates(batches, nodes, 4, False)) == sorted(whole)
    literals = max(len(production.numbers) for production in WORDS)
    assert max(map(len, batches.of_cost(nodes, 4, False))) <= max(most, literals)


def test_the_order_within_a_task_does_not_depend_on_other_tasks():
    """Which of two equal values is kept is the first, so company must not change who comes first."""
    rng = np.random.default_rng(1)
    entries = [(KINDS[rng.integers(len(KINDS))], int(rng.integers(TASKS)), int(rng.integers(3))) for _ in range(60)]
    entries = sorted(entries, key=lambda entry: entry[2])
    everything, palette = make_nodes(entries, 5), np.full(TASKS, 0b111)
    chosen = [k for k, (_, task, _) in enumerate(entries) if task == 1]
    alone = Nodes(np, WORDS)
    for name in ("type", "task", "cost"):
        getattr(alone, name).extend(getattr(everything, name).all[chosen])
    sources = everything.source.all[chosen]
    alone.source.extend(np.array([chosen.index(source) if source >= 0 else -1 for source in sources]))
    together = [
        (production, choice, tuple(chosen.index(k) for k in args))
        for production, choice, args in candidates(Batches(WORDS, palette, most=16), everything, 4, False)
        if set(args) <= set(chosen)
    ]
    assert together
    assert candidates(Batches(WORDS, palette, most=16), alone, 4, False) == together


def test_no_nodes_make_no_candidates():
    nodes = make_nodes([], 0)
    assert list(Batches(WORDS, np.zeros(1, np.int64)).of_cost(nodes, 3, False)) == []


def test_kinds_of_values():
    asked = {kind: {made for made in KINDS if makes(kind, made)} for kind in ("all", "features", "numbers")}
    assert asked["all"] == set(KINDS)
    assert asked["features"] == {GRID, MASK, FIELD, OBJECT}
    assert asked["numbers"] == {COLOR, COUNT, FLAG, list_of(COUNT), list_of(COLOR)}
