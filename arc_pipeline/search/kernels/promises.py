"""How values compare with the outputs that programs have to make: what they have in common before they are equal."""

from __future__ import annotations

import numpy as np

from ...backends import Int16, Int32, UInt8, array_kernel

WITHIN, AROUND = 1, 2  # the value is a window of the output, or the output one of the value


@array_kernel(
    width=lambda *_: 6,
    body="""
    const int slot = items(item, 0), output = items(item, 1);
    const int begin = outputs(output, 0), height = outputs(output, 1), width = outputs(output, 2);
    const uint8_t *own = cells.row(slot).p, *wanted = target.p + begin;
    const int h = heads(slot, 0), w = heads(slot, 1);
    const bool same = h == height && w == width;
    const bool inside = h <= height && w <= width, around = h >= height && w >= width;
    SHARED(int, counts, 32);    // of the value's colours, then of the output's
    FOR_LANES(k, 32) counts[k] = 0;
    SYNC();
    int equal = 0, marked = 0, hits = 0;
    FOR_LANES(k, h * w) {
        const int value = own[k];
        if (value < 16) ATOMIC_ADD(&counts[value], 1);
        if (same) {
            equal += value == wanted[k];
            marked += value > 0;
            hits += value > 0 && changed[begin + k];
        }
    }
    FOR_LANES(k, height * width) ATOMIC_ADD(&counts[16 + wanted[k]], 1);
    SYNC();
    int common = 0, kinds = 0, part = 0;
    FOR_LANES(c, 16) {
        common += least(counts[c], counts[16 + c]);
        kinds += counts[c] > 0;
    }
    if (!same && h > 0 && inside) part = is_window(own, h, w, wanted, height, width) ? 1 : 0;
    else if (!same && h > 0 && around) part = is_window(wanted, height, width, own, h, w) ? 2 : 0;
    equal = TOTAL(equal);
    marked = TOTAL(marked);
    hits = TOTAL(hits);
    common = TOTAL(common);
    kinds = TOTAL(kinds);
    ONCE {
        out[0] = equal;
        out[1] = common;
        out[2] = kinds;
        out[3] = part;
        out[4] = marked;
        out[5] = hits;
    }
    """,
)
def promises(items: Int32, cells: UInt8, heads: Int16, outputs: Int32, target: UInt8, changed: UInt8) -> Int32:
    """What values have in common with outputs: int32 (n, 6).

    items: int32 (n, 2), the value's row of `cells` uint8 (slots, bytes) and of `heads` int16 (slots, 4), which hold its
    height and width first, and its row of `outputs`: int32 (outputs, 3), where each begins in `target` uint8 (cells,),
    its height and its width; changed: uint8 (cells,), 1 where it differs from the input. A row of the result holds the
    cells in which the value equals the output, if their shapes are equal, else 0; the size of what their colours have
    in common as multisets; how many different colours the value has; WITHIN, AROUND or 0; and, 0 if the shapes differ,
    how many cells of the value are not 0, and how many of these are changed. Values above 15 count as no colour.
    """
    made = np.zeros((len(items), 6), np.int32)
    for row, (slot, output) in zip(made, items.tolist(), strict=True):
        (h, w), (begin, height, width) = heads[slot, :2].tolist(), outputs[output].tolist()
        own, wanted = cells[slot, : h * w].reshape(h, w), target[begin : begin + height * width].reshape(height, width)
        has, asked = (np.bincount(grid.ravel(), minlength=256)[:16] for grid in (own, wanted))
        row[1:3] = np.minimum(has, asked).sum(), (has > 0).sum()
        if own.shape == wanted.shape:
            there = changed[begin : begin + height * width].reshape(height, width) > 0
            row[0], row[4], row[5] = (own == wanted).sum(), (own > 0).sum(), ((own > 0) & there).sum()
        elif h and h <= height and w <= width:
            row[3] = WITHIN * _is_window(own, wanted)
        elif h and h >= height and w >= width:
            row[3] = AROUND * _is_window(wanted, own)
    return made


def _is_window(small: np.ndarray, large: np.ndarray) -> bool:
    windows = np.lib.stride_tricks.sliding_window_view(large, small.shape)
    return bool((windows == small).all(axis=(2, 3)).any())
