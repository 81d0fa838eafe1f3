"""Programs of the grid language: immutable, typed graphs with a text form that is parsed and never executed.

They are parsed from text or traced from Python, checked, merged, sliced, grafted, printed, and run by the reference.
"""

from .builder import Builder
from .check import check
from .description import CallLength, call_length, description_length, description_length_of
from .errors import ProgramError, ProgramTimeout
from .literals import decode_literal
from .merge import Merged, graft, merge, slice_back
from .node import INPUT, Arg, Literal, Node, Ref, TableLiteral
from .parse import parse, parse_file, parse_many
from .program import MAX_NODES, Program
from .run import ReferenceRun, run_reference
from .trace import trace

__all__ = [
    "INPUT", "MAX_NODES", "Arg", "Builder", "CallLength", "Literal", "Merged", "Node", "Program", "ProgramError",
    "ProgramTimeout", "Ref", "ReferenceRun", "TableLiteral", "call_length", "check", "decode_literal",
    "description_length", "description_length_of", "graft", "merge", "parse", "parse_file", "parse_many",
    "run_reference", "slice_back", "trace",
]  # fmt: skip
