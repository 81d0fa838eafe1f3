"""The tables over three cells that the operation `sweep` may have, for many triples of places at once."""

from __future__ import annotations

import numpy as np

from ...backends import Int32, UInt8, array_kernel
from ...dsl.families.sweeps import OUTSIDE, signs

MOST_ENTRIES = 24  # that change something; a table with more would be learned by heart
_COLORS = 10
_NO_ONE_KNOWS = 14


@array_kernel(
    width=lambda *_: 1 + MOST_ENTRIES + _COLORS,
    body="""
    SHARED(int, seen, 2048);        // of each key its values as bits, 16 of them in each half
    SHARED(int, first, 16);
    const auto asked = chosen.row(item);
    const int own = 0, becomes = (int)cells.rows - 1, part = asked[TOWARD] * examples;
    FOR_LANES(k, 2048) seen[k] = 0;
    FOR_LANES(color, 16) first[color] = NEVER;
    FOR_LANES(k, out.width) out[k] = 0;
    SYNC();
    for (int n = 0; n < examples; n++) {
        if (n == asked[LEFT_OUT]) continue;
        for (int k = begins[part + n] + LANE; k < begins[part + n + 1]; k += LANES) {
            const int changes = cells(own, k) != cells(becomes, k);
            for (int turn = 0; turn <= asked[EVEN]; turn++) {
                const Case here = case_of(cells, asked, k, turn);
                ATOMIC_OR(&seen[here.key >> 1], (1 << here.value | changes << 15) << 16 * (here.key & 1));
            }
        }
    }
    SYNC();
    int entries = 0;
    bool unclear = false;
    FOR_LANES(k, 4096) {
        const int values = seen[k >> 1] >> 16 * (k & 1) & 0xFFFF, told = values & 0x7FFF;
        if (!(values >> 15)) continue;
        entries++;
        unclear |= told >> 14 || (told & (told - 1));
    }
    entries = TOTAL(entries);
    const bool suffice = !ANY(unclear) && entries > 0 && entries <= MOST_ENTRIES;
    for (int n = 0; n < (suffice ? examples : 0); n++) {
        if (n == asked[LEFT_OUT]) continue;
        for (int k = begins[part + n] + LANE; k < begins[part + n + 1]; k += LANES)
            for (int turn = 0; turn <= asked[EVEN]; turn++) {
                const Case here = case_of(cells, asked, k, turn);
                for (int i = 0; i < 3; i++) ATOMIC_MIN(&first[here.cells[i]], turn * (int)cells.width + k);
            }
    }
    SYNC();
    ONCE if (suffice) write_entries(cells, asked, seen, first, out);
    """,
)
def sweep_tables(chosen: Int32, cells: UInt8, begins: Int32, examples: int) -> Int32:
    """The tables over three places that say what cells become, without entries for what stays as it is: int32 (n, 35).

    chosen: int32 (n, 7), the number of a direction, three places, the named colours as bits, whether the table must
    hold with left and right exchanged as well (1), and the example that is left out, -1 for none; cells: uint8
    (places + 1, columns), for each cell what lies at the places round it, its own place first, and last what it
    becomes; begins: int32 (directions * examples + 1,), the columns where each example begins.
    A row of the result has the number of entries, then entries as key * 16 + value, and 0 for the rest: first those
    that change something, by their keys, then those of value OUTSIDE that name the other named colours, each with the
    key of the first cell that has the colour. There are none if the places do not determine what the cells that change
    become, or if more than MOST_ENTRIES would be needed.
    """
    made = np.zeros((len(chosen), 1 + MOST_ENTRIES + _COLORS), np.int32)
    for row, (toward, *places, bits, even, left_out) in zip(made, chosen.tolist(), strict=True):
        kept = [toward * examples + n for n in range(examples) if n != left_out]
        columns = [column for n in kept for column in range(begins[n], begins[n + 1])]
        mirrored = [place - place % 3 + -place % 3 for place in places]
        looks = [cells[each][:, columns] for each in ([places, mirrored] if even else [places])]
        own, becomes = (np.tile(cells[k, columns], len(looks)).tolist() for k in (0, -1))
        named = {color for color in range(_COLORS) if bits >> color & 1}
        entries = _entries(np.concatenate(looks, axis=1).T.tolist(), own, becomes, named)
        row[0] = len(entries)
        row[1 : 1 + len(entries)] = [(a << 16 | b << 8 | c) << 4 | value for (a, b, c), value in entries.items()]
    return made


def _entries(
    triples: list[list[int]], own: list[int], becomes: list[int], named: set[int]
) -> dict[tuple[int, ...], int]:
    """The entries by their keys; none if the keys do not determine the values, or if there are too many."""
    keys = [tuple(signs(colors, named | {OUTSIDE})) for colors in triples]
    values: dict[tuple[int, ...], set[int]] = {}
    for key, colors, value in zip(keys, triples, becomes, strict=True):
        told = key[colors.index(value)] if value in colors else _NO_ONE_KNOWS
        values.setdefault(key, set()).add(value if value in named else told)
    changing = sorted({key for key, was, value in zip(keys, own, becomes, strict=True) if was != value})
    if len(changing) > MOST_ENTRIES or any(len(values[key]) > 1 or _NO_ONE_KNOWS in values[key] for key in changing):
        return {}
    table = {key: next(iter(values[key])) for key in changing}
    if table:
        for color in sorted(named - {part for key in changing for part in key}):
            table |= dict.fromkeys([key for key in keys if color in key][:1], OUTSIDE)
    return table
