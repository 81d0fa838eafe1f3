"""All lists that may be painted for the objects of one root: its pieces, and what was made for it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..frontier.frontier import Frontier
from .copies import Copies
from .meetings import Meetings
from .moves import Moves
from .painted import Painted, paint_all
from .pieces import Pieces
from .ways import Ways

Made = Moves | Meetings | Copies | Ways


@dataclass
class Lists:
    """What may be painted for the objects of one root: `costs` (n,) of lists, and `own` (n,): their places among the
    pieces, from the pieces' number on among those `beside` that were made for this root alone."""

    painted: Painted
    costs: np.ndarray
    own: np.ndarray
    beside: list[tuple[Made, int]] = field(default_factory=list)

    def add(
        self,
        made: Made | None,
        frontier: Frontier,
        pieces: Pieces,
        demonstrations: np.ndarray,
        outputs: Sequence[np.ndarray],
    ) -> None:
        """Add what lists paint that were made for this root alone, if there are any."""
        if made is None:
            return
        masks, known = np.zeros(len(made), dtype=bool), made.data[:, : len(outputs)]
        self.painted = self.painted.with_lists(paint_all(frontier, known, demonstrations, masks, outputs))
        self.costs = np.concatenate([self.costs, made.cost])
        self.own = np.concatenate([self.own, len(pieces) + len(self.beside) + np.arange(len(made))])
        self.beside.extend((made, k) for k in range(len(made)))
