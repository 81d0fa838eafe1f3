"""A process that adds results to a store, for tests of many at once: `python -m store.writing PATH NUMBER TIMES`."""

import sys

from store.made_up import candidate, result, turned

from arc_pipeline.store import Store, database


def main(path, number, times):
    database.PATIENCE = 600.0  # on a busy machine others may hold the store for longer than a run would wait
    with Store(path) as store:
        for k in range(times):
            shared, own = turned("shared"), turned(f"own {number}", seed=100 + number)
            found = [
                result(shared, candidate(shared, source=f"s{number}"), seconds=1.0, tried=1, finished=("a",)),
                result(own, candidate(own, f"roll(rot90(roll(I, 'up', {k + 1})), 'down', 1)", fit=0.5, source=f"s{k}")),
            ]
            store.add(found, {task.id: task for task in (shared, own)})
    print(*store.errors, "done")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
