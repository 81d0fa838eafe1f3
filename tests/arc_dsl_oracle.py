"""What words of the published arc-dsl vocabulary mean, in plain Python on that language's own values.

A grid is a tuple of rows (tuples of colours), an object a frozenset of (colour, (row, column)), a patch an object or a
frozenset of (row, column), a place (row, column).
"""

from collections import Counter, defaultdict

LONGEST = 30


def cells(patch):
    return {item[1] if isinstance(item[1], tuple) else item for item in patch}


def span(patch):
    """First row, first column, last row, last column."""
    rows, columns = zip(*cells(patch), strict=True)
    return min(rows), min(columns), max(rows), max(columns)


def shape(piece):
    if isinstance(piece, tuple):
        return len(piece), len(piece[0])
    top, left, bottom, right = span(piece)
    return bottom - top + 1, right - left + 1


def colors_of(element):
    return [v for row in element for v in row] if isinstance(element, tuple) else [v for v, _ in element]


def moved(patch, to):
    """The patch with every cell put where `to` says: (row, column) -> (row, column)."""
    return frozenset((one[0], to(one[1])) if isinstance(one[1], tuple) else to(one) for one in patch)


def laid(grid, pairs):
    """The grid with (colour, place) pairs put in, those outside left out."""
    known = {place: color for color, place in pairs}
    return tuple(tuple(known.get((i, j), v) for j, v in enumerate(row)) for i, row in enumerate(grid))


def by_count(numbers, sign):
    counts = Counter(numbers)
    return min(counts, key=lambda number: (sign * counts[number], number))


def ring(top, left, bottom, right):
    box = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
    return frozenset((i, j) for i, j in box if i in (top, bottom) or j in (left, right))


def mostcolor(element):
    return by_count(colors_of(element), -1)


def leastcolor(element):
    return by_count(colors_of(element), 1)


def asobject(grid):
    return frozenset((v, (i, j)) for i, row in enumerate(grid) for j, v in enumerate(row))


def ofcolor(grid, color):
    return frozenset(place for v, place in asobject(grid) if v == color)


def objects(grid, univalued, diagonal, without_bg):
    empty = mostcolor(grid) if without_bg else None
    todo = {place: v for v, place in asobject(grid) if v != empty}
    reach = 2 if diagonal else 1
    found = set()
    while todo:
        start = next(iter(todo))
        color, group, border = todo[start], {}, [start]
        while border:
            i, j = border.pop()
            if (i, j) not in todo or (univalued and todo[i, j] != color):
                continue
            group[i, j] = todo.pop((i, j))
            steps = [(di, dj) for di in (-1, 0, 1) for dj in (-1, 0, 1) if abs(di) + abs(dj) <= reach]
            border += [(i + di, j + dj) for di, dj in steps]
        found.add(frozenset((v, place) for place, v in group.items()))
    return frozenset(found)


def partition(grid):
    groups = defaultdict(set)
    for v, place in asobject(grid):
        groups[v].add((v, place))
    return frozenset(map(frozenset, groups.values()))


def fgpartition(grid):
    return frozenset(group for group in partition(grid) if next(iter(group))[0] != mostcolor(grid))


def around(place, distances):
    i, j = place
    return frozenset((i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1) if abs(a) + abs(b) in distances)


def manhattan(a, b):
    return min(abs(i - k) + abs(j - m) for i, j in cells(a) for k, m in cells(b))


def bordering(patch, grid):
    top, left, bottom, right = span(patch)
    return 0 in (top, left) or bottom == len(grid) - 1 or right == len(grid[0]) - 1


def centerofmass(patch):
    rows, columns = zip(*cells(patch), strict=True)
    return sum(rows) // len(patch), sum(columns) // len(patch)


def hmirror(piece):
    if isinstance(piece, tuple):
        return piece[::-1]
    top, _, bottom, _ = span(piece)
    return moved(piece, lambda at: (top + bottom - at[0], at[1]))


def vmirror(piece):
    if isinstance(piece, tuple):
        return tuple(row[::-1] for row in piece)
    _, left, _, right = span(piece)
    return moved(piece, lambda at: (at[0], left + right - at[1]))


def dmirror(piece):
    if isinstance(piece, tuple):
        return tuple(zip(*piece, strict=True))
    top, left, _, _ = span(piece)
    return moved(piece, lambda at: (top + at[1] - left, left + at[0] - top))


def cmirror(piece):
    return vmirror(dmirror(vmirror(piece)))


def rot90(grid):
    return vmirror(dmirror(grid))


def fill(grid, color, patch):
    return laid(grid, [(color, place) for place in cells(patch)])


def on_background(grid, pairs):
    return laid(grid, [(v, place) for v, place in pairs if place in ofcolor(grid, mostcolor(grid))])


def underfill(grid, color, patch):
    return on_background(grid, [(color, place) for place in cells(patch)])


def cover(grid, patch):
    return fill(grid, mostcolor(grid), patch)


def shift(patch, step):
    return moved(patch, lambda at: (at[0] + step[0], at[1] + step[1]))


def normalize(patch):
    top, left, _, _ = span(patch)
    return shift(patch, (-top, -left))


def upscale(element, n):
    if isinstance(element, tuple):
        return tuple(tuple(v for v in row for _ in range(n)) for row in element for _ in range(n))
    top, left, _, _ = span(element)
    steps = [(a, b) for a in range(n) for b in range(n)]
    return frozenset(
        (v, (top + (i - top) * n + a, left + (j - left) * n + b)) for v, (i, j) in element for a, b in steps
    )


def crop(grid, start, size):
    return tuple(row[start[1] : start[1] + size[1]] for row in grid[start[0] : start[0] + size[0]])


def subgrid(patch, grid):
    return crop(grid, span(patch)[:2], shape(patch))


def vsplit(grid, n):
    """None where the last piece is cut short."""
    each, left_over = divmod(len(grid), n)
    step = each + bool(left_over)
    pieces = tuple(grid[k * step : k * step + each] for k in range(n))
    return pieces if len({len(piece) for piece in pieces}) == 1 else None


def center(patch):
    (top, left, _, _), (h, w) = span(patch), shape(patch)
    return top + h // 2, left + w // 2


def connect(a, b):
    down, right = b[0] - a[0], b[1] - a[1]
    n = max(abs(down), abs(right))
    if down and right and abs(down) != abs(right):
        return frozenset()
    return frozenset((a[0] + k * down // n, a[1] + k * right // n) for k in range(n + 1)) if n else frozenset({a})


def inbox(patch):
    top, left, bottom, right = span(patch)
    return ring(top + 1, left + 1, bottom - 1, right - 1)


def outbox(patch):
    top, left, bottom, right = span(patch)
    return ring(top - 1, left - 1, bottom + 1, right + 1)


def backdrop(patch):
    top, left, bottom, right = span(patch)
    return frozenset((i, j) for i in range(top, bottom + 1) for j in range(left, right + 1))


def occurrences(grid, obj):
    known, (h, w), (height, width) = asobject(grid), shape(grid), shape(obj)
    places = [(i, j) for i in range(h - height + 1) for j in range(w - width + 1)]
    return frozenset(place for place in places if shift(normalize(obj), place) <= known)


def frontiers(grid):
    rows = [{(v, (i, j)) for j, v in enumerate(row)} for i, row in enumerate(grid) if len(set(row)) == 1]
    columns = [{(v, (i, j)) for i, v in enumerate(line)} for j, line in enumerate(dmirror(grid)) if len(set(line)) == 1]
    return frozenset(map(frozenset, rows + columns))


def compress(grid):
    columns = [j for j, line in enumerate(dmirror(grid)) if len(set(line)) > 1]
    return tuple(tuple(row[j] for j in columns) for row in grid if len(set(row)) > 1)


def vperiod(obj):
    obj, (h, _) = normalize(obj), shape(obj)
    return next((p for p in range(1, h) if {(v, (i - p, j)) for v, (i, j) in obj if i >= p} <= obj), h)


def hperiod(obj):
    return vperiod(dmirror(normalize(obj)))
