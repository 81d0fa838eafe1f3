"""How much each layer would explain of each partial stack, all of them at once."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt64, array_kernel

NO_COLOR = 15  # of a layer that has its own colours
WRONG = -1  # in place of what a layer explains


@array_kernel(
    width=lambda lying, bad, labels, free, wrong: free.shape[0],
    beside=("bad",),
    body="""
    const uint64_t* lies = lying.row(item).p;
    const int words = lying.width, own = item - (lying.rows - bad.rows);
    FOR_LANES(b, out.width) {
        const uint64_t *open = free.row(b).p, *asked = wrong.row(b).p;
        int explained = 0, color = own < 0 ? -1 : 15;
        bool right = true;
        for (int k = 0; k < words && right; k++) {
            const uint64_t there = lies[k] & open[k];
            if (!there) continue;
            explained += ones(there & asked[k]);
            if (own >= 0) {
                right = !(bad(own, k) & there);
            } else {
                if (color < 0) while (!(labels(++color, k) & there)) {}
                right = !(there & ~labels(color, k));
            }
        }
        out[b] = right && explained ? explained << 4 | color : -1;
    }
    """,
)
def explained(lying: UInt64, bad: UInt64, labels: UInt64, free: UInt64, wrong: UInt64) -> Int32:
    """What layers explain of partial stacks under which they are laid: int32 (n, stacks).

    All are bits of cells, of as many words. lying: (n, words), where each layer lies; bad: of the last of them, which
    have colours of their own, where these are wrong; labels: (up to 15, words), where each label is, every cell having
    one; free: (stacks, words), the cells on which nothing lies; wrong: those of them that the base has wrong. Made is
    16 times how many of the wrong cells the layer lies on, plus the label that all its free cells have, NO_COLOR for
    colours of its own; WRONG where it is not right on all free cells or explains nothing.
    """
    made = np.full((len(lying), len(free)), WRONG, np.int32)
    lies, has, opened, asked = (_flags(bits) for bits in (lying, labels, free, wrong))
    own = len(lying) - len(bad)
    for k, row in enumerate(lies):
        for b, there in enumerate(row & opened):
            colors = np.flatnonzero((has & there).any(axis=1))
            count = int((there & asked[b]).sum())
            right = len(colors) == 1 if k < own else not (_flags(bad[k - own : k - own + 1])[0] & there).any()
            if right and count:
                made[k, b] = count << 4 | (int(colors[0]) if k < own else NO_COLOR)
    return made


def _flags(bits: np.ndarray) -> np.ndarray:
    return np.unpackbits(bits.view(np.uint8), axis=1, bitorder="little").astype(bool)
