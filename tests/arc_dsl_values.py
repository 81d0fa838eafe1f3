"""Random arguments of words as this language has them, and any value of it as arc-dsl has it."""

import numpy as np
from strategies import real_grids

from arc_pipeline.dsl import OPS, TRANSPARENT, at, origin_of
from arc_pipeline.dsl.types import COLOR, COUNT, FLAG, GRID, MASK, OBJECT, list_of

KINDS = {
    "g": "grid_itself", "G": "another", "w": "inside", "o": "anywhere", "O": "objects", "s": "one_color", "m": "mask",
    "l": "place", "L": "grids", "N": "numbers", "c": "color", "f": "flag", "n": "small", "i": "integer",
}  # fmt: skip


class Drawn:
    """Arguments that all belong to one grid, by letters, as (value, type).

    g the grid, G one of its shape, o an object, w one that lies inside, s one of one colour, p a patch (an object or a
    mask of its cells), P grid or patch, e grid or object, m a mask, l a place, c a colour, n a small number, i any
    integer, f a flag, N numbers, L grids, O objects.
    """

    def __init__(self, seed):
        self.rng = rng = np.random.default_rng(seed)
        real = real_grids()
        self.grid = real[rng.integers(len(real))]
        if seed % 3:
            self.grid = rng.integers(0, 4, rng.integers(1, 9, 2)).astype(np.uint8)
        changed = np.where(rng.random(self.grid.shape) < 0.3, rng.integers(0, 4, self.grid.shape), self.grid)
        self.other = changed.astype(np.uint8)

    def argument(self, letter):
        if letter not in "pPe":
            return getattr(self, f"_{KINDS[letter]}")()
        value, kind = self.argument(self._pick("o" if letter == "p" else "go"))
        as_mask = letter != "e" and kind == OBJECT and self.rng.random() < 0.5
        return (OPS["toindices"](value), MASK) if as_mask else (value, kind)

    def _pick(self, options):
        return options[self.rng.integers(len(options))]

    def _grid_itself(self):
        return self.grid, GRID

    def _another(self):
        return self.other, GRID

    def _inside(self):
        univalued, background = bool(self.rng.integers(2)), self._pick(("zero", "most", "none"))
        objs = OPS["objects"](self.grid, 8, univalued, background)
        return self._pick(objs or [at(self.grid, (0, 0))]), OBJECT

    def _anywhere(self):
        piece, _ = self._inside()
        return at(piece, np.add(origin_of(piece), self.rng.integers(-3, 4, 2))), OBJECT

    def _objects(self):
        return OPS["objects"](self.grid, 4, True, "none"), list_of(OBJECT)

    def _one_color(self):
        return self._pick(self._objects()[0]), OBJECT

    def _mask(self):
        return at(self.rng.integers(0, 2, self.grid.shape), self.rng.integers(-2, 3, 2)), MASK

    def _place(self):
        return at([[1]], self.rng.integers(0, 7, 2)), MASK

    def _grids(self):
        options = [self.grid, self.other, self.grid[::-1].copy()]
        return [self._pick(options) for _ in range(self.rng.integers(1, 5))], list_of(GRID)

    def _numbers(self):
        return self.rng.integers(0, 5, self.rng.integers(1, 8)).tolist(), list_of(COUNT)

    def _color(self):
        return int(self.rng.integers(0, 5)), COLOR

    def _flag(self):
        return int(self.rng.integers(0, 2)), FLAG

    def _small(self):
        return int(self.rng.integers(0, 5)), COUNT

    def _integer(self):
        return int(self.rng.integers(-12, 13)), COUNT


def theirs(value, kind, letter=""):
    """A value of ours as arc-dsl has it: places for letter l, a frozenset for O."""
    if value is None:
        return None
    if kind.is_list:
        items = (theirs(item, kind.item) for item in value)
        return frozenset(items) if letter == "O" else tuple(items)
    if kind.storage == "number":
        return int(value)
    return tuple(map(tuple, value.tolist())) if kind == GRID else _placed(value, kind, letter)


def _placed(value, kind, letter):
    y, x = origin_of(value)
    placed = {(y + i, x + j): int(v) for (i, j), v in np.ndenumerate(value)}
    if letter == "l":
        return y, x
    if kind == MASK:
        return frozenset(place for place, v in placed.items() if v)
    return frozenset((v, place) for place, v in placed.items() if v != TRANSPARENT)
