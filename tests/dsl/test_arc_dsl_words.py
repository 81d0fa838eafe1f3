"""Every word of the published arc-dsl vocabulary that is an operation gives what it gives there, on random values.

Values are drawn as ours, turned into that language's, and the two results compared there. Void stands for what has no
result there, or an empty one, or does not fit a grid. The page about the vocabulary is in step.
"""

import operator
from itertools import product

import arc_dsl_oracle as arc
import pytest
from arc_dsl_values import Drawn, theirs

from arc_pipeline.dsl import OPS, at
from arc_pipeline.dsl.types import GRID, MASK, OBJECT, list_of
from benchmarks.arc_dsl import OTHERWISE, PAGE, SAME, page

EDGES = (0, 1, 2, 13, 14, 15, 16, 27, 28, 29)  # rows and columns near the sides and the middle of the largest grid
DRAWS, LEAST = 60, 12  # calls of a word, and those of them that must have a result on both sides

# The letters of a word's arguments, as `Drawn.argument` has them, and what the word means.
WORDS = {
    "add": ("ii", operator.add),
    "subtract": ("ii", operator.sub),
    "multiply": ("ii", operator.mul),
    "divide": ("ii", lambda a, b: a // b if b else None),
    "invert": ("i", operator.neg),
    "even": ("i", lambda n: not n & 1),
    "double": ("i", lambda n: n + n),
    "halve": ("i", lambda n: n >> 1),
    "flip": ("f", operator.not_),
    "equality": ("nn", operator.eq),
    "contained": ("nN", lambda n, numbers: n in numbers),
    "combine": ("LL", operator.add),
    "intersection": ("mm", operator.and_),
    "difference": ("mm", operator.sub),
    "dedupe": ("L", lambda grids: tuple(dict.fromkeys(grids))),
    "repeat": ("gn", lambda grid, n: (grid,) * n),
    "greater": ("ii", operator.gt),
    "size": ("o", len),
    "merge": ("O", lambda objs: frozenset().union(*objs)),
    "maximum": ("N", max),
    "minimum": ("N", min),
    "mostcommon": ("N", lambda numbers: arc.by_count(numbers, -1)),
    "leastcommon": ("N", lambda numbers: arc.by_count(numbers, 1)),
    "both": ("ff", operator.and_),
    "either": ("ff", operator.or_),
    "increment": ("i", lambda n: n + 1),
    "decrement": ("i", lambda n: n - 1),
    "crement": ("i", lambda n: n + (n > 0) - (n < 0)),
    "sign": ("i", lambda n: (n > 0) - (n < 0)),
    "positive": ("i", lambda n: n > 0),
    "first": ("L", lambda grids: grids[0]),
    "last": ("L", lambda grids: grids[-1]),
    "insert": ("oO", lambda obj, objs: objs | {obj}),
    "remove": ("gL", lambda grid, grids: tuple(one for one in grids if one != grid)),
    "other": ("Nn", lambda numbers, n: next((one for one in numbers if one != n), None)),
    "branch": ("fgg", lambda condition, a, b: a if condition else b),
    "mostcolor": ("e", arc.mostcolor),
    "leastcolor": ("e", arc.leastcolor),
    "height": ("P", lambda piece: arc.shape(piece)[0]),
    "width": ("P", lambda piece: arc.shape(piece)[1]),
    "portrait": ("P", lambda piece: arc.shape(piece)[0] > arc.shape(piece)[1]),
    "colorcount": ("ec", lambda element, color: arc.colors_of(element).count(color)),
    "colorfilter": ("Oc", lambda objs, color: frozenset(one for one in objs if set(arc.colors_of(one)) == {color})),
    "sizefilter": ("On", lambda objs, n: frozenset(obj for obj in objs if len(obj) == n)),
    "asindices": ("g", lambda grid: frozenset(arc.cells(arc.asobject(grid)))),
    "ofcolor": ("gc", arc.ofcolor),
    "ulcorner": ("p", lambda patch: arc.span(patch)[:2]),
    "urcorner": ("p", lambda patch: (arc.span(patch)[0], arc.span(patch)[3])),
    "llcorner": ("p", lambda patch: (arc.span(patch)[2], arc.span(patch)[1])),
    "lrcorner": ("p", lambda patch: arc.span(patch)[2:]),
    "toindices": ("o", lambda obj: frozenset(arc.cells(obj))),
    "recolor": ("co", lambda color, patch: frozenset((color, place) for place in arc.cells(patch))),
    "shift": ("oii", lambda obj, down, right: arc.shift(obj, (down, right))),
    "normalize": ("p", arc.normalize),
    "dneighbors": ("l", lambda place: arc.around(place, (1,))),
    "ineighbors": ("l", lambda place: arc.around(place, (2,))),
    "neighbors": ("l", lambda place: arc.around(place, (1, 2))),
    "partition": ("g", arc.partition),
    "fgpartition": ("g", arc.fgpartition),
    "uppermost": ("p", lambda patch: arc.span(patch)[0]),
    "lowermost": ("p", lambda patch: arc.span(patch)[2]),
    "leftmost": ("p", lambda patch: arc.span(patch)[1]),
    "rightmost": ("p", lambda patch: arc.span(patch)[3]),
    "square": ("e", lambda one: len(set(arc.shape(one))) == 1 and len(arc.colors_of(one)) == arc.shape(one)[0] ** 2),
    "vline": ("o", lambda obj: arc.shape(obj) == (len(obj), 1)),
    "hline": ("o", lambda obj: arc.shape(obj) == (1, len(obj))),
    "hmatching": ("oo", lambda a, b: bool({i for i, _ in arc.cells(a)} & {i for i, _ in arc.cells(b)})),
    "vmatching": ("oo", lambda a, b: bool({j for _, j in arc.cells(a)} & {j for _, j in arc.cells(b)})),
    "manhattan": ("oo", arc.manhattan),
    "adjacent": ("oo", lambda a, b: arc.manhattan(a, b) == 1),
    "bordering": ("wg", arc.bordering),
    "centerofmass": ("o", arc.centerofmass),
    "palette": ("e", lambda element: frozenset(arc.colors_of(element))),
    "numcolors": ("e", lambda element: len(set(arc.colors_of(element)))),
    "color": ("s", lambda obj: next(iter(obj))[0]),
    "toobject": ("mg", lambda patch, grid: frozenset(one for one in arc.asobject(grid) if one[1] in patch)),
    "rot90": ("g", arc.rot90),
    "rot180": ("g", lambda grid: arc.hmirror(arc.vmirror(grid))),
    "rot270": ("g", lambda grid: arc.hmirror(arc.dmirror(grid))),
    "hmirror": ("P", arc.hmirror),
    "vmirror": ("P", arc.vmirror),
    "dmirror": ("P", arc.dmirror),
    "cmirror": ("P", arc.cmirror),
    "fill": ("gcm", arc.fill),
    "paint": ("go", arc.laid),
    "underfill": ("gcm", arc.underfill),
    "underpaint": ("go", arc.on_background),
    "hupscale": ("gn", lambda grid, n: tuple(tuple(v for v in row for _ in range(n)) for row in grid)),
    "vupscale": ("gn", lambda grid, n: tuple(row for row in grid for _ in range(n))),
    "upscale": ("en", arc.upscale),
    "downscale": ("gn", lambda grid, n: tuple(row[::n] for row in grid[::n])),
    "hconcat": ("gG", lambda a, b: tuple(map(operator.add, a, b))),
    "vconcat": ("gG", operator.add),
    "subgrid": ("wg", arc.subgrid),
    "vsplit": ("gn", arc.vsplit),
    "hsplit": ("gn", lambda grid, n: tuple(map(arc.dmirror, arc.vsplit(arc.dmirror(grid), n) or ()))),
    "cellwise": ("gGc", lambda a, b, c: arc.laid(a, [(c, place) for _, place in arc.asobject(a) - arc.asobject(b)])),
    "replace": ("gcc", lambda grid, a, b: arc.fill(grid, b, arc.ofcolor(grid, a))),
    "switch": ("gcc", lambda g, a, b: arc.fill(arc.fill(g, b, arc.ofcolor(g, a)), a, arc.ofcolor(g, b))),
    "center": ("p", arc.center),
    "index": ("gl", lambda grid, place: {at: v for v, at in arc.asobject(grid)}.get(place)),
    "canvas": ("cnn", lambda color, h, w: ((color,) * w,) * h),
    "corners": ("p", lambda patch: frozenset((i, j) for i in arc.span(patch)[::2] for j in arc.span(patch)[1::2])),
    "connect": ("ll", arc.connect),
    "cover": ("go", arc.cover),
    "trim": ("g", lambda grid: tuple(row[1:-1] for row in grid[1:-1])),
    "move": ("goii", lambda grid, obj, i, j: arc.laid(arc.cover(grid, obj), arc.shift(obj, (i, j)))),
    "tophalf": ("g", lambda grid: grid[: len(grid) // 2]),
    "bottomhalf": ("g", lambda grid: grid[(len(grid) + 1) // 2 :]),
    "lefthalf": ("g", lambda grid: tuple(row[: len(row) // 2] for row in grid)),
    "righthalf": ("g", lambda grid: tuple(row[(len(row) + 1) // 2 :] for row in grid)),
    "vfrontier": ("l", lambda place: frozenset((i, place[1]) for i in range(30))),
    "hfrontier": ("l", lambda place: frozenset((place[0], j) for j in range(30))),
    "backdrop": ("p", arc.backdrop),
    "delta": ("o", lambda obj: arc.backdrop(obj) - arc.cells(obj)),
    "inbox": ("p", arc.inbox),
    "outbox": ("p", arc.outbox),
    "box": ("p", lambda patch: arc.ring(*arc.span(patch))),
    "occurrences": ("go", arc.occurrences),
    "frontiers": ("g", arc.frontiers),
    "compress": ("g", arc.compress),
    "hperiod": ("o", arc.hperiod),
    "vperiod": ("o", arc.vperiod),
}


def is_blank(value):
    return value is None or (isinstance(value, tuple | frozenset) and all(map(is_blank, value)))


def fits(value):
    """Whether a result of that language has a place in a slot here."""
    if isinstance(value, frozenset) and value and not all(isinstance(one, int | frozenset) for one in value):
        return max(arc.shape(value)) <= arc.LONGEST
    return not isinstance(value, tuple) or isinstance(value[0], int) or max(arc.shape(value)) <= arc.LONGEST


def agree(made, kind, meant):
    """Whether our result is theirs; None where there is nothing to compare."""
    if is_blank(meant) or not fits(meant):
        assert is_blank(theirs(made, kind)) or not fits(meant)
        return None
    got = theirs(made, kind, "O" if isinstance(meant, frozenset) else "")
    if kind == MASK and isinstance(meant, tuple):
        meant = frozenset({meant})
    return got == meant


def outcome(meaning, arguments):
    try:
        return meaning(*arguments)
    except (ValueError, ZeroDivisionError):  # nothing to take the largest of; no factor
        return None


@pytest.mark.parametrize("word", sorted(WORDS))
def test_it_gives_what_it_gives_there(word):
    letters, meaning = WORDS[word]
    compared = 0
    for seed in range(DRAWS):
        drawn = Drawn(seed)
        given = [drawn.argument(letter) for letter in letters]
        made = OPS[word](*(value for value, _ in given))
        absent = [None] * (len(OPS[word].parameters) - len(given))
        kind = OPS[word].result_type([kind for _, kind in given] + absent)
        arguments = [theirs(*one, letter) for one, letter in zip(given, letters, strict=True)]
        verdict = agree(made, kind, outcome(meaning, arguments))
        assert verdict is not False, f"{word}{tuple(arguments)}: {made}"
        compared += verdict is True
    assert compared >= LEAST


@pytest.mark.parametrize("connectivity", [4, 8])
@pytest.mark.parametrize("univalued", [True, False])
@pytest.mark.parametrize("background", ["most", "none"])
def test_objects(connectivity, univalued, background):
    for seed in range(30):
        grid = Drawn(seed).grid
        made = OPS["objects"](grid, connectivity, univalued, background)
        meant = arc.objects(theirs(grid, GRID), univalued, connectivity == 8, background == "most")
        assert agree(made, list_of(OBJECT), meant) is not False


@pytest.mark.parametrize(("word", "choose"), [("argmax", max), ("argmin", min)])
def test_the_largest_and_the_smallest(word, choose):
    for seed in range(DRAWS):
        grids, _ = Drawn(seed).argument("L")
        keys = OPS["colorcount"](grids, 1)
        meant = choose(theirs(grids, list_of(GRID)), key=lambda grid: arc.colors_of(grid).count(1))
        assert agree(OPS[word](grids, keys), GRID, meant)


def test_crop():
    for seed in range(DRAWS):
        drawn = Drawn(seed)
        (h, w), rng = drawn.grid.shape, drawn.rng
        row, column = int(rng.integers(0, h)), int(rng.integers(0, w))
        height, width = int(rng.integers(1, h - row + 1)), int(rng.integers(1, w - column + 1))
        meant = arc.crop(theirs(drawn.grid, GRID), (row, column), (height, width))
        assert agree(OPS["crop"](drawn.grid, row, column, height, width), GRID, meant)


@pytest.mark.parametrize("down", [-1, 0, 1])
@pytest.mark.parametrize("right", [-1, 0, 1])
def test_shoot_within_the_largest_grid(down, right):
    words = [word for word in (("up", "", "down")[down + 1], ("left", "", "right")[right + 1]) if word]
    for place in product(EDGES, EDGES) if words else ():
        made = theirs(OPS["shoot"](at([[1]], place), " ".join(words)), MASK)
        meant = arc.connect(place, (place[0] + 42 * down, place[1] + 42 * right))
        assert {one for one in made if max(one) < 30 and min(one) >= 0} == {
            one for one in meant if max(one) < 30 and min(one) >= 0
        }


def test_every_word_is_there_once():
    assert len(SAME) + len(OTHERWISE) == 160
    assert not set(SAME) & set(OTHERWISE)
    assert set(SAME) <= set(OPS)
    assert not set(OTHERWISE) & set(OPS)
    assert set(WORDS) | {"objects", "argmax", "argmin", "crop", "shoot"} == set(SAME)


def test_the_page_is_in_step():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m benchmarks.arc_dsl"
