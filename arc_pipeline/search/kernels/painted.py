"""What pieces paint on outputs, and where outputs show pieces."""

from __future__ import annotations

import numpy as np

from ...backends import Int16, Int32, UInt8, UInt32, array_kernel
from ...dsl.values import TRANSPARENT

COVERS_NOTHING, SEVERAL_COLORS = 254, 255  # in place of the output's colour under a piece


@array_kernel(
    width=lambda items, cells, heads, target, words: 1 + words,
    body="""
    constexpr int WORDS = (MAX_CELLS + 31) / 32;
    const int slot = items(item, 0), begin = items(item, 1), height = items(item, 2), width = items(item, 3);
    const uint8_t* own = cells.row(slot).p;
    const int16_t* head = heads.row(slot).p;
    struct { int h, w; } box = {head[0], head[1]};
    SHARED(int, bits, WORDS);
    FOR_LANES(k, WORDS) bits[k] = 0;
    SYNC();
    int covered = 0, other = 0, lowest = 255, highest = 0;
    FOR_CELLS(box, i, j) {
        const int row = head[2] + i, column = head[3] + j, value = own[i * box.w + j];
        if (value != items(item, 4) && row >= 0 && row < height && column >= 0 && column < width) {
            const int place = row * width + column, color = target[begin + place];
            covered++;
            other |= color != value;
            lowest = least(lowest, color);
            highest = most(highest, color);
            ATOMIC_OR(&bits[place >> 5], (int)(1u << (place & 31)));
        }
    }
    SYNC();
    covered = TOTAL(covered);
    const bool fits = !ANY(other);
    lowest = SMALLEST(lowest);
    highest = LARGEST(highest);
    FOR_LANES(k, words) out[1 + k] = (uint32_t)bits[k];
    ONCE out[0] = (uint32_t)(covered | (!covered ? 254 : lowest == highest ? lowest : 255) << 16 | (int)fits << 24);
    """,
)
def painted(items: Int32, cells: UInt8, heads: Int16, target: UInt8, words: int) -> UInt32:
    """What pieces would paint on outputs: uint32 (n, 1 + words).

    items: int32 (n, 5), the piece's row of `cells` uint8 (slots, bytes) and of `heads` int16 (slots, 4), which hold
    height, width, and row and column in the frame; where its output begins in `target` uint8 (cells,), the output's
    height and width, up to 32 * `words` cells; and the value of the cells that do not belong to the piece. The first
    number of a row of the result holds, from the lowest bits on, how many cells of the output the piece covers (16
    bits), the one colour that these have in the output, COVERS_NOTHING or SEVERAL_COLORS (8 bits), and whether all have
    the piece's own values. The others say which cells these are, a bit each, the lowest first.
    """
    made = np.zeros((len(items), 1 + words), np.uint32)
    for row, (slot, begin, height, width, empty) in zip(made, items.tolist(), strict=True):
        h, w, y, x = heads[slot].tolist()
        i, j = np.divmod(np.flatnonzero(cells[slot, : h * w] != empty), max(w, 1))
        inside = (i + y >= 0) & (i + y < height) & (j + x >= 0) & (j + x < width)
        value, place = cells[slot, i * w + j][inside], ((i + y) * width + j + x)[inside]
        under = target[begin + place]
        colors = np.unique(under).tolist()
        color = COVERS_NOTHING if not colors else colors[0] if len(colors) == 1 else SEVERAL_COLORS
        row[0] = len(place) | color << 16 | int((value == under).all()) << 24
        np.bitwise_or.at(row[1:], place >> 5, (1 << (place & 31)).astype(np.uint32))
    return made


@array_kernel(
    width=lambda items, cells, heads, outputs, target, changed, rows, columns, cut: rows * columns,
    body="""
    const int slot = items(item, 0), output = items(item, 1);
    const int begin = outputs(output, 0), height = outputs(output, 1), width = outputs(output, 2);
    const uint8_t* cell = cells.row(slot).p;
    const int h = heads(slot, 0), w = heads(slot, 1);
    FOR_LANES(place, rows * columns) {
        const int top = items(item, 2) + place / columns, left = items(item, 3) + place % columns;
        bool own = true, one = true, some = false, whole = true;
        int seen = -1;
        const bool meets = top + h > 0 && left + w > 0 && top < height && left < width;
        for (int k = 0; k < (meets ? h * w : 0) && (own || one); k++) {
            if (cell[k] == TRANSPARENT) continue;
            const int i = top + k / w, j = left + k % w;
            if (i < 0 || i >= height || j < 0 || j >= width) {
                whole = false;
                one &= cut != 0;
                continue;
            }
            const int at = begin + i * width + j, color = target[at];
            own &= color == cell[k];
            one &= changed[at] && (seen < 0 || seen == color);
            some |= changed[at];
            seen = color;
        }
        out[place] = (own && some) || (one && seen >= 0);
    }
    """,
)
def shown(
    items: Int32,
    cells: UInt8,
    heads: Int16,
    outputs: Int32,
    target: UInt8,
    changed: UInt8,
    rows: int,
    columns: int,
    cut: int,
) -> UInt8:
    """Whether outputs show pieces with their corners at each of some places: uint8 (n, rows * columns), 0 or 1.

    items: int32 (n, 4), the piece's row of `cells` uint8 (slots, bytes) and of `heads` int16 (slots, 4), its row of
    `outputs`, and the first row and column of the places, which may lie outside; outputs: int32 (outputs, 3), where
    each begins in `target` uint8 (cells,), its height and its width; changed: uint8 (cells,), where the target differs
    from what was there before. A piece is shown if the target has its colours at all its cells inside, some of them
    changed; or if these all have one colour in the target and are changed, and `cut` is not 0 or no cell is outside.
    """
    made = np.zeros((len(items), rows, columns), np.uint8)
    for row, (slot, output, first_row, first_column) in zip(made, items.tolist(), strict=True):
        (h, w), (begin, height, width) = heads[slot, :2].tolist(), outputs[output].tolist()
        there = np.flatnonzero(cells[slot, : h * w] != TRANSPARENT)
        for a, b in np.ndindex(rows, columns):
            i, j = first_row + a + there // max(w, 1), first_column + b + there % max(w, 1)
            inside = (i >= 0) & (i < height) & (j >= 0) & (j < width)
            at = (begin + i * width + j)[inside]
            own = (target[at] == cells[slot, there[inside]]).all() and changed[at].any()
            one = len(np.unique(target[at])) == 1 and changed[at].all() and (cut or inside.all())
            row[a, b] = bool(own or one)
    return made.reshape(len(items), -1)
