"""A hash of each new value, and whether it is void, has the outputs' shapes, or equals all of them, or all but one."""

from __future__ import annotations

import numpy as np

from ...backends import Int16, Int32, Int64, UInt64, array_kernel
from ...backends.hashing import mix64, mix_placed

VOID, SHAPED, EQUAL, NEAR = 1, 2, 4, 8  # bits of a verdict
CELLS, GRIDS = 1, 2  # bits of a type: values are cells, are Grids


@array_kernel(
    width=lambda *_: 2,
    body="""
    constexpr int VOID = 1, SHAPED = 2, EQUAL = 4, NEAR = 8, CELLS = 1, GRIDS = 2;
    const int64_t begin = candidates(item, 0);
    const int task = (int)candidates(item, 1), type = (int)candidates(item, 2), kind = (int)types(type, 1);
    const int first = tasks(task, 0), samples = tasks(task, 1), demonstrations = tasks(task, 2);
    uint64_t sum = 0;
    bool is_void = false, shaped = kind & CELLS;
    int wrong = 0;
    FOR_LANES(k, samples) {
        const uint64_t hash = hashes[begin + k];
        is_void |= hash == types(type, 0);
        sum += mix64(hash + (uint64_t)(k + 1) * 0x9FB21C651E98DF25ull);     // mix_placed, in hashing.py
        if (k < demonstrations) wrong += hash != targets[first + k];
        if (k < demonstrations && shaped) {
            const int16_t* head = heads.row(data[begin + k]).p;
            shaped = head[0] == shapes(first + k, 0) && head[1] == shapes(first + k, 1);
        }
    }
    sum = TOTAL64(sum);
    shaped = EVERY(shaped);
    is_void = ANY(is_void);
    wrong = TOTAL(wrong);
    const bool grids = kind & GRIDS, equal = grids && shaped && wrong == 0;
    const bool near = grids && wrong == 1 && demonstrations > 1;
    ONCE {
        out[0] = mix64(sum + mix64((uint64_t)task * (1 << 20) + type + 1));
        out[1] = is_void * VOID + shaped * SHAPED + equal * EQUAL + near * NEAR;
    }
    """,
)
def verdicts(
    candidates: Int64,
    hashes: UInt64,
    data: Int32,
    heads: Int16,
    types: UInt64,
    tasks: Int32,
    targets: UInt64,
    shapes: Int16,
) -> UInt64:
    """A hash and a verdict for each value: uint64 (n, 2). The hash is of the value on all samples, its task and its
    type; the verdict is the sum of VOID if it is void on some sample, SHAPED if it is cells of the outputs' shapes on
    all demonstrations, EQUAL if it is Grids that equal these outputs, and NEAR if it is Grids that equal all of them
    but one, of two or more.

    candidates: int64 (n, 3), the first row of each value, its task and the code of its type; hashes: uint64 (rows,) and
    data: int32 (rows,), the values, a row for each sample, where `data` are slots if the values are cells; heads: int16
    (slots, 4), which begin with height and width; types: uint64 (codes, 2), the hash of the void value and the sum of
    CELLS and GRIDS; tasks: int32 (tasks, 3), the first row of `targets` uint64 (rows,) and of `shapes` int16 (rows, 2),
    the number of samples, and how many of them, the first ones, are demonstrations.
    """
    made = np.zeros((len(candidates), 2), np.uint64)
    for item, (begin, task, code) in enumerate(candidates.tolist()):
        first, samples, demonstrations = tasks[task].tolist()
        own, outputs = hashes[begin : begin + samples], slice(first, first + demonstrations)
        void, kind = types[code].tolist()
        wrong = int((own[:demonstrations] != targets[outputs]).sum()) if kind & GRIDS else demonstrations
        shaped = False
        if kind & CELLS:
            seen = heads[data[begin : begin + demonstrations], :2]
            shaped = bool((seen == shapes[outputs]).all())
        equal, near = shaped and wrong == 0, wrong == 1 < demonstrations
        total = mix_placed(own, np.arange(samples)).sum(dtype=np.uint64, keepdims=True)
        made[item, 0] = mix64(total + mix64(np.array([task * (1 << 20) + code + 1], np.uint64)))[0]
        made[item, 1] = (own == np.uint64(void)).any() * VOID + shaped * SHAPED + equal * EQUAL + near * NEAR
    return made
