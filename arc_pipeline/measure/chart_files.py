"""Charts as files: each as PNG and as SVG, beside the record of the run that they show."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from matplotlib.figure import Figure


class ChartFolder:
    """Keeps charts in a folder, which is made when the first one comes."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def kept(self, name: str, figure: Figure) -> Figure:
        """Write a figure as NAME.png and NAME.svg; returns it, to be shown. If they cannot be written, a RuntimeWarning
        says so: a notebook that shows a record on a read-only disk still shows it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for kind in ("png", "svg"):
                # White behind the ink, so that it can be read on a dark page as well.
                figure.savefig(self.folder / f"{name}.{kind}", dpi=150, facecolor="white")
                # Laid out once: to arrange a chart takes longer than to draw it.
                figure.set_layout_engine(None)
        except OSError as error:
            warnings.warn(f"the chart {name!r} cannot be kept: {error}", RuntimeWarning, stacklevel=2)
        return figure
