"""Poses: views that turn or mirror each sample by where something lies in it, so that all samples show one case.

What moves up in one demonstration and left in another moves towards the same mark in both: once the marks lie at one
side, one rule says it.
"""

from __future__ import annotations

import numpy as np

from ....dsl import OPS
from ....dsl.types import COUNT, GRID, MASK, OBJECT
from ....measure import Deadline
from ....tasks import Task
from ...frontier.aligned import calls, priced
from ...frontier.joins import first_of_equal
from ...taskview.view import TaskView
from ..agreement import RELATIVE, Agreement
from ..view import View
from .lenses import Lens, best_lenses

_MASKS, _OBJECTS = 200, 60  # the cheapest, whose poses are measured
_FRAMES = 8  # of these objects, in whose frames poses are measured besides the input's


def after(seen: TaskView, view: View, task: Task) -> list[View]:
    """The task as an opening view shows it, each sample in a pose that a program tells: those of best promise, no two
    of which differ by one and the same turn of all samples; [] after other views.

    What a pose promises is how much of each demonstration's output can be read off the others in their poses.
    """

    def gained(poses: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        told = different(poses, len(seen.outputs))
        return told, Agreement(seen.task.train).gained(poses[told])

    return best_lenses(seen, view, task, _measured, COUNT, gained, lambda pose: Lens("posed", "unposed", (pose,)))


def _measured(seen: TaskView) -> TaskView:
    """The task in a frontier of its own whose counts are the poses in which its masks and objects lie towards the top
    of the input, or of an object's frame."""
    given, masks, objects = seen.of_type(GRID)[:1], seen.of_type(MASK)[:_MASKS], seen.of_type(OBJECT)[:_OBJECTS]
    measured = seen.from_leaves(np.concatenate([given, masks, objects]))
    frontier, objects = measured.frontier, measured.of_type(OBJECT)
    frontier.keep(priced(frontier.nodes, [calls(frontier.nodes, "toindices", objects)]), "all", Deadline())
    frames = np.concatenate([measured.of_type(GRID), objects[:_FRAMES]])
    masks = measured.of_type(MASK)
    pairs = np.repeat(masks, len(frames)), np.tile(frames, len(masks))
    towards = OPS["pose_of"].parameters[-1].literals
    asked = (calls(frontier.nodes, "pose_of", *pairs, word) for word in towards)
    frontier.keep(priced(frontier.nodes, asked), "numbers", Deadline())
    return measured


def different(poses: np.ndarray, demonstrations: int) -> np.ndarray:
    """The rows of poses, int (n, samples), that differ among the demonstrations, without those that differ from an
    earlier row by one and the same turn of all samples: int64 (m,), ascending."""
    relative = RELATIVE[poses[:, :1], poses]
    first = first_of_equal(relative)
    return first[(relative[first, :demonstrations] != relative[first, :1]).any(axis=1)]
