"""The files of the gallery: operations.md with a section a family, and a picture of each family's operations."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from inspect import cleandoc
from itertools import groupby
from textwrap import wrap

from arc_pipeline.dsl import OPS, Choice, Op, Parameter
from arc_pipeline.dsl.types import GRID

from . import svg
from .examples import Example, examples
from .grids import GRIDS, grid_of

FAMILIES = "arc_pipeline.dsl.families"
WIDTH, MARGIN, LETTER, LINE = 860, 14, 7, 15  # pixels
CALL_LETTERS = 46  # of a call's text in one line

INTRODUCTION = """\
# The operations of the language

{operations} operations in {families} families. This page and its pictures are made from the `@op` blocks in
[arc_pipeline/dsl/families/](../arc_pipeline/dsl/families) by `python -m benchmarks.gallery`; nothing here is written by
hand.

A picture shows one call: on the left the values of its arguments, on the right what it makes of them; `I` is the grid
from which they come, one of those below. Literals stand in the call alone. The first call that shows what an operation
does is taken.

![The grids from which the examples start](operations/grids.svg)

| type | what it is | in pictures |
|---|---|---|
| `Grid` | colours 0-9 | the colours of ARC |
| `Object` | a piece of a grid, where it was cut out; also a grid | other cells are hatched; dashed: the grid's frame |
| `Mask` | yes or no for each cell; also a field | petrol is yes |
| `Field` | a number 0-255 for each cell | numbers |
| `Color`, `Count`, `Flag` | a colour, a whole number, yes or no | a box |
| `List[...]` | a list of any of these | side by side |
| `Table` | a colour for each value of a state, or of two or three states | value and colour |
| `Cells`, `State` | any of the first four: all `Cells` of a call have one type, each `State` its own | |
| `Number` | a colour, count or flag, all of one type | |

A list where one value is asked for maps the operation over it: `size(objects(I))` is a list of counts. What cannot be
done is *void*, and void in gives void out. Numbers that are *tried* are those that a search writes there without being
told; words that follow a parameter are all that it takes.

"""


def operations() -> list[Op]:
    """The operations of the package's families, in the order of their files and lines."""
    ours = [op for op in OPS.values() if op.reference.__module__.startswith(FAMILIES)]
    return sorted(ours, key=lambda op: (op.family, op.line))


def gallery() -> dict[str, str]:
    """The text of every file by its path in docs/."""
    shown = list(examples(operations()))
    families = {name: list(members) for name, members in groupby(shown, key=lambda one: one.op.family)}
    page = INTRODUCTION.format(operations=len(shown), families=len(families))
    page += "".join(_line_of_contents(name, members) for name, members in families.items())
    page += "".join(_section(name, members) for name, members in families.items())
    files = {"operations.md": page, "operations/grids.svg": _grids()}
    for name, members in families.items():
        files[f"operations/{name}.svg"] = _sheet([_entry(one) for one in members], f"The operations of {name}.py")
    return files


def _line_of_contents(family: str, members: Sequence[Example]) -> str:
    names = ", ".join(f"[{one.op.name}](#{one.op.name})" for one in members)
    return f"- **[{_title(family)}](#family-{family.replace('_', '-')})**: {names}\n"


def _title(family: str) -> str:
    return family.replace("_", " ")


def _section(family: str, members: Sequence[Example]) -> str:
    """A family: its module's docstring, its picture, its operations."""
    about = cleandoc(import_module(f"{FAMILIES}.{family}").__doc__ or "")
    source = f"../arc_pipeline/dsl/families/{family}.py"
    head = f"\n## Family: {_title(family)}\n\n{about}\n\nSource: [{family}.py]({source})\n\n"
    picture = f"![The operations of {family}.py at work](operations/{family}.svg)\n"
    return head + picture + "".join(_description(one) for one in members)


def _description(one: Example) -> str:
    """An operation: signature, docstring, what its parameters take, cost and example."""
    op = one.op
    signature = ", ".join(_parameter(parameter) for parameter in op.parameters)
    notes = [note for parameter in op.parameters if (note := _literals(parameter))]
    notes += [f"cost {op.cost}", f"example `{one.result.text}`"]
    return f"\n### {op.name}\n\n`{op.name}({signature}) -> {op.result}`\n\n{op.doc}\n\n" + "".join(
        f"- {note}\n" for note in notes
    )


def _parameter(parameter: Parameter) -> str:
    kind = parameter.type
    words = parameter.name if isinstance(kind, Choice) else f"{parameter.name}: {kind}"
    return words if parameter.required else f"{words} = {parameter.default!r}"


def _literals(parameter: Parameter) -> str:
    if isinstance(parameter.type, Choice):
        return f"`{parameter.name}`: {', '.join(f'`{option!r}`' for option in parameter.type.options)}"
    tried = parameter.literals
    if len(tried) > 3 and tried == tuple(range(tried[0], tried[-1] + 1)):
        return f"`{parameter.name}`: tried {tried[0]} to {tried[-1]}"
    return f"`{parameter.name}`: tried {', '.join(map(str, tried))}" if tried else ""


def _entry(one: Example) -> svg.Block:
    """An operation's name, the text of the call, and below them its arguments, an arrow and its result."""
    assert one.result.type is not None
    frame = (one.grid.shape[0], one.grid.shape[1])
    given = [svg.value(value.cells, value.type, frame) for value in one.arguments if value.type is not None]
    picture = svg.row_of([*given, svg.arrow(), svg.value(one.result.cells, one.result.type, frame)], 10)
    call = wrap(one.result.text, CALL_LETTERS, subsequent_indent="  ", break_long_words=False)
    body = svg.text(0, 12, one.op.name, "name")
    body += "".join(
        svg.text(LETTER * (2 if k else 0), 28 + LINE * k, line.strip(), "call") for k, line in enumerate(call)
    )
    top = 28 + LINE * len(call) - 6
    width = max(picture.width, LETTER * max(map(len, call)), 9 * len(one.op.name))
    return svg.Block(width, top + picture.height, body + picture.moved(0, top))


def _grids() -> str:
    """The picture of the grids that examples start from."""
    blocks = []
    for name in GRIDS:
        drawn = svg.value(grid_of(name), GRID, (0, 0))
        body = svg.text(0, 12, name, "name") + drawn.moved(0, 20)
        blocks.append(svg.Block(max(drawn.width, 9 * len(name)), 20 + drawn.height, body))
    return _sheet(blocks, "The grids from which the examples start")


def _sheet(entries: Sequence[svg.Block], title: str) -> str:
    """Entries from left to right and from top to bottom on a sheet of the usual width."""
    body, x, y, height = "", MARGIN, MARGIN, 0
    for entry in entries:
        if x > MARGIN and x + entry.width > WIDTH - MARGIN:
            x, y, height = MARGIN, y + height + 2 * MARGIN, 0
        body += entry.moved(x, y)
        x, height = x + entry.width + 2 * MARGIN, max(height, entry.height)
    widest = max([WIDTH, *(entry.width + 2 * MARGIN for entry in entries)])
    return svg.document(svg.Block(widest, y + height + MARGIN, body), title)
