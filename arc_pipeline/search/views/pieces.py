"""A task's pieces as demonstrations of a smaller task: what is done to each piece on its own.

Pieces are cut out of every input by the same program, and a program found for one piece is lifted over the list of all
pieces: operations map over lists. It is searched on few pieces and must be right on all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

import numpy as np

from ...dsl import OPS
from ...dsl.values import TRANSPARENT, origin_of
from ...measure import counted_cache
from ...programs import INPUT, Builder, Program, ProgramError, run_reference
from ...tasks import Pair, Task
from ..candidates import Candidate, program_name
from .view import inputs_of

_PAIRS = 10  # demonstrations of the smaller task
_CHANGED = 7  # of these, the most that change if enough others do not
_TESTS = 8
_LONGEST = 200.0  # bits: longer programs know the pieces, which are many and small, by heart

Content = Literal["box", "alone"]
Joined = Literal["back", "beside"]

Places = list[list[Any]]  # for each sample its pieces, objects that know where they lie


@dataclass(frozen=True)
class Pieces:
    """A step that shows the task of the pieces.

    `places`: a program from a task's input to a list of objects. `content`: what is shown of a piece, its whole
    bounding "box" or the object "alone" on 0. `joined`: results are put "back" where the pieces lie, in outputs of the
    inputs' shapes, or "beside" each other in the order of their places. `ground`: the colour outside of pieces that are
    put back, None for the input's own cells.
    """

    places: Program
    content: Content
    joined: Joined
    ground: int | None = None
    lists: ClassVar[bool] = False  # a program for a piece is lifted over a list of them, and lists do not nest

    def __post_init__(self) -> None:
        builder = Builder()  # raises ProgramError if these are no pieces that can be shown and joined
        self._add_joined(builder, self._add_pieces(builder))

    @property
    def name(self) -> str:
        """The operations that cut, then how pieces are shown and joined."""
        return " ".join([*(node.op for node in self.places.nodes), self.content, self.joined])

    def of(self, task: Task) -> Task | None:
        """The task of the pieces; None if the demonstrations do not say what becomes of them."""
        return self.cut(task, places_of(self.places, task))

    def cut(self, task: Task, places: Places | None) -> Task | None:
        """The task of the pieces at these places; None if the demonstrations do not say what becomes of them."""
        pairs = None if places is None else self.pairs(task, places)
        if pairs is None or places is None:
            return None
        known = {key_of(pair.input) for pair in pairs}
        shown = [self._shown(*test) for test in zip(task.test, places[len(task.train) :], strict=True)]
        asked = {key_of(piece): piece for of_test in shown for piece in of_test}
        tests = [piece for key, piece in asked.items() if key not in known] or list(asked.values())[:1]
        return Task(task.id, tuple(_telling(pairs)), tuple(tests[:_TESTS]))

    def pairs(self, task: Task, places: Places) -> list[Pair] | None:
        """The different pieces of the demonstrations with their outputs; None if an output cannot be split among its
        pieces, or if equal pieces have different outputs."""
        found: dict[Any, Pair] = {}
        for pair, there in zip(task.train, places, strict=False):
            made = self._parts(pair.output, pair.input, there)
            if made is None:
                return None
            for piece, part in zip(self._shown(pair.input, there), made, strict=True):
                if not np.array_equal(found.setdefault(key_of(piece), Pair(piece, part)).output, part):
                    return None
        return list(found.values())

    def back(self, candidate: Candidate, task: Task) -> Candidate | None:
        """A candidate for a piece as one for the task; None if it does not fit, is wrong on some piece of a
        demonstration, void on some piece, longer than _LONGEST, or cannot be lifted.

        `left_out` is that of leaving out all pieces of a demonstration at once, as if these were independent.
        """
        places, builder = places_of(self.places, task), Builder()
        if not candidate.fits or candidate.length > _LONGEST or places is None:
            return None
        try:
            lifted = builder.add(candidate.program, self._add_pieces(builder))
            program = builder.program(self._add_joined(builder, lifted), program_name(task))
        except ProgramError:  # the program makes lists of a piece, and lists do not nest
            return None
        known: dict[Any, Any] = {}
        outputs: list[Any] = []
        for grid, there in zip(inputs_of(task), places, strict=True):
            made = [_made(candidate.program, piece, known) for piece in self._shown(grid, there)]
            outputs.append(self._put(grid, there, made))
            number = len(outputs) - 1
            if number < len(task.train) and not np.array_equal(outputs[-1], task.train[number].output):
                return None
        if any(output is None for output in outputs):
            return None
        tests = tuple(np.array(output, dtype=np.uint8) for output in outputs[len(task.train) :])
        left_out = max(1.0, len(self.pairs(task, places) or ()) / len(task.train))  # pieces per demonstration
        return replace(candidate, program=program, outputs=tests, left_out=candidate.left_out**left_out)

    def _shown(self, grid: np.ndarray, places: list[Any]) -> list[np.ndarray]:
        if self.content == "box":
            return [_window(grid, place) for place in places]
        return [np.where(place == TRANSPARENT, 0, place).astype(np.uint8) for place in places]

    def _parts(self, output: np.ndarray, grid: np.ndarray, places: list[Any]) -> list[np.ndarray] | None:
        """The part of an output that each piece becomes; None if that cannot be told."""
        if self.joined == "back":
            return [_window(output, place) for place in places] if output.shape == grid.shape else None
        tops, lefts = (sorted(set(edges)) for edges in zip(*map(origin_of, places), strict=True))
        if len(places) != len(tops) * len(lefts) or output.shape[0] % len(tops) or output.shape[1] % len(lefts):
            return None
        h, w = output.shape[0] // len(tops), output.shape[1] // len(lefts)
        corners = [(tops.index(top) * h, lefts.index(left) * w) for top, left in map(origin_of, places)]
        return [output[top : top + h, left : left + w] for top, left in corners]

    def _put(self, grid: np.ndarray, places: list[Any], made: list[Any]) -> Any:
        if self.joined == "beside":
            return OPS["assemble"](places, made)
        ground = grid if self.ground is None else OPS["canvas_like"](self.ground, grid)
        return OPS["put_back"](ground, places, made)

    def _add_pieces(self, builder: Builder) -> Any:
        places = builder.add(self.places)
        return (
            builder.call("subgrid", [places, INPUT]) if self.content == "box" else builder.call("flatten", [places, 0])
        )

    def _add_joined(self, builder: Builder, made: Any) -> Any:
        places = builder.add(self.places)
        if self.joined == "beside":
            return builder.call("assemble", [places, made])
        ground = INPUT if self.ground is None else builder.call("canvas_like", [self.ground, INPUT])
        return builder.call("put_back", [ground, places, made])


def is_changed(pair: Pair) -> bool:
    """Whether the output differs from the input."""
    return not np.array_equal(pair.input, pair.output)


def key_of(grid: np.ndarray) -> tuple[Any, bytes]:
    """A hashable key, the same for equal grids only."""
    return grid.shape, grid.tobytes()


def _window(grid: np.ndarray, place: Any) -> np.ndarray:
    (top, left), (h, w) = origin_of(place), place.shape
    return np.ascontiguousarray(grid[top : top + h, left : left + w], dtype=np.uint8)


@counted_cache("pieces", 64)
def places_of(program: Program, task: Task) -> Places | None:
    """The pieces that a program cuts out of each of a task's inputs; None if it is void on one of them."""
    found: Places = []
    for grid in inputs_of(task):
        there = run_reference(program, grid)
        if there is None:  # at once, as most even cuts are void on the first input already
            return None
        found.append(there)
    return found


def _made(program: Program, piece: np.ndarray, known: dict[Any, Any]) -> Any:
    key = key_of(piece)
    if key not in known:
        known[key] = run_reference(program, piece)
    return known[key]


def _telling(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """At most _PAIRS of the pairs, in their order: changed ones are preferred, and pairs of different colour sets."""
    often: dict[Any, int] = {}
    ranked = []
    for number, pair in enumerate(pairs):
        same = not is_changed(pair)
        kind = same, tuple(np.unique(pair.input).tolist()), tuple(np.unique(pair.output).tolist())
        often[kind] = often.get(kind, 0) + 1
        ranked.append((same, often[kind], number))
    ranked.sort()
    changed = [number for same, _, number in ranked if not same]
    others = [number for same, _, number in ranked if same]
    room = max(_CHANGED, _PAIRS - len(others))
    chosen = changed[:room] + others[: _PAIRS - min(room, len(changed))]
    yield from (pairs[number] for number in sorted(chosen))
