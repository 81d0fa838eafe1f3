"""How the functions of the published arc-dsl are written in this language: `python -m benchmarks.arc_dsl`.

Writes docs/arc_dsl.md from the tables here. `SAME`: functions that are operations here with the same result, with notes
on their arguments. `OTHERWISE`: functions without an operation of their name, with what replaces them.
"""

from __future__ import annotations

from pathlib import Path

from arc_pipeline.dsl import OPS

PAGE = Path(__file__).parent.parent / "docs" / "arc_dsl.md"

KEYS = "numbers of the elements in place of a function: `{0}(objs, size(objs))`"
PAIR = "the pair as two numbers"
PLACE = "a mask of one cell is the place"
SAME: dict[str, str] = {
    "add": "",
    "subtract": "",
    "multiply": "",
    "divide": "",
    "invert": "of a mask: `complement`",
    "even": "",
    "double": "",
    "halve": "",
    "flip": "",
    "equality": "of two numbers; of two pieces: `same_as`",
    "contained": "a number in a list of numbers",
    "combine": "of two lists; of two masks: `logical_or`, of several: `unite`",
    "intersection": "of two masks",
    "difference": "of two masks",
    "dedupe": "of a list; repeated rows of a grid: `drop_repeats`",
    "repeat": "a list of the piece",
    "greater": "",
    "size": "of an object; of a mask: `count`, of a list: `length`",
    "merge": "of objects that do not overlap; of masks: `unite`; of grids: `vstack`",
    "maximum": "of a list; of two: `larger`",
    "minimum": "of a list; of two: `smaller`",
    "argmax": KEYS.format("argmax"),
    "argmin": KEYS.format("argmin"),
    "mostcommon": "of numbers; of pieces: `most_repeated`",
    "leastcommon": "of numbers",
    "both": "of two flags; of masks cell by cell: `logical_and`",
    "either": "of two flags; of masks cell by cell: `logical_or`",
    "increment": "",
    "decrement": "",
    "crement": "",
    "sign": "",
    "positive": "",
    "first": "of pieces; of numbers: `nth(numbers, 0)`",
    "last": "of pieces; of numbers: `nth(numbers, -1)`",
    "insert": "",
    "remove": "",
    "other": "of numbers",
    "branch": "of pieces; of colours: `pick_color`, of counts: `pick_count`",
    "mostcolor": "",
    "leastcolor": "",
    "height": "",
    "width": "",
    "portrait": "",
    "colorcount": "",
    "colorfilter": "",
    "sizefilter": "",
    "asindices": "",
    "ofcolor": "",
    "ulcorner": PLACE,
    "urcorner": PLACE,
    "llcorner": PLACE,
    "lrcorner": PLACE,
    "crop": "both pairs as two numbers; void unless the window lies inside",
    "toindices": "",
    "recolor": "of an object; of a mask, black elsewhere: `colored(mask, color)`",
    "shift": PAIR,
    "normalize": "",
    "dneighbors": PLACE,
    "ineighbors": PLACE,
    "neighbors": PLACE,
    "objects": "`objects(grid, connectivity=8, univalued=True, background='most')`: 8 is diagonal, `'most'` without "
    "background, `'none'` with it; `'zero'`, the default, leaves out black",
    "partition": "",
    "fgpartition": "",
    "uppermost": "",
    "lowermost": "",
    "leftmost": "",
    "rightmost": "",
    "square": "",
    "vline": "",
    "hline": "",
    "hmatching": "",
    "vmatching": "",
    "manhattan": "",
    "adjacent": "",
    "bordering": "of a piece inside the grid",
    "centerofmass": PLACE,
    "palette": "a list, the smallest colour first",
    "numcolors": "",
    "color": "of several colours the most common one",
    "toobject": "",
    "rot90": "",
    "rot180": "",
    "rot270": "",
    "hmirror": "",
    "vmirror": "",
    "dmirror": "",
    "cmirror": "",
    "fill": "",
    "paint": "",
    "underfill": "",
    "underpaint": "",
    "hupscale": "",
    "vupscale": "",
    "upscale": "",
    "downscale": "",
    "hconcat": "",
    "vconcat": "",
    "subgrid": "",
    "hsplit": "void where a piece would be cut short",
    "vsplit": "void where a piece would be cut short",
    "cellwise": "",
    "replace": "",
    "switch": "",
    "center": PLACE + "; row or column alone: `middle`",
    "index": PLACE,
    "canvas": PAIR + "; in the shape of a piece: `canvas_like`",
    "corners": "",
    "connect": PLACE + "; of all pairs in a grid: `link`",
    "cover": "of an object; of a mask: `fill(grid, mostcolor(grid), mask)`",
    "trim": "",
    "move": PAIR + "; of a list, in a direction: `move_each`",
    "tophalf": "",
    "bottomhalf": "",
    "lefthalf": "",
    "righthalf": "",
    "vfrontier": PLACE + "; of many: `beams(mask, 'columns')`",
    "hfrontier": PLACE + "; of many: `beams(mask, 'rows')`",
    "backdrop": "",
    "delta": "",
    "inbox": "void where there is no inside",
    "outbox": "",
    "box": "",
    "shoot": PLACE + "; the direction in words (`'up left'`); 30 cells, so the same within every grid it begins in; of "
    "many places: `beams`; until something is in the way: `rays`",
    "occurrences": "",
    "frontiers": "as one mask: `frontier_cells`",
    "compress": "",
    "hperiod": "",
    "vperiod": "",
}

HIGHER = "takes or makes a function; operations map over lists by themselves"
CONTAINER = "a container of Python; lists here hold pieces or numbers"
VECTOR = "a pair of numbers; operations take two numbers"
OTHERWISE: dict[str, tuple[str, str]] = {
    "identity": ("", "a name is used again as often as wanted"),
    "order": ("`sort_by(pieces, keys)`", HIGHER),
    "valmax": ("`maximum(keys)`", HIGHER),
    "valmin": ("`minimum(keys)`", HIGHER),
    "initset": ("`repeat(piece, 1)`", CONTAINER),
    "toivec": ("", VECTOR),
    "tojvec": ("", VECTOR),
    "sfilter": ("`keep_if(pieces, flags)`, `where_equal(pieces, keys, value)`", HIGHER),
    "mfilter": ("`merge(keep_if(pieces, flags))`", HIGHER),
    "extract": ("`first(keep_if(pieces, flags))`", HIGHER),
    "totuple": ("", CONTAINER),
    "interval": ("`numbering(pieces)`: 0, 1, 2, ...", CONTAINER),
    "astuple": ("", VECTOR),
    "product": ("", CONTAINER),
    "pair": ("lists run side by side: `add(a, b)`", CONTAINER),
    "compose": ("one call in the other", HIGHER),
    "chain": ("one call in the other", HIGHER),
    "matcher": ("`equality(keys, value)`", HIGHER),
    "rbind": ("the argument itself", HIGHER),
    "lbind": ("the argument itself", HIGHER),
    "power": ("the call again", HIGHER),
    "fork": ("a call with two calls in it", HIGHER),
    "apply": ("`size(objs)`", HIGHER),
    "rapply": ("a call for each", HIGHER),
    "mapply": ("`merge(recolor(3, objs))`, of masks `unite(outbox(objs))`", HIGHER),
    "papply": ("two lists as arguments: `recolor(colors, objs)`", HIGHER),
    "mpapply": ("`merge(...)` of that", HIGHER),
    "prapply": ("", HIGHER),
    "shape": ("`height(piece)`, `width(piece)`", VECTOR),
    "asobject": ("the grid itself", "a Grid is an Object"),
    "position": ("`greater(middle(b, 'rows'), middle(a, 'rows'))`", VECTOR),
    "gravitate": ("`align(source, destination, side)`, `slide`, which move the object", VECTOR),
}

HEAD = """# The arc-dsl vocabulary

For those who know [arc-dsl](https://github.com/michaelhodel/arc-dsl). Of its {total} words {same} are operations here,
of the same name, with the arguments in the same order (but for the options of `objects`) and the same result wherever
both have one. (Made by `python -m benchmarks.arc_dsl`; a test compares every one with a plain version written from that
language's definitions.) What to know:

- What arc-dsl raises an error for, or has an empty tuple or set of objects for, is *void* here, and void in gives void
  out. An empty set of cells is void or a mask without ones.
- A function is applied to all elements of a list by giving it the list: `recolor(3, objs)`, `size(objs)`.
- *Indices* are a `Mask`, an *object* is an `Object`: pictures with a place in their frame. A word that asks for the
  corners, sides or middle of a patch means the picture's box. That is the box of the cells for everything that was cut
  out (`objects`, `partition`, `toobject`, `regions`); `ofcolor(grid, 3)` is as large as the grid: cut its cells out
  first, `box(toobject(ofcolor(grid, 3), grid))`.
- A pair of numbers is two arguments; a place is a mask with one cell.
- Of equally good ones (the most common colour, the largest object) the smallest number or the first one is taken, where
  arc-dsl takes whichever its sets hold first.
"""


def page() -> str:
    """The text of docs/arc_dsl.md."""
    lines = [HEAD.format(total=len(SAME) + len(OTHERWISE), same=len(SAME))]
    lines += ["## The same here", "", "| word | call | to know |", "|---|---|---|"]
    lines += [f"| {word} | `{_call(word)}` | {note} |" for word, note in SAME.items()]
    lines += ["", "## Said otherwise", "", "| word | here | why |", "|---|---|---|"]
    lines += [f"| {word} | {instead} | {why} |" for word, (instead, why) in OTHERWISE.items()]
    return "\n".join(lines) + "\n"


def _call(word: str) -> str:
    return f"{word}({', '.join(parameter.name for parameter in OPS[word].parameters)})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE}: {len(SAME)} words the same, {len(OTHERWISE)} said otherwise")
