"""Parts of a page: each is HTML for a notebook or its export, and the same as plain text for a terminal or a log.

The HTML reaches for nothing outside it, and takes the colours of text from the page around it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..measure.chart_style import RED
from . import drawing

ZOOM = 1.5  # of pictures of values: small cells stay legible
_LINES = "1px solid rgba(128,128,128,.45)"
_CELL = f"text-align:left;vertical-align:top;line-height:1.4;padding:6px 10px;border-bottom:{_LINES}"
_CODE = (
    "margin:0;padding:0;background:none;border:none;color:inherit;white-space:pre-wrap;word-break:normal;"
    "overflow-wrap:break-word;"
    "font:12px/1.4 ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
)


@dataclass(frozen=True)
class Page:
    """A part of a page. `text`: the same for a reader without HTML."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def said(words: str) -> Page:
    """A paragraph."""
    return Page(f'<p style="max-width:60em">{escape(words)}</p>', f"{words}\n")


def headed(words: str) -> Page:
    """A small heading."""
    return Page(f'<p style="font-weight:bold;margin:1em 0 .3em">{escape(words)}</p>', f"{words}\n")


def code(text: str, marked: Sequence[int] = ()) -> Page:
    """Lines of a program, all of its text; those whose numbers, from 0, are `marked` are set off."""
    lines, written = text.rstrip("\n").split("\n"), list[str]()
    for number, line in enumerate(lines):
        style = f"border-left:3px solid {RED};background:rgba(213,94,0,.16)" if number in marked else ""
        written.append(f'<div style="padding-left:5px;{style}">{escape(line) or "&nbsp;"}</div>')
    plain = "\n".join(("> " if number in marked else "  ") + line for number, line in enumerate(lines))
    return Page(f'<pre style="{_CODE}">{"".join(written)}</pre>', plain if marked else "\n".join(lines))


def image(block: drawing.Block, text: str) -> Page:
    """A picture, with the text that says the same."""
    block = drawing.Block(block.width + 2, block.height + 2, block.moved(1, 1))  # so that no line is cut in half
    source = b64encode(drawing.document(block, text, paper=False, zoom=ZOOM).encode()).decode()
    html = f'<img style="max-width:none;margin:0" alt="{escape(text)}" src="data:image/svg+xml;base64,{source}">'
    return Page(html, text)


def below(*parts: Page) -> Page:
    """Parts below each other."""
    return Page("".join(f"<div>{part.html}</div>" for part in parts), "\n".join(part.text for part in parts))


def beside(*parts: Page) -> Page:
    """Parts beside each other, as far as there is room."""
    boxes = "".join(f"<div>{part.html}</div>" for part in parts)
    html = f'<div style="display:flex;flex-wrap:wrap;gap:14px 26px;align-items:flex-start">{boxes}</div>'
    return Page(html, "\n".join(part.text for part in parts))


def table(columns: Sequence[str], rows: Sequence[Sequence[Page | str]]) -> Page:
    """Rows under a head."""
    cells = [[cell if isinstance(cell, Page) else Page(escape(cell), cell) for cell in row] for row in rows]
    head = "".join(f'<th style="{_CELL}">{escape(name)}</th>' for name in columns)
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{cell.html}</td>' for cell in row) + "</tr>" for row in cells)
    named = ((name, cell.text) for row in cells for name, cell in zip(columns, row, strict=True))
    text = "\n".join(
        f"{name}:\n{value}" if "\n" in value else f"{name}: {value}" if name else value for name, value in named
    )
    opened = '<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:4px 0">'
    return Page(f"{opened}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>", text)
