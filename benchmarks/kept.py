"""In how many solved tasks' programs each operation occurs, and why rare ones are kept: `python -m benchmarks.kept`.

With --report it counts anew and writes totals to results/uses.json. From that file it writes docs/kept_operations.md:
the operations in the programs of at most one task, each with its arc-dsl function or the need that it serves. An
operation that has neither is to be merged into another or removed.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from arc_pipeline.dsl import OPS

from .arc_dsl import SAME

USES = Path(__file__).parent / "results" / "uses.json"
PAGE = Path(__file__).parent.parent / "docs" / "kept_operations.md"
ARC_DSL = "a word of arc-dsl"
FEW = 1  # an operation in the programs of more tasks needs no reason

NEEDS: dict[str, str] = {
    "lists become one grid, whatever they hold": (
        "hstack vstack arrange arrange_numbers strip show unite lay paint_numbers fill_each move_each"
    ),
    "counts become pictures, and colours in an order": (
        "bars count_cells color_cells block sort_lines colors_along colors_by"
    ),
    "lines are drawn on, thrown back, or go round": "beams bounce spiral between",
    "room, a frame or lines are put around or into a grid, or taken away": (
        "pad pad_side extend_edges extend gridlines roll peel crop_mask"
    ),
    "an output has the shape of something else, or of its smallest form": (
        "canvas_like upscale_to tile_like shrink pool"
    ),
    "a grid is repeated or laid out by another": "tile_mirrored kron_mask continue_pattern",
    "which colour a task speaks of: the background, the frame's, the other one": (
        "background bordercolor floor_color othercolor separator_color"
    ),
    "colours by their rank, so that tasks of other colours are the same": (
        "color_count_field normalize_colors normalize_like restore_colors"
    ),
    "samples in one pose, whichever way each is turned": "posed unposed pose_of posed_at",
    "objects fall, slide and are drawn to others": "slide fit attract gravity_objects drive",
    "copies go on by the step between two, or are laid where their marks are": "echo stamp stamp_at",
    "how far a cell is from others, and what is nearest": "depth distance_field nearest_color",
    "regions are enclosed, filled and flooded": "flood pour spread fill_holes hollow",
    "ways between places": "path_steps shortest_path",
    "where a cell lies in the grid": (
        "row column steps_to_border zone ring corner_ring quadrant diagonal_distance remainder"
    ),
    "what the row or column of a cell holds": (
        "line_has line_count line_rank line_colors line_majority distinct_lines edge_color frontier_cells run_length"
    ),
    "what a cell sees in a direction": "walls_seen crossings run_position",
    "what a cell has around it": "touches neighbor surroundings isolated",
    "which part of a divided grid a cell lies in, and what the part holds": (
        "part_index part_place part_count part_rank part_majority part_colors"
    ),
    "cells that share a value of another state": "group_color group_count ranked",
    "what a cell's object is, alone (derived from the measure)": (
        "object_height object_width object_colors object_symmetry"
    ),
    "what a cell's object is, among the others or by its contacts": (
        "object_has object_touches size_rank object_index object_holes position_rank shape_code twin_count"
    ),
    "where a cell lies in its object": "steps_to_side box_ring color_box",
    "what an object is like, to choose by": (
        "form area holes is_symmetric symmetry is_square is_solid density perimeter middle"
    ),
    "how an object is related to others": "inside same_as alike partner rank sharing",
    "which elements of a list are taken, and in which order": (
        "keep_if drop_if where_equal where_other sort_by reverse distinct take"
    ),
    "all functions of two masks, or of a state and a mask": (
        "logical_and logical_or neither differ without masked complement equals nonzero in_frame"
    ),
    "cells by their value: one, above one, the largest, the smallest; the first": (
        "threshold is_value is_max is_smallest first_cell"
    ),
    "noise is taken away, shapes grow and shrink": "dilate erode grow denoise smooth fill_up",
    "a rule is applied again and again": "evolve",
    "something stands in where there is nothing": "otherwise",
    "numbers and colours of each other, and of lists": (
        "pick_color pick_count nth larger smaller running_total total count length as_color as_count root cell_colors"
    ),
    "other ways to cut a grid: with gaps, by masks, frames, lines, equal pieces, where the pieces lie": (
        "clusters regions frames slices quadrants squares windows blocks put_back assemble"
    ),
    "regularities that outputs show: symmetry, period, rectangles, patches": (
        "canonical symmetry_axis diagonal_period largest_rectangle patches"
    ),
}

HEAD = """# Operations that few programs use

Of the {operations} operations that were there when uses were counted, {used} occur in the programs of
two or more of {tasks} solved tasks (the reports of several runs together). The others are listed here
with what each is kept for: a word of the arc-dsl vocabulary ([arc_dsl.md](arc_dsl.md)), or a need that
tasks in general have. Made by `python -m benchmarks.kept`; a test says when an operation has neither.
What each does: [operations.md](operations.md).
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Count the operations in any given reports, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, nargs="*", default=[], help="tables of tasks: id, solved, program")
    given = parser.parse_args(arguments)
    if given.report:
        reports = pd.concat([pd.read_csv(path, dtype={"id": str}) for path in given.report])
        USES.write_text(json.dumps(uses(reports), indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(json.loads(USES.read_text(encoding="utf-8"))), encoding="utf-8")
    print(PAGE)


def uses(table: pd.DataFrame) -> dict[str, object]:
    """The number of solved tasks, and for each operation the number of those whose programs use it.

    Names that are no operations now are ignored, so that older reports can be counted.
    """
    solved = table[table["solved"].fillna(False).astype(bool) & table["program"].notna()]
    found: dict[str, set[str]] = {name: set() for name in sorted(OPS)}
    for id, program in zip(solved["id"], solved["program"], strict=True):
        for name in found.keys() & set(re.findall(r"\b(\w+)\(", program)):
            found[name].add(id)
    return {"tasks": solved["id"].nunique(), "operations": {name: len(ids) for name, ids in found.items()}}


def reasons() -> dict[str, str]:
    """The reason to keep each operation that has one, by name."""
    return {name: need for need, names in NEEDS.items() for name in names.split()} | dict.fromkeys(SAME, ARC_DSL)


def unexplained(found: Mapping[str, int]) -> list[str]:
    """The rare operations without a reason; operations newer than the counts are ignored."""
    return [name for name in counted(found) if found[name] <= FEW and name not in reasons()]


def counted(found: Mapping[str, int]) -> list[str]:
    """The operations that existed when programs were counted, and still do."""
    return sorted(found.keys() & OPS.keys())


def page(uses_of: Mapping[str, Any]) -> str:
    """The text of docs/kept_operations.md. Raises ValueError for a rare operation without a reason."""
    found: Mapping[str, int] = uses_of["operations"]
    if unexplained(found):
        raise ValueError(f"these operations have no reason to be kept: {', '.join(unexplained(found))}")
    names = counted(found)
    few = [name for name in names if found[name] <= FEW]
    text = HEAD.format(operations=len(names), used=len(names) - len(few), tasks=uses_of["tasks"])
    for need in [ARC_DSL, *NEEDS]:
        kept = [_named(name, found[name]) for name in few if reasons()[name] == need]
        text += f"\n- **{need}**: {', '.join(kept)}\n" if kept else ""
    return text


def _named(name: str, tasks: int) -> str:
    return f"[{name}](operations.md#{name}){' (1 task)' if tasks else ''}"


if __name__ == "__main__":
    main()
