"""The grids that examples start from, made by hand, and the values that are derived from them by operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from arc_pipeline.dsl import VOID, Type
from arc_pipeline.programs import parse, run_reference

# Rows from top to bottom; a dot is 0. Earlier grids are tried first.
GRIDS = {
    "scene": "......... .33....1. .33..4... .....4.2. .....4.22 ......... .888..... .8.8..... .888...1.",
    "letter": "12. .2. .33",
    "parts": "1..5.22 .1.52.. 3.152.. 5555555 4.45... .4.533. 4.453..",
    "rooms": "........ .2222... .2..2.3. .2.12.3. .2222... ........ .6666666 .6....46 .6666666",
    "twins": "11..22.. 1...2..3 .....333 11.....3 1...4.4. ....444.",
    "halves": "11.2.2 .1..22 ..12..",
    "dots": "....... .2...3. ....... ....... .3..... ....... .2...2.",
    "noise": "1112222 1412222 1112252 3331111 3231111 3331161",
    "pattern": "123123 456456 12..23 45..56 123123 456456",
    "mirror": "12..21 2.442. .4334. .43388 2.4488 12..21",
    "lines": "..2.... 1.2.1.. 3323333 ..2.... 1.2.... ..2..1.",
    "blocks": "1122.. 1122.. 33..11 33..11 ..2233 ..2233",
    "square": "1.. 11. ..2",
    "panels": "1.41.42. .14.1422",
}

# What families are shown on first whose operations look for something special.
FAVOURITES = {
    "completion": "mirror",
    "distances": "dots",
    "enclosed": "rooms",
    "line_fields": "lines",
    "part_fields": "parts",
    "parts": "parts",
    "periods": "pattern",
    "rays": "dots",
}

# Arguments of each type, in the order in which they are tried; what has another type than the grid's is left out.
DERIVED = (
    "argmax(objects(I), size(objects(I)))",
    "cut(I, ofcolor(I, 2))",
    "argmin(objects(I), size(objects(I)))",
    "I",
    "hmirror(I)",
    "upscale(I, 2)",
    "drop(I, 1)",
    "pick(hsplit(I, 2), 0)",
    "pick(hsplit(I, 2), 1)",
    "objects(I)",
    "shift(objects(I), 1, 1)",
    "shift(argmax(objects(I), size(objects(I))), -3, 3)",
    "fgpartition(I)",
    "parts(I)",
    "hmirror(parts(I))",
    "take(reverse(objects(I)), 2)",
    "hsplit(I, 2)",
    "foreground(I)",
    "outline(I)",
    "ofcolor(I, 1)",
    "ofcolor(I, 2)",
    "ofcolor(I, 3)",
    "outbox(objects(I))",
    "box(objects(I))",
    "toindices(objects(I))",
    "object_size(I)",
    "neighbor_count(I, 'all', 'foreground')",
    "ring(I)",
    "row(objects(I))",
    "parity(I, 'blocks')",
    "size(objects(I))",
    "color(objects(I))",
    "mostcolor(parts(I))",
    "palette(I)",
    "ranked_colors(I, 'most common')",
    "height(objects(I))",
    "width(objects(I))",
    "size(fgpartition(I))",
    "is_line(objects(I), 'columns')",
    "is_square(objects(I))",
    "size(argmax(objects(I), size(objects(I))))",
    "height(I)",
    "numcolors(I)",
    "leastcolor(I)",
    "mostcolor(argmax(objects(I), size(objects(I))))",
    "is_square(argmax(objects(I), size(objects(I))))",
    "even(height(I))",
    "greater(height(I), 5)",
)
TABLES = ({1: 8}, {0: 1, 1: 8}, {0: 0, 1: 3, 2: 4, 3: 2})


@dataclass(frozen=True)
class Value:
    """A value of the language, and the text of the calls that made it of the grid `I`; literals have no type."""

    text: str
    cells: Any
    type: Type | None = None


def grid_of(name: str) -> np.ndarray:
    """One of the grids, uint8 (h, w)."""
    return np.array([list(row.replace(".", "0")) for row in GRIDS[name].split()]).astype(np.uint8)


def derived_values(name: str) -> list[Value]:
    """All values that can be derived from a grid."""
    made = []
    for text in DERIVED:
        program = parse(f"def example(I):\n    return {text}")
        cells = run_reference(program, grid_of(name))
        if cells is not VOID and not (isinstance(cells, list) and VOID in [one if one is VOID else 0 for one in cells]):
            made.append(Value(text, cells, program.result_type))
    return made
