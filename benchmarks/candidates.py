"""Writes the candidates of a run to a file, one line per task, and reads them, for other benchmarks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate

Found = Mapping[str, Sequence[Candidate]]  # by task id


def keep(found: Found, path: Path) -> None:
    """Write candidates as JSON, one line per task."""
    lines = []
    for id, candidates in found.items():
        rows = [
            {"program": c.program.text, "outputs": [output.tolist() for output in c.outputs], "length": c.length,
             "fit": c.fit, "source": c.source, "left_out": c.left_out, "chance": c.chance, "surprise": c.surprise,
             "view": c.view, "generality": c.generality,
             "is_near_miss": c.is_near_miss}
            for c in candidates
        ]  # fmt: skip
        lines.append(json.dumps({"id": id, "candidates": rows}))
    path.write_text("\n".join(lines) + "\n")


def read(path: Path) -> dict[str, list[Candidate]]:
    """The candidates in a file written by `keep`."""
    found = {}
    for line in path.read_text().splitlines():
        row = json.loads(line)
        found[row["id"]] = [
            Candidate(parse(c["program"]), tuple(np.array(output, np.uint8) for output in c["outputs"]), c["length"],
                      c["fit"], c["source"], c["left_out"], c["chance"], c["surprise"], c["view"],
                      generality=c["generality"], is_near_miss=c["is_near_miss"])
            for c in row["candidates"]
        ]  # fmt: skip
    return found
