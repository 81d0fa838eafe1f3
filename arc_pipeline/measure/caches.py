"""What the caches of a run saved: how often something was looked up in each, and how often it was there.

A cache counts in the spans of a run, as `count_lookups` does; whichever does is in the table. Pure functions of the
spans table of `read_record`.
"""

import pandas as pd

from arc_pipeline.measure.spans import ASKED, FOUND

IN_WORDS = {
    "kept_files": "compiled kernels and other files that are kept between runs",
    "stored_programs": "tasks for which the store has programs of earlier runs",
    "validations": "programs that fit: the reference has checked them before",
    "reference_calls": "calls of programs that the reference checks: made before for another program",
    "seen_values": "values that growth made: equal to one that is there already (observational equivalence)",
    "program_calls": "calls of proposed programs: shared with other programs, so that they run once",
    "held_values": "values that proposed programs need: the frontier holds them, so that they do not run",
    "features": "a task's cell features, as strategies see them: chosen before",
    "bindings": "a task's colour bindings: found before",
    "surroundings": "where the cells round each cell of a grid are: known from a grid of the same sides",
    "grammars": "all calls that growth may make in a round: listed before, for other tasks",
}
"""What is looked up in each cache, and when it counts as found. Which caches count is said in counted.py."""


def hit_rates(spans: pd.DataFrame) -> pd.DataFrame:
    """One row for each cache, those of IN_WORDS first and in their order. Indexed by cache.

    Columns: lookups, hits, share (0..1 of the look-ups; NaN where nothing was looked up), meaning (IN_WORDS; "" for a
    cache that has no words there). Empty for the record of a run that counted none.
    """
    counted = pd.DataFrame(list(spans["counts"])).sum()
    names = [name.removeprefix(ASKED) for name in counted.index if name.startswith(ASKED)]
    names.sort(key=lambda name: ([*IN_WORDS, name].index(name), name))
    table = pd.DataFrame(index=pd.Index(names, name="cache", dtype=object))
    for column, prefix in (("lookups", ASKED), ("hits", FOUND)):
        table[column] = [int(counted[prefix + name]) for name in names]
    table = table.astype({"lookups": "int64", "hits": "int64"})
    table["share"] = table["hits"] / table["lookups"].where(table["lookups"] > 0)
    table["meaning"] = pd.Series([IN_WORDS.get(name, "") for name in names], index=table.index, dtype=object)
    return table
