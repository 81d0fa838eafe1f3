"""What the kernels of growth are tried with: values, keys and outputs that are often alike."""

import numpy as np

from arc_pipeline.search.kernels.gains import VALUES
from arc_pipeline.search.kernels.verdicts import CELLS, GRIDS


def draw_costs(rng):
    """States of several tasks, of which some have fewer demonstrations than others."""
    n, slots, tasks, width = rng.integers(1, [9, 20, 4, 5])
    areas = rng.integers(1, 40, (tasks, width)) * (np.arange(width) < rng.integers(1, width + 1, (tasks, 1)))
    sizes, total = rng.integers(1, 11, (tasks, 2)), int(areas.sum(axis=1).max())
    cells = rng.integers(0, rng.choice([4, VALUES, 256]), (slots, 40), dtype=np.uint8)
    base = rng.integers(0, sizes[:, :1], (tasks, total)) * VALUES * sizes[:, 1:]
    base += rng.integers(0, sizes[:, 1:], (tasks, total))
    size = np.arange(total + 1)
    table = np.round(size * np.log2(np.maximum(size, 1)) * 2**20).astype(np.int64)
    chosen, task = rng.integers(0, slots, (n, width)), rng.integers(0, tasks, n)
    task, chosen, areas, base, sizes = (each.astype(np.int32) for each in (task, chosen, areas, base, sizes))
    return task, chosen, cells, areas, base, sizes, table, int(rng.integers(0, 1 << 23))


def draw_key_places(rng):
    """Keys of few places, so that many find theirs taken, up to the last but one."""
    places = 1 << int(rng.integers(1, 7))
    table = np.zeros(places, np.uint64)
    for key in rng.integers(1, 200, rng.integers(0, places), dtype=np.uint64):
        place = int(key) % places
        while table[place] not in (0, key):
            place = (place + 1) % places
        table[place] = key
    return rng.integers(1, 200, rng.integers(1, 40), dtype=np.uint64), table


def draw_promises(rng):
    """Values of few colours, some of them windows of outputs, some of the outputs' shapes, some void."""
    outputs, slots, n = rng.integers(1, [4, 8, 12])
    shapes = rng.integers(1, 6, (outputs, 2))
    begins = np.cumsum(shapes.prod(axis=1)) - shapes.prod(axis=1)
    colors = int(rng.choice([1, 2, 10]))
    target = rng.integers(0, colors, int(shapes.prod(axis=1).sum()), dtype=np.uint8)
    heads, cells = (
        np.zeros((slots, 4), np.int16),
        rng.integers(0, rng.choice([colors, 256]), (slots, 36), dtype=np.uint8),
    )
    for slot in range(slots):
        own = shapes[rng.integers(0, outputs)] if rng.random() < 0.4 else rng.integers(0, 7, 2)
        heads[slot, :2] = own if own.all() else 0
        output = rng.integers(0, outputs)
        if rng.random() < 0.4 and (own <= shapes[output]).all():
            whole = target[begins[output] :][: shapes[output].prod()].reshape(shapes[output])
            top, left = (int(rng.integers(0, room + 1)) for room in shapes[output] - own)
            window = whole[top : top + own[0], left : left + own[1]]
            cells[slot, : window.size] = window.ravel()
    items = np.column_stack([rng.integers(0, slots, n), rng.integers(0, outputs, n)]).astype(np.int32)
    changed = (rng.random(len(target)) < 0.5).astype(np.uint8)
    return items, cells, heads, np.column_stack([begins, shapes]).astype(np.int32), target, changed


def draw_verdicts(rng):
    """Values of few types and shapes, some void, of tasks with outputs of few shapes, some equal to them."""
    tasks, n, slots = rng.integers(1, [4, 20, 12])
    demonstrations = rng.integers(1, 4, tasks)
    samples = demonstrations + rng.integers(1, 3, tasks)
    first = np.cumsum(samples) - samples
    task, code = rng.integers(0, tasks, n), rng.integers(0, 4, n)
    counts = samples[task]
    hashes, data = rng.integers(0, rng.choice([2, 4]), counts.sum()), rng.integers(0, slots, counts.sum())
    heads, shapes = rng.integers(1, rng.choice([2, 3], 4), (slots, 4)), np.ones((samples.sum(), 2))
    types = np.column_stack([rng.integers(0, 4, 4), [0, CELLS, CELLS + GRIDS, CELLS + GRIDS]])
    targets = rng.integers(0, rng.choice([1, 2]), samples.sum())
    candidates = np.column_stack([np.cumsum(counts) - counts, task, code]).astype(np.int64)
    return (
        candidates, hashes.astype(np.uint64), data.astype(np.int32), heads.astype(np.int16), types.astype(np.uint64),
        np.column_stack([first, samples, demonstrations]).astype(np.int32), targets.astype(np.uint64),
        shapes.astype(np.int16)
    )  # fmt: skip
