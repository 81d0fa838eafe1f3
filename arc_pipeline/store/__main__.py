"""The commands of stores: `python -m arc_pipeline.store export | import | merge | show`.

They end with 0, with 1 and one line on standard error for a file that is at fault, and with 2 for a wrong call.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..command_line import ended
from .counts import counts
from .database import StoreError
from .merging import merge
from .text import export, import_text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = _parser().parse_args(arguments)
    return ended("arc_pipeline.store", lambda: given.run(given), (StoreError, OSError))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m arc_pipeline.store", description="Export, import, merge, show.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("export", help="write the programs of a store as text")
    command.add_argument("store", type=Path)
    command.add_argument("--output", type=Path, help="a file; default: standard output")
    command.set_defaults(run=_export)
    command = commands.add_parser("import", help="add the programs of such a text to a store")
    command.add_argument("file", type=Path)
    command.add_argument("store", type=Path)
    command.set_defaults(run=_import)
    command = commands.add_parser("merge", help="add all that other stores hold to a store")
    command.add_argument("store", type=Path)
    command.add_argument("others", type=Path, nargs="+", metavar="other")
    command.set_defaults(run=_merge)
    command = commands.add_parser("show", help="count what a store holds")
    command.add_argument("store", type=Path)
    command.set_defaults(run=_show)
    return parser


def _export(given: argparse.Namespace) -> None:
    lines = export(given.store)
    if given.output is None:
        sys.stdout.writelines(lines)
    else:
        first = next(lines)  # a store that cannot be read leaves the output as it was
        with given.output.open("w", encoding="utf-8") as file:
            file.write(first)
            file.writelines(lines)


def _import(given: argparse.Namespace) -> None:
    print(f"{import_text(given.file, given.store)} programs were added to {given.store}")


def _merge(given: argparse.Namespace) -> None:
    print(f"{merge(given.store, given.others)} programs were merged into {given.store}")


def _show(given: argparse.Namespace) -> None:
    for name, number in counts(given.store).items():
        print(f"{number:>15,}  {name}")


if __name__ == "__main__":
    sys.exit(main())
