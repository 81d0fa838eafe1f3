"""The eight poses of `posed`, and which of them is that of one grid as seen from another."""

from __future__ import annotations

from itertools import product

import numpy as np

from ...dsl import OPS

POSES = 8


def _relative() -> np.ndarray:
    posed, unposed, corners = OPS["posed"], OPS["unposed"], np.arange(4, dtype=np.uint8).reshape(2, 2)
    pairs = list(product(range(POSES), repeat=2))
    seen = np.array([np.asarray(unposed(posed(corners, first), other)).ravel() for first, other in pairs])
    poses = np.array([np.asarray(unposed(corners, pose)).ravel() for pose in range(POSES)])
    return (seen[:, None] == poses).all(axis=2).argmax(axis=1).reshape(POSES, POSES)


RELATIVE = _relative()  # [a, b]: the pose that, undone, is the same as pose a followed by the undoing of pose b
