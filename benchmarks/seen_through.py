"""Which values of a program are those of a view, so that they stand for others where calls are counted."""

from __future__ import annotations

from arc_pipeline.programs import INPUT, Arg, Program, Ref


def seen_through(program: Program) -> dict[Ref, Ref]:
    """The values that stand for others: `switch(I, c, 0)` for the input, and `switch(x, c, 0)` for x."""
    backgrounds: set[Arg] = {
        node.args[1] for node in program.nodes if node.op == "switch" and (node.args[0], node.args[2]) == (INPUT, 0)
    }
    found: dict[Ref, Ref] = {}
    for k, node in enumerate(program.nodes):
        if node.op == "switch" and node.args[1] in backgrounds and node.args[2] == 0 and isinstance(node.args[0], Ref):
            found[Ref(k)] = found.get(node.args[0], node.args[0])
    return found
