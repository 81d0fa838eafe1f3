"""Kernels over state matrices: every one equals its NumPy reference, in the serial and in the team build."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from search.kernels.growth_draws import draw_costs, draw_key_places, draw_promises, draw_verdicts
from strategies import seeds
from structure.imports import ROOT

from arc_pipeline.backends import ARRAY_KERNELS, UInt8, array_kernel
from arc_pipeline.backends.array_kernel import unit_names
from arc_pipeline.backends.compiler import find_compiler
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.backends.source import family_names
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.families.walks import HEADINGS, OUTSIDE
from arc_pipeline.search.bits import packed
from arc_pipeline.search.kernels.columns import HERE, drawn_bits, search_columns, window_bits
from arc_pipeline.search.kernels.consistency import MOST_EXAMPLES
from arc_pipeline.testing.team import TeamBackend

LIMIT = 1 << 22


@pytest.fixture(scope="module")
def backends():
    return {name: kind(LIMIT) for name, kind in (("cpu", CpuBackend), ("team", TeamBackend))}


def bits(rng, rows, words):
    """Words of few ones, so that some have none in common."""
    made = rng.integers(0, 2**63, (3, rows, words), dtype=np.uint64)
    return made[0] & made[1] & made[2]


def draw_mixed(rng):
    n, cells = rng.integers(1, 9), rng.integers(1, 200)
    values = rng.integers(0, rng.integers(1, 257), (n, cells), dtype=np.uint8)
    return values, np.where(rng.random(cells) < 0.1, rng.integers(0, 32, cells), values[0] % 10).astype(np.uint8)


def draw_disjoint(rng):
    columns, words = rng.integers(1, [400, 4])
    left, table = bits(rng, rng.integers(1, 9), words), rng.random((64 * words, columns)) < rng.choice([0.02, 0.3])
    n = rng.integers(1, 20)
    prefixes = np.column_stack([rng.integers(0, len(left), (n, 2)), rng.integers(0, columns + 1, n)])
    return prefixes.astype(np.int32), left, packed(table), int(columns)


def draw_value_ranks(rng):
    n, cells, tests = rng.integers(1, 9, 3) * [1, 40, 5]
    both = rng.integers(0, rng.choice([1, 5, 256]), (n, cells + tests), dtype=np.uint8)
    if rng.random() < 0.3:
        both = np.tile(np.arange(256, dtype=np.uint8), (n, 2))
        cells = 256
    return both[:, :cells], both[:, cells:]


def draw_tables(rng):
    """Values of few states, of which some are too many, and labels that a combination of them often determines."""
    m, cells, tests, n = rng.integers(3, 8), rng.integers(1, 90), rng.integers(1, 30), rng.integers(1, 30)
    sizes = rng.choice([1, 2, 3, 3, 6, 16, 60, 256], m).astype(np.int32)
    known = (rng.integers(0, 256, (m, cells)) % sizes[:, None]).astype(np.uint8)
    asked = rng.integers(0, 256, (m, tests)) % (sizes[:, None] + 1)
    chosen = rng.integers(0, m, (n, 3))
    chosen[rng.random(n) < 0.4, 2] = -1
    chosen[(rng.random(n) < 0.4) & (chosen[:, 2] < 0), 1] = -1
    labels = (known[0] * 7 + known[1] * 3 + known[2]) % 10 if rng.random() < 0.5 else known[0] % 10
    labels = np.where(rng.random(cells) < rng.choice([0, 0.02]), 11, labels)
    places = np.sort(rng.integers(0, rng.choice([2, MOST_EXAMPLES]), cells))
    return (
        chosen.astype(np.int32), known, sizes, labels.astype(np.uint8), places.astype(np.uint8), asked.astype(np.uint8),
        rng.integers(1, 2**63, tests, dtype=np.uint64)
    )  # fmt: skip


def draw_partitions(rng):
    areas = rng.integers(1, 40, rng.integers(1, 5)).astype(np.int32)
    cells = rng.integers(0, rng.choice([2, 5, 256]), (rng.integers(1, 20), 40), dtype=np.uint8)
    chosen = rng.integers(0, len(cells), (rng.integers(1, 9), len(areas))).astype(np.int32)
    return chosen, cells, areas, rng.integers(1, 2**63, int(areas.sum()), dtype=np.uint64)


def draw_window_codes(rng):
    around = rng.integers(0, rng.choice([3, 256]), (rng.integers(1, 30), 25), dtype=np.uint8)
    turns = rng.integers(0, 25, rng.integers(1, 9, 2)).astype(np.uint8)
    return around, turns, rng.integers(0, 2**64, (turns.shape[1], 16), dtype=np.uint64)


def draw_search(rng):
    """Searches among few windows, some filled up with no colour, that a place often tells what they become."""
    words, rest, ways = (int(rng.integers(1, most)) for most in (3, 3, 4))
    around = rng.choice([0, 1, 2, 10], (64 * (2 * words + rest), 25), p=[0.4, 0.3, 0.2, 0.1]).astype(np.uint8)
    wanted = np.where(around[:, 7] == 10, 3, around[:, 7]).astype(np.uint8)
    wanted[128 * words :] = 255
    around[rng.random(len(around)) < rng.choice([0.1, 0.8])] = 255
    turns = np.stack([np.arange(25), *(rng.permutation(25) for _ in range(ways - 1))]).astype(np.uint8)
    turns[:, HERE] = HERE
    places = np.append(rng.permutation(HERE)[: rng.integers(1, 5)], HERE)
    n = rng.integers(1, 4)
    own, outcome = rng.choice([0, 1, 2, 11], (2, n))
    row = np.where(outcome > 9, rng.integers(0, len(places) - 1, n), np.where(own > 9, len(places) - 1, -1))
    searches = np.column_stack([own, outcome, np.where(row < 0, -1, places[row]), row])
    return searches.astype(np.int32), around, wanted, turns, words, int(rng.integers(0, 8)), places.astype(np.int32)


def draw_window_bits(rng):
    _, around, _, turns, _, _, places = draw_search(rng)
    return places, around, turns


def draw_search_columns(rng):
    return draw_search(rng)[:-1]


def draw_drawn_bits(rng):
    searches, around, _, turns, words, _, places = draw_search(rng)
    masks = bits(rng, len(searches), 2 * len(turns) * len(around) // 64)
    return searches, masks | bits(rng, *masks.shape) if rng.random() < 0.5 else masks, places, around, turns, words


def draw_single_out(rng):
    """What the other kernels make."""
    searches, around, wanted, turns, words, named, places = draw_search(rng)
    masks = search_columns.reference(searches, around, wanted, turns, words, named)
    drawn = drawn_bits.reference(searches, masks, places[:-1], around, turns, words)
    whole = window_bits.reference(places, around, turns)
    return searches, masks, drawn, whole, len(around) // 64, words, named


def draw_ground(rng):
    """Few small grids with a few cells of some colours, and what is wanted of them: some walk's result, or noise."""
    shapes, cells, first, masks = [], [], 0, []
    heading, color = HEADINGS[rng.integers(len(HEADINGS))], int(rng.choice([0, 4]))
    actions = rng.integers(0, 11, 6)
    table = {2: int(actions[0]), 3: int(actions[1]), OUTSIDE: int(rng.choice([0, 3, 4, 10]))}
    for _ in range(rng.integers(1, 4)):
        h, w = rng.integers(1, 8, 2)
        grid = rng.choice([0, 2, 3], (h, w), p=[0.7, 0.15, 0.15]).astype(np.uint8)
        mask = grid == 3
        wanted = np.asarray(OPS["walk"](grid, mask.astype(np.uint8), table, heading, color))
        if rng.random() < 0.1:
            wanted = np.where(rng.random((h, w)) < 0.2, 5, wanted)
        shapes.append([h, w, first])
        cells.append(np.stack([grid.ravel(), wanted.ravel()]).astype(np.uint8))
        masks.append(mask.ravel())
        first += h * w
    return np.array(shapes, np.int32), np.concatenate(cells, axis=1), masks, HEADINGS.index(heading), color


def draw_departures(rng):
    shapes, cells, _, _, _ = draw_ground(rng)
    n = rng.integers(1, 9)
    return np.column_stack([rng.integers(0, len(HEADINGS), n), rng.integers(0, 4, n)]).astype(np.int32), shapes, cells


def draw_best_tables(rng):
    """Walkers of all headings from the cells that the walk sets out from, and from some others."""
    shapes, cells, masks, heading, color = draw_ground(rng)
    chosen = [masks, [rng.random(len(mask)) < 0.2 for mask in masks]]
    counts = np.array([[0, *(mask.sum() for mask in each)] for each in chosen])
    marked = np.concatenate([np.flatnonzero(mask) for each in chosen for mask in each])
    bounds = np.cumsum(counts.ravel()).reshape(counts.shape)
    n, headings = rng.integers(1, 7), np.array([heading, heading, rng.integers(len(HEADINGS))])
    toward = np.array(["toward" in heading for heading in HEADINGS])
    cases = np.column_stack([
        rng.choice([0, 0, 1], n), rng.choice(headings, n), rng.integers(1, 4, n),
        rng.choice([0, 2], n), rng.choice([1, 20, 60], n), rng.choice([10, 2000], n),
    ])  # fmt: skip
    cases[:, 2] *= toward[cases[:, 1]]
    tried = [[0, 1, 2, 3, 4, 10, 7], [0, 3, 4, 10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, 3, 4]]
    tried = np.array([each + [15] * (11 - len(each)) for each in tried])
    colors = rng.choice([color, color, 5], (n, len(shapes)))
    enough = int((cells[0] != cells[1]).sum())
    return *(a.astype(np.int32) for a in (cases, colors, marked, bounds, tried)), shapes, cells, 64, enough


def draw_pieces(rng):
    """Slots with pieces of few colours, some void, some partly outside, and one or more outputs."""
    slots = rng.integers(1, 9)
    heads = np.column_stack([rng.integers(0, 6, (slots, 2)), rng.integers(-4, 8, (slots, 2))]).astype(np.int16)
    heads[(heads[:, :2] == 0).any(axis=1)] = 0
    cells = rng.choice(np.array([0, 1, 1, 1, 2, 10], np.uint8), (slots, 40))
    outputs = rng.integers(1, 9, (rng.integers(1, 4), 2))
    begins = np.cumsum([0, *outputs.prod(axis=1)])
    target = rng.choice(np.array([0, 1, 1, 1, 1, 2], np.uint8), begins[-1])
    return cells, heads, np.column_stack([begins[:-1], outputs]).astype(np.int32), target


def draw_painted(rng):
    cells, heads, outputs, target = draw_pieces(rng)
    n = rng.integers(1, 20)
    slot, empty = rng.integers(0, len(cells), n), rng.choice([0, 10], n)
    items = np.column_stack([slot, outputs[rng.integers(0, len(outputs), n)], empty])
    return items.astype(np.int32), cells, heads, target, int(rng.integers(2, 5))


def draw_shown(rng):
    cells, heads, outputs, target = draw_pieces(rng)
    n, (rows, columns) = rng.integers(1, 6), rng.integers(1, 9, 2).tolist()
    changed = (rng.random(len(target)) < rng.choice([0.2, 0.9])).astype(np.uint8)
    at = rng.integers(-5, 4, (n, 2))
    items = np.column_stack([rng.integers(0, len(cells), n), rng.integers(0, len(outputs), n), at]).astype(np.int32)
    return items, cells, heads, outputs, target, changed, rows, columns, int(rng.integers(0, 2))


def draw_reached(rng):
    runs, objects, actions, measures, groups, n = rng.integers(1, [6, 9, 5, 5, 7, 20])
    starts = np.cumsum([0, *rng.integers(0, 5, runs)]).astype(np.int32)
    of = rng.integers(0, objects, starts[-1]).astype(np.int32)
    may = rng.integers(0, 2, (actions, groups), dtype=np.uint8)
    items = np.column_stack([rng.integers(0, most, n) for most in (runs, actions, measures)])
    by = rng.integers(0, groups, (measures, objects))
    return items.astype(np.int32), starts, of, bits(rng, len(of), rng.integers(1, 4)), may, by.astype(np.int32)


def draw_groups(rng, measures, objects):
    """The groups of objects by some measures, different ones for each, and their number."""
    own = rng.integers(1, 6, measures)
    by = rng.integers(0, own[:, None], (measures, objects)) + (np.cumsum(own) - own)[:, None]
    return by.astype(np.int32), int(own.sum())


def draw_gathered(rng):
    n, measures, objects = rng.integers(1, [6, 5, 9])
    return rng.integers(0, 1 << 12, (n, objects)).astype(np.int32), *draw_groups(rng, measures, objects)


def draw_agreeing(rng):
    lists, number, objects = rng.integers(1, [6, 5, 7])
    color = rng.choice([1, 2, 255], (lists, objects)).astype(np.uint8)
    cells, colorings = rng.integers(0, 9, (lists, objects)), rng.choice([1, 2, -5], (number, objects))
    return color, cells.astype(np.int32), colorings.astype(np.int32)


def draw_covers(rng):
    lists, demonstrations, measures, actions, bases, n, words = rng.integers(1, [4, 4, 4, 6, 3, 8, 3])
    objects = rng.integers(1, 7)
    groups, number = draw_groups(rng, measures, objects)
    starts = np.cumsum([0, *rng.integers(1, 16, lists * demonstrations)]).astype(np.int32)
    of, size = rng.integers(0, objects, starts[-1]).astype(np.int32), demonstrations * words
    items = np.column_stack([rng.integers(0, most, n) for most in (bases, measures, measures)]).astype(np.int32)
    items[:, 2] *= actions
    wrong = bits(rng, bases, size)
    explained = ~bits(rng, measures * actions, size)
    reach = bits(rng, len(of), words) | bits(rng, len(of), words)  # a part of it, so that it takes several
    costs, chosen = (rng.integers(0, most, actions).astype(np.int32) for most in (9, lists))
    may = (rng.integers(0, 4, (actions, number)) > 0).astype(np.uint8)
    return items, explained, wrong, costs, chosen, starts, of, reach, may, groups, int(rng.integers(1, 4))


DRAWS = {
    "departures": draw_departures,
    "best_tables": draw_best_tables,
    "window_codes": draw_window_codes,
    "window_bits": draw_window_bits,
    "search_columns": draw_search_columns,
    "drawn_bits": draw_drawn_bits,
    "single_out": draw_single_out,
    "painted": draw_painted,
    "shown": draw_shown,
    "gathered": draw_gathered,
    "agreeing": draw_agreeing,
    "reached": draw_reached,
    "covers": draw_covers,
    "partitions": draw_partitions,
    "mixed": draw_mixed,
    "disjoint": draw_disjoint,
    "value_ranks": draw_value_ranks,
    "tables": draw_tables,
    "costs": draw_costs,
    "key_places": draw_key_places,
    "promises": draw_promises,
    "verdicts": draw_verdicts,
}


def test_every_kernel_is_drawn_for():
    assert set(DRAWS) == set(ARRAY_KERNELS)
    assert not set(unit_names()) & set(family_names())


def test_names_are_taken_once():
    def mixed(known: UInt8) -> UInt8:
        return known

    def rot90(known: UInt8) -> UInt8:
        return known

    for taken in (mixed, rot90):
        with pytest.raises(TypeError, match="is defined twice"):
            array_kernel(width=len, body="")(taken)


def test_arrays_are_what_the_kernel_takes(backends):
    with pytest.raises(TypeError, match=r"mixed: 'labels' is of uint8, got int64"):
        backends["cpu"].apply(ARRAY_KERNELS["mixed"], np.zeros((1, 2), np.uint8), np.zeros(2, np.int64))


def test_threads_share_the_rows():
    """Every row once, whichever thread makes it."""
    backend, (known, labels) = CpuBackend(LIMIT, threads=3), draw_mixed(np.random.default_rng(0))
    many = np.repeat(known, 3000, axis=0)
    backend._costs["mixed"] = 1e-4
    made = backend.apply(ARRAY_KERNELS["mixed"], many, labels)
    assert np.array_equal(made, np.repeat(ARRAY_KERNELS["mixed"].reference(known, labels), 3000, axis=0))
    counter = backend.counters.operations["mixed"]
    assert (counter.launches, counter.items, counter.bytes) == (1, len(many), made.nbytes)


@pytest.mark.parametrize("name", DRAWS)
@settings(max_examples=30)
@given(seed=seeds)
def test_serial_equals_reference(backends, name, seed):
    assert_equal(backends["cpu"], name, seed)


@pytest.mark.parametrize("name", DRAWS)
@settings(max_examples=8)
@given(seed=seeds)
def test_a_few_rows_at_a_time_are_all_rows_at_once(name, seed):
    """The reference looks at the time between them."""
    kernel, arguments = ARRAY_KERNELS[name], DRAWS[name](np.random.default_rng(seed))
    made = type("InSmallParts", (ReferenceBackend,), {"array_rows": 3})(LIMIT).apply(kernel, *arguments)
    assert np.array_equal(made, kernel.reference(*arguments))


@pytest.mark.parametrize("name", DRAWS)
@settings(max_examples=2)
@given(seed=seeds)
def test_team_equals_reference(backends, name, seed):
    assert_equal(backends["team"], name, seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWS)
@settings(max_examples=5)
@given(seed=seeds)
def test_team_equals_reference_on_more_values(backends, name, seed):
    assert_equal(backends["team"], name, seed)


def assert_equal(backend, name, seed):
    kernel, arguments = ARRAY_KERNELS[name], DRAWS[name](np.random.default_rng(seed))
    expected = ReferenceBackend(LIMIT).apply(kernel, *arguments)
    made = backend.apply(kernel, *arguments)
    assert made.dtype == expected.dtype == kernel.result.dtype
    assert np.array_equal(made, expected)


@pytest.mark.parametrize(
    ("build", "runtime", "examples"),
    [("serial", "libasan.so", 20), pytest.param("team", "libtsan.so", 4, marks=pytest.mark.slow)],
)
def test_kernels_keep_to_their_memory_and_have_no_races(build, runtime, examples):
    """In a process of its own, as the runtime has to be there first."""
    command = [*find_compiler().command, f"-print-file-name={runtime}"]
    library = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout.strip()
    if not Path(library).is_absolute():
        pytest.skip(f"{command[0]} has no {runtime}")
    command = [sys.executable, str(Path(__file__).with_name("sanitized_kernels.py")), build, str(examples)]
    folders = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    options = {"LD_PRELOAD": library, "ASAN_OPTIONS": "detect_leaks=0", "PYTHONPATH": folders}
    ended = subprocess.run(command, env={**os.environ, **options}, capture_output=True, encoding="utf-8", check=False)
    assert "runtime error" not in ended.stderr
    assert (ended.returncode, ended.stdout.split()) == (0, ["done"]), ended.stderr
