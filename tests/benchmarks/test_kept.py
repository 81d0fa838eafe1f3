"""Every operation is used by several solved tasks' programs, or has a reason; docs/kept_operations.md says so."""

import json

import pandas as pd
import pytest

from arc_pipeline.dsl import OPS
from benchmarks import kept


def test_the_page_is_in_step():
    page = kept.page(json.loads(kept.USES.read_text(encoding="utf-8")))
    assert kept.PAGE.read_text(encoding="utf-8") == page, "run python -m benchmarks.kept"


def test_needs_name_operations_once():
    names = [name for some in kept.NEEDS.values() for name in some.split()]
    assert len(set(names)) == len(names)
    assert set(names) <= set(OPS)


def test_an_operation_without_a_reason_is_refused():
    many = dict.fromkeys(OPS, 2)
    unused = next(name for name in OPS if name not in kept.reasons())
    assert f"[{unused}]" not in kept.page({"tasks": 3, "operations": many})
    with pytest.raises(ValueError, match=f"no reason to be kept: {unused}$"):
        kept.page({"tasks": 3, "operations": many | {unused: 1}})


def test_solved_tasks_count_once_for_an_operation():
    programs = ["x1 = rot90(I)\n    O = rot90(x1)", "O = hmirror(I)", "O = rot90(I)", "O = old_word(I)", None]
    table = pd.DataFrame(
        {"id": ["a", "a", "b", "c", "d"], "solved": [True, True, False, True, True], "program": programs}
    )
    found = kept.uses(table)
    assert found["tasks"] == 2
    assert {name: n for name, n in found["operations"].items() if n} == {"rot90": 1, "hmirror": 1}
