"""Export, import, merge or show stores, which keep what runs have found.

`export` writes the programs of a store as text, which `import` adds to another; with --library, the best program that
fits each task as text of the library, whose programs the search runs on every task. `merge` adds all that other stores
hold to a store, which is made if there is none. `show` counts what a store holds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..store import export, export_library, import_text, merge
from ..store.counts import counts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("export", help="write the programs of a store as text")
    command.add_argument("store", type=Path)
    command.add_argument("--library", action="store_true", help="of each task one that fits, as text of the library")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    command.set_defaults(command=_export)
    command = commands.add_parser("import", help="add the programs of such a text to a store")
    command.add_argument("file", type=Path)
    command.add_argument("store", type=Path)
    command.set_defaults(command=_import)
    command = commands.add_parser("merge", help="add all that other stores hold to a store")
    command.add_argument("store", type=Path)
    command.add_argument("others", type=Path, nargs="+", metavar="other")
    command.set_defaults(command=_merge)
    command = commands.add_parser("show", help="count what a store holds")
    command.add_argument("store", type=Path)
    command.set_defaults(command=_show)


def run(given: argparse.Namespace) -> None:
    """Run the command that was given."""
    given.command(given)


def _export(given: argparse.Namespace) -> None:
    lines = export_library(given.store) if given.library else export(given.store)
    first = next(lines)  # a store that cannot be read leaves the output as it was
    if given.output is None:
        sys.stdout.write(first)
        sys.stdout.writelines(lines)
    else:
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
