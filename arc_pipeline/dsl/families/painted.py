"""The painted form of a measure: what it says of the object that each cell of a grid lies in.

`@painted` above a measure's `@op` makes one more operation, whose reference and kernel are those of the measure, so
that nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..notation import Shown, read_cells
from ..op import OPS, Op, Parameter
from ..types import COLOR, COUNT, FIELD, FLAG, GRID, MASK, STATE, Array, Choice
from ..values import TRANSPARENT, VOID, at, origin_of
from .object_fields import KINDS, objects_in, told
from .objects import box_of

_RESULTS = {COUNT: FIELD, FLAG: MASK, COLOR: GRID}
_TALLIES = {"count_cells": "CELL_TALLY", "seen_colors": "COLOR_TALLY"}  # made of all objects in one pass
_EXAMPLE = "6077708 0000088 9900000 9900555 0000505 0110555 1100000"


def painted(*, cost: int, name: str = "", connectivity: int = 4, kinds: Sequence[str] = KINDS) -> Callable[[Op], Op]:
    """Register, beside a measure, the operation that tells each cell of a grid the measure of its object.

    The first argument of the measure is a piece; others that are cells are the grid, what is left follows the grid.
    Its kernel may ask the piece for h, w, y, x and cells (i, j), and give it to what painted.h has for an ObjectView.
    `name`: object_ and the measure's, if none is given. `connectivity`: the default. `kinds`: of objects that there is
    a choice of; a single one is no argument. Returns the measure. TypeError for one that makes no number, whose kernel
    has SHARED memory or asks for two of count_cells() and its like, or if the name is taken.
    """

    def derive(measure: Op) -> Op:
        title = name or f"object_{measure.name}"
        if title in OPS or measure.result not in _RESULTS:
            raise TypeError(f"{measure.name} cannot be painted as '{title}'")
        others = measure.parameters[1:]
        asked = [p for p in others if p.type != STATE]
        options = [Parameter("connectivity", Choice((4, 8)), False, connectivity, (4, 8))]
        if len(kinds) > 1:
            options.append(Parameter("kind", Choice(KINDS), False, kinds[0], tuple(kinds)))

        def reference(grid: Array, *given: Any) -> Array:
            joined, kind = (*given[len(asked) :], *kinds)[:2]
            arguments = iter(given)
            rest = [grid if p.type == STATE else next(arguments) for p in others]

            def number(mask: Array) -> int:
                measured = measure.reference(_cut_out(grid, mask), *rest)
                return 0 if measured is VOID else max(0, measured)

            return told(grid, objects_in(grid, joined, kind), number)

        made = Op(
            name=title,
            parameters=(Parameter("grid", GRID), *asked, *options),
            result=_RESULTS[measure.result],
            cost=cost,
            reference=reference,
            kernel=_kernel(measure, "kind" if len(kinds) > 1 else str(KINDS.index(kinds[0]))),
            family=measure.family,
            line=measure.line,
            doc="",
            headers=("painted.h",),
        )
        OPS[title] = replace(made, doc=_doc(measure, made))
        return measure

    return derive


def _cut_out(grid: Array, mask: Array) -> Array:
    """The object as the piece that `objects` would make of it."""
    box, (row, column) = box_of(mask), origin_of(grid)
    return at(np.where(mask[box], grid[box], TRANSPARENT), (row + box[0].start, column + box[1].start))


def _kernel(measure: Op, kind: str) -> str:
    """The measure's own body, run on a view of each object; of those only what it asks for is found out before."""
    piece = measure.parameters[0].name
    asks = [word for word in _TALLIES if f"{word}({piece})" in measure.kernel]
    if len(asks) > 1:
        raise TypeError(f"{measure.name} cannot be painted: it asks for {' and '.join(asks)}")
    if "SHARED(" in measure.kernel:
        raise TypeError(f"{measure.name} cannot be painted: it asks for SHARED memory, which stands in no loop")
    rest = measure.kernel.replace(f"{asks[0]}({piece})", "") if asks else measure.kernel
    boxed = piece in rest
    frames = "".join(f"const View& {p.name} = grid;" for p in measure.parameters[1:] if p.type == STATE)
    found_out = f"{_TALLIES[asks[0]] if asks else 'NO_TALLY'}, {str(boxed).lower()}"
    return f"""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, words, {2 if boxed else 1} * MAX_CELLS);
    const int count = label_objects(grid, connectivity == 8, {kind}, label);
    const auto measure = [&](const ObjectView& {piece}, int& out) {{
        {frames}
        {measure.kernel.strip()}
    }};
    paint_measure<{found_out}>(grid, label, count, words, measure, out);
    """


def _doc(measure: Op, made: Op) -> str:
    """What it means, from the measure's docstring, and an example."""
    about = measure.doc.partition("\n\n")[0]
    literals = [p.literals[0] for p in made.parameters[1:] if p.required]
    told_to = made(read_cells(_EXAMPLE, GRID).value, *literals)
    call = ", ".join(map(repr, [_EXAMPLE, *literals]))
    return f"""`{measure.name}` of the object that each cell lies in, at most 255; 0 elsewhere: (h, w) -> (h, w).

{about}

>>> {made.name}({call})
{Shown(told_to, made.result)!r}"""
