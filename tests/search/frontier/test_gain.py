"""What cell features tell of the outputs, against plain counting."""

from collections import Counter
from math import log2

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.growth import made_task, random_inputs

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.search.frontier.gain import Best, Outputs

BACKEND = ReferenceBackend(1 << 22)


def bits(keys, colors):
    """What it takes to say the colours to one who knows the keys: the entropies, and 4 bits a key for the table."""
    total = 4.0 * len(set(keys))
    for key in set(keys):
        counts = Counter(color for other, color in zip(keys, colors, strict=True) if other == key)
        n = sum(counts.values())
        total -= sum(count * log2(count / n) for count in counts.values())
    return total


def gains_of(task, cells):
    """The gains of features uint8 (n, cells), one demonstration after the other, as an arena would have them."""
    areas = [pair.output.size for pair in task.train]
    stored = np.zeros((len(cells) * len(areas), max(areas)), np.uint8)
    for k, row in enumerate(cells):
        for d, part in enumerate(np.split(row, np.cumsum(areas)[:-1])):
            stored[k * len(areas) + d, : len(part)] = part
    slots = np.arange(len(stored), dtype=np.int32).reshape(len(cells), len(areas))
    return Outputs.of_pairs(BACKEND, task.train).gains(slots, stored)


@pytest.mark.parametrize(("rule", "alike"), [(np.fliplr, True), (np.rot90, False), (lambda g: g[:1], False)])
@given(seed=st.integers(0, 1000), values=st.integers(1, 9))
def test_gains_are_what_counting_says(rule, alike, seed, values):
    rng = np.random.default_rng(seed)
    task = made_task("some", rule, [*random_inputs(seed, 3), np.zeros((2, 3), int)])
    alike = all(pair.input.shape == pair.output.shape for pair in task.train)
    colors = np.concatenate([pair.output.ravel() for pair in task.train]).tolist()
    given = np.concatenate([pair.input.ravel() for pair in task.train]).tolist() if alike else [0] * len(colors)
    cells = rng.integers(0, values, (5, len(colors)), dtype=np.uint8)
    plain = bits(given, colors)
    expected = [plain - bits(list(zip(given, row, strict=True)), colors) for row in cells.tolist()]
    assert gains_of(task, cells) == pytest.approx(expected, abs=1e-2)


@given(seed=st.integers(0, 1000))
def test_of_several_tasks_at_once_each_is_judged_as_by_itself(seed):
    """Of as many demonstrations as it has, and against its own outputs."""
    tasks = [made_task(f"task {n}", np.fliplr, random_inputs(seed + n, n + 2)) for n in range(3)]
    alone = [Outputs.of_pairs(BACKEND, task.train) for task in tasks]
    joined = Outputs.joined(alone)
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, 5, (12, 40), dtype=np.uint8)
    task, slots = rng.integers(0, 3, 20), rng.integers(0, 12, (20, joined.demonstrations)).astype(np.int32)
    expected = [
        alone[one].gains(row[None, : alone[one].demonstrations], cells)[0]
        for one, row in zip(task.tolist(), slots, strict=True)
    ]
    assert joined.gains(slots, cells, task).tolist() == expected
    assert joined.demonstrations == 3


def test_a_state_that_says_it_all_tells_most():
    task = made_task("turned", np.rot90, [np.eye(6, dtype=int) * color for color in (1, 2, 3)])
    outputs = np.concatenate([pair.output.ravel() for pair in task.train])
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 3, (50, len(outputs)), dtype=np.uint8)
    gains = gains_of(task, np.concatenate([noise, outputs[None]]))
    assert gains.argmax() == 50


@given(st.lists(st.lists(st.integers(-50, 50), max_size=8), max_size=6), st.integers(1, 5))
def test_the_best_are_the_largest_so_far(portions, most):
    best, seen = Best(1, most), []
    for portion in portions:
        gains = np.array(portion, np.float32)
        beaten = best.beaten_by(0, gains)
        least = sorted(seen)[-most] if len(seen) >= most else -np.inf
        assert beaten.tolist() == [gain > least for gain in portion]
        seen += portion
