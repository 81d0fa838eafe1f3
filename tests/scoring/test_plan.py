"""A plan is the same whatever is run by it, and is cut anew only where there is less room."""

from arc_pipeline.programs import merge, parse
from arc_pipeline.scoring import plan as planning
from arc_pipeline.scoring.plan import Plan

TEXTS = [f"def solve(I):\n    x1 = replace(I, {k}, 0)\n    O = dmirror(x1)\n    return O\n" for k in range(1, 7)]


def test_a_graph_is_cut_once_for_all_rooms_that_hold_it(monkeypatch):
    cuts, cut = [], planning.cut
    monkeypatch.setattr(planning, "cut", lambda joined, needed, slots: cuts.append(slots) or cut(joined, needed, slots))
    plan = Plan([merge(map(parse, TEXTS))])
    assert [len(plan.sections(slots)[1]) for slots in (12, 13, 1 << 40, 6, 12, 7)] == [1, 1, 1, 2, 1, 2]
    assert cuts == [12, 6], "a room of 7 is cut as one of 6"


def test_tables_are_numbered_once_each():
    table = "def solve(I):\n    O = repaint(I, {{1: {k}}}, I)\n    return O\n"
    plan = Plan([merge([parse(table.format(k=k)) for k in (2, 3, 2)])])
    assert sorted(plan.tables.values()) == [0, 1]
    assert Plan([merge([parse(TEXTS[0])])]).tables == {}
