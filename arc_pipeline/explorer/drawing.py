"""Pictures of values as SVG text: coloured rectangles, numbers, hatched cells, lists side by side.

Sizes are in pixels. Nothing is drawn that is not in the value, except crosses on cells that the caller marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

import numpy as np

from ..answers.shown import ARC_COLORS
from ..dsl import TRANSPARENT, VOID, Type, origin_of
from ..dsl.types import COLOR, FIELD, FLAG, MASK, TABLE
from ..measure.chart_style import RED

LARGEST_CELL, LARGEST_PICTURE = 13, 132  # pixels: a cell's side, a picture's longer side
LARGEST_IN_LIST = 48  # pixels: the longer side of a list's elements
LARGEST_FRAME = 96  # pixels: the longer side of a frame with a piece in it
GAP, LIST_WIDTH, BOX = 5, 200, 18
DARK = (0, 1, 9)  # colours on which text is white

PAPER_STYLE = """\
text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#24292f;text-anchor:middle}
.name{font-weight:bold;font-size:13px;text-anchor:start}.call{fill:#57606a;text-anchor:start}
.note{fill:#6e7781;font-size:10px}.light{fill:#fff}.lines{fill:none;stroke:#8c959f;stroke-width:.6}
.frame{fill:none;stroke:#afb8c1;stroke-dasharray:2 2}.arrow{fill:none;stroke:#57606a;stroke-width:1.4}
.paper{fill:#fff;stroke:#d0d7de}.cut{fill:url(#hatch)}.mask{fill:#1f6f78}.blank{fill:#f6f8fa}
"""
STYLE = PAPER_STYLE + "".join(f".c{color}{{fill:{value}}}" for color, value in enumerate(ARC_COLORS))
SHADES = ("#fff", "#e7f0fb", "#d3e4f8", "#bdd7f4", "#a6c9f0", "#8fbaeb")  # of a field's numbers from 0
STYLE += "".join(f".f{shade}{{fill:{value}}}" for shade, value in enumerate(SHADES))
STYLE += "".join(f".s{size} text{{font-size:{size}px}}" for size in range(4, LARGEST_CELL))
HATCH = (
    '<pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse"><path class="blank" d="M0 0h4v4h-4z"/>'
    '<path d="M0 4 4 0" stroke="#c2cad2" stroke-width=".8"/></pattern>'
)


@dataclass(frozen=True)
class Block:
    """A part of a picture, from (0, 0) to (width, height)."""

    width: int
    height: int
    body: str

    def moved(self, x: int, y: int) -> str:
        """Its SVG with the upper left corner at (x, y)."""
        return f'<g transform="translate({x} {y})">{self.body}</g>\n' if self.body else ""


def document(block: Block, title: str, paper: bool = True, zoom: float = 1) -> str:
    """A whole SVG file around a block. `paper`: on white with a margin line, so that it is legible on dark pages."""
    w, h = block.width, block.height
    size = f'width="{w * zoom:g}" height="{h * zoom:g}" viewBox="0 0 {w} {h}"'
    sheet = f'<rect class="paper" x=".5" y=".5" width="{w - 1}" height="{h - 1}" rx="6"/>\n' if paper else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n'
        f"<defs>{HATCH}</defs>\n{sheet}"
        f"{block.body}</svg>\n"
    )


def text(x: int, y: int, words: str, style: str = "") -> str:
    """A text element at a position."""
    return f'<text{f" class={chr(34)}{style}{chr(34)}" if style else ""} x="{x}" y="{y}">{escape(words)}</text>'


def row_of(blocks: Sequence[Block], gap: int = GAP, width: int = 1 << 20) -> Block:
    """Blocks from left to right, vertically centred; a new row begins if they would exceed `width`."""
    body, x, y, widest, row = "", 0, 0, 0, list[tuple[int, Block]]()
    for block in [*blocks, None]:
        if block is None or (row and x + block.width > width):
            height = max((one.height for _, one in row), default=0)
            body += "".join(one.moved(left, y + (height - one.height) // 2) for left, one in row)
            x, y, row = 0, y + height + gap, []
        if block is not None:
            row.append((x, block))
            widest = max(widest, x + block.width)
            x += block.width + gap
    return Block(widest, max(0, y - gap), body)


def value(cells: Any, kind: Type, frame: tuple[int, int]) -> Block:
    """A value of the language; `frame` is the shape of the grid that pieces were cut from."""
    if kind == TABLE:
        pairs = [row_of([number(key, None), arrow(10), number(color, COLOR)], 3) for key, color in cells.items()]
        return row_of(pairs, GAP, 1)
    if kind.item is None:
        return number(cells, kind) if kind.storage == "number" else _framed(cells, kind, frame)
    elements = [_element(one, kind.item) for one in cells]
    return row_of(elements, GAP, LIST_WIDTH)


def _element(one: Any, kind: Type) -> Block:
    if one is VOID:
        return Block(28, BOX, text(14, 13, "void", "note"))
    return number(one, kind) if kind.storage == "number" else picture(one, kind, LARGEST_IN_LIST)


def number(value: int, kind: Type | None) -> Block:
    """A number in a box: a colour fills its box, a flag is written as yes or no."""
    words = ("yes" if value else "no") if kind == FLAG else str(value)
    width = max(BOX, 6 + 7 * len(words))
    fill = f"c{value}" if kind == COLOR else "blank"
    box = f'<rect class="{fill}" width="{width}" height="{BOX}" rx="3" stroke="#8c959f" stroke-width=".6"/>'
    return Block(width, BOX, box + text(width // 2, 13, words, "light" if kind == COLOR and value in DARK else ""))


def arrow(length: int = 22) -> Block:
    """An arrow to the right."""
    return Block(length, 10, f'<path class="arrow" d="M1 5h{length - 3}m-4-4 4 4-4 4"/>')


def _framed(cells: np.ndarray, kind: Type, frame: tuple[int, int]) -> Block:
    """Cells; if their origin is not (0, 0), in a dashed frame, unless that would be too large."""
    (y, x), (h, w) = origin_of(cells), cells.shape
    top, left = min(0, y), min(0, x)
    side = max(max(frame[0], y + h) - top, max(frame[1], x + w) - left)
    if (y, x) == (0, 0) or side > 20:
        return picture(cells, kind, LARGEST_PICTURE)
    cell = _cell(side, LARGEST_FRAME)
    inner = picture(cells, kind, LARGEST_FRAME, cell)
    size = f'width="{frame[1] * cell}" height="{frame[0] * cell}"'
    lines = f'<rect class="frame" x="{-left * cell}" y="{-top * cell}" {size}/>'
    width, height = max(frame[1], x + w) - left, max(frame[0], y + h) - top
    return Block(width * cell, height * cell, lines + inner.moved((x - left) * cell, (y - top) * cell))


def _cell(side: int, largest: int) -> int:
    return max(3, min(LARGEST_CELL, largest // side))


def picture(
    cells: np.ndarray, kind: Type, largest: int = LARGEST_PICTURE, cell: int = 0, marked: np.ndarray | None = None
) -> Block:
    """Cells of a type, at most `largest` pixels wide and high unless the size of a cell is given. `marked`, bool of the
    same shape: cells that are crossed out."""
    h, w = cells.shape
    cell = cell or _cell(max(h, w), largest)
    width, height = w * cell, h * cell
    paths: dict[str, str] = {}
    for i, line in enumerate(cells.tolist()):
        j = 0
        for cell_value, run in groupby(line):
            n = len(list(run))
            style = _style(cell_value, kind)
            paths[style] = paths.get(style, "") + f"M{j * cell} {i * cell}h{n * cell}v{cell}h-{n * cell}z"
            j += n
    body = "".join(f'<path class="{style}" d="{paths[style]}"/>' for style in sorted(paths))
    across = "".join(f"M0 {k * cell}h{width}" for k in range(h + 1))
    down = "".join(f"M{k * cell} 0v{height}" for k in range(w + 1))
    body += f'<path class="lines" d="{across}{down}"/>'
    if marked is not None and marked.any():
        body += _crosses(marked, cell)
    return Block(width, height, body + (_numbers(cells, cell) if kind == FIELD else ""))


def _style(cell: int, kind: Type) -> str:
    if kind == MASK:
        return "mask" if cell else "blank"
    if kind == FIELD:
        return f"f{min(cell, len(SHADES) - 1)}"
    return "cut" if cell == TRANSPARENT else f"c{cell}"


def _crosses(marked: np.ndarray, cell: int) -> str:
    """A cross on each marked cell, with a white rim, so that it is seen on every colour."""
    arm = max(1.0, cell * 0.3)
    places = ((np.argwhere(marked)[:, ::-1] + 0.5) * cell).tolist()
    path = "".join(
        f"M{x - arm:g} {y - arm:g}l{2 * arm:g} {2 * arm:g}m0 {-2 * arm:g}l{-2 * arm:g} {2 * arm:g}" for x, y in places
    )
    wide = max(1.0, cell * 0.14)
    return "".join(
        f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{width:g}"/>'
        for color, width in (("#fff", 2.4 * wide), (RED, wide))
    )


def _numbers(cells: np.ndarray, cell: int) -> str:
    """The numbers of a field, one text element per row; none if there is no room."""
    letters = max(len(str(one)) for one in cells.ravel().tolist())
    size = min(cell - 3, int(1.6 * cell / letters))
    if size < 4:
        return ""
    body = ""
    for i, line in enumerate(cells.tolist()):
        y = i * cell + (cell + size * 7 // 10) // 2
        places = [str(j * cell + cell // 2) for j in range(len(line))]
        if letters == 1:  # a single element can place each digit
            body += f'<text x="{" ".join(places)}" y="{y}">{"".join(map(str, line))}</text>'
        else:
            body += "".join(f'<text x="{x}" y="{y}">{one}</text>' for x, one in zip(places, line, strict=True))
    return f'<g class="s{size}">{body}</g>'
