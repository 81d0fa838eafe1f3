"""The files of the gallery: operations.md with a section for each family, and a picture of each family's operations."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from inspect import cleandoc
from itertools import groupby
from textwrap import wrap

from arc_pipeline.dsl import OPS, Choice, Op, Parameter
from arc_pipeline.dsl.examples import documented
from arc_pipeline.explorer import drawing
from arc_pipeline.explorer.operation_examples import example_call, example_picture, first_example, signature

FAMILIES = "arc_pipeline.dsl.families"
WIDTH, MARGIN, LETTER, LINE = 860, 14, 7, 15  # pixels
CALL_LETTERS = 46  # per line of a call's text

INTRODUCTION = """\
# The operations of the language

{operations} operations in {families} families. This page and its pictures are made from the `@op` blocks in
[arc_pipeline/dsl/families/](../arc_pipeline/dsl/families) by `python -m benchmarks.gallery`; nothing here is written by
hand. Examples are those of the docstrings, which the tests run; a picture shows the first of an operation: on the left
the values of its arguments, on the right what it makes of them.

| type | what it is | in pictures | in examples |
|---|---|---|---|
| `Grid` | colours 0-9 | the colours of ARC | rows between spaces: `'120 003'` |
| `Object` | a piece of a grid, where it was cut out; a Grid is one too, and `flatten` makes a Grid of one | \
other cells are hatched; dashed: the frame | \
`'12 .3 @4,5'`: a dot is transparent, cut at row 4, column 5 |
| `Mask` | yes or no for each cell; a Mask is a Field too, and `colored` makes a Grid of one | \
petrol is yes | `'011 001'` |
| `Field` | a number 0-255 for each cell | numbers | `'0,12 3,4'`; without commas if none is over 9 |
| `Color`, `Count`, `Flag` | a colour, a whole number, yes or no | a box | `3`, `True` |
| `List[...]` | a list of any of these | side by side | `['11', '2']` |
| `Table` | a colour for each value of a state, or of two or three states | value and colour | `{{0: 3, 1: 8}}` |
| `Cells`, `State` | any of the first four: all `Cells` of a call have one type, each `State` its own | | |
| `Number` | a colour, count or flag, all of one type | | |

A list where one value is asked for maps the operation over it: `size(objects(I))` is a list of counts. What cannot be
done is *void*, and void in gives void out where an operation says nothing else. Numbers that are *tried* are those that
a search writes there without being told; words that follow a parameter are all that it takes.

"""


def operations() -> list[Op]:
    """The operations of the package's families, in the order of their files and lines."""
    ours = [op for op in OPS.values() if op.reference.__module__.startswith(FAMILIES)]
    return sorted(ours, key=lambda op: (op.family, op.line))


def gallery() -> dict[str, str]:
    """The text of every file, by its path in docs/."""
    families = {name: list(members) for name, members in groupby(operations(), key=lambda op: op.family)}
    page = INTRODUCTION.format(operations=sum(map(len, families.values())), families=len(families))
    page += "".join(_line_of_contents(name, members) for name, members in families.items())
    page += "".join(_section(name, members) for name, members in families.items())
    files = {"operations.md": page}
    for name, members in families.items():
        files[f"operations/{name}.svg"] = _sheet([_entry(op) for op in members], f"The operations of {name}.py")
    return files


def _line_of_contents(family: str, members: Sequence[Op]) -> str:
    names = ", ".join(f"[{op.name}](#{op.name})" for op in members)
    return f"- **[{_title(family)}](#family-{family.replace('_', '-')})**: {names}\n"


def _title(family: str) -> str:
    return family.replace("_", " ")


def _section(family: str, members: Sequence[Op]) -> str:
    """A family's section: its module's docstring, its picture, its operations."""
    about = cleandoc(import_module(f"{FAMILIES}.{family}").__doc__ or "")
    source = f"../arc_pipeline/dsl/families/{family}.py"
    head = f"\n## Family: {_title(family)}\n\n{about}\n\nSource: [{family}.py]({source})\n\n"
    picture = f"![The operations of {family}.py at work](operations/{family}.svg)\n"
    return head + picture + "".join(_description(op) for op in members)


def _description(op: Op) -> str:
    """An operation's entry: signature, docstring, the literals of its parameters, cost and examples."""
    notes = [note for parameter in op.parameters if (note := _literals(parameter))]
    said = documented(op)
    examples = "".join(f">>> {one.source.replace(chr(10), chr(10) + '... ')[:-4]}{one.want}" for one in said.examples)
    return (
        f"\n### {op.name}\n\n`{signature(op)}`\n\n{said.prose}\n\n"
        + "".join(f"- {note}\n" for note in [*notes, f"cost {op.cost}"])
        + f"\n```python\n{examples}```\n"
    )


def _literals(parameter: Parameter) -> str:
    if isinstance(parameter.type, Choice):
        return f"`{parameter.name}`: {', '.join(f'`{option!r}`' for option in parameter.type.options)}"
    tried = parameter.literals
    if len(tried) > 3 and tried == tuple(range(tried[0], tried[-1] + 1)):
        return f"`{parameter.name}`: tried {tried[0]} to {tried[-1]}"
    return f"`{parameter.name}`: tried {', '.join(map(str, tried))}" if tried else ""


def _entry(op: Op) -> drawing.Block:
    """An operation's name and its first example: the call and, below it, the arguments, an arrow and the result."""
    shown = first_example(op)
    picture = example_picture(shown)
    call = wrap(example_call(shown), CALL_LETTERS, subsequent_indent="  ", break_long_words=False)
    body = drawing.text(0, 12, op.name, "name")
    body += "".join(
        drawing.text(LETTER * (2 if k else 0), 28 + LINE * k, line.strip(), "call") for k, line in enumerate(call)
    )
    top = 28 + LINE * len(call) - 6
    width = max(picture.width, LETTER * max(map(len, call)), 9 * len(op.name))
    return drawing.Block(width, top + picture.height, body + picture.moved(0, top))


def _sheet(entries: Sequence[drawing.Block], title: str) -> str:
    """Entries from left to right and top to bottom, on a sheet that is WIDTH wide unless an entry is wider."""
    body, x, y, height = "", MARGIN, MARGIN, 0
    for entry in entries:
        if x > MARGIN and x + entry.width > WIDTH - MARGIN:
            x, y, height = MARGIN, y + height + 2 * MARGIN, 0
        body += entry.moved(x, y)
        x, height = x + entry.width + 2 * MARGIN, max(height, entry.height)
    widest = max([WIDTH, *(entry.width + 2 * MARGIN for entry in entries)])
    return drawing.document(drawing.Block(widest, y + height + MARGIN, body), title)
