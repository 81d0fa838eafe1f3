"""Numbers that say where an element of a list stands among the others: place, rank, how many have the same number,
what it comes to together with those before it.

The result is as long as the list, but for colours put in order. Void numbers are passed over; theirs are void.
"""

from __future__ import annotations

from itertools import accumulate
from typing import Annotated

from ..op import op
from ..types import CellsList, Choice, Colors, Counts, Numbers
from .numbers import clamped

Order = Annotated[str, Choice(("largest", "smallest"))]


@op(
    cost=2,
    may_be_empty=("pieces",),
    kernel="""
    LIST(out, pieces.count);
    FOR_LANES(k, out.count) out[k] = k;
    """,
)
def numbering(pieces: CellsList) -> Counts:
    """The places in the list: 0, 1, 2, ...

    >>> numbering(objects('1102 0000 3304'))
    [0, 1, 2, 3]
    """
    return list(range(len(pieces)))


@op(
    cost=1,
    may_be_empty=("keys",),
    kernel="""
    LIST(out, keys.count);
    FOR_LANES(k, out.count) {  // bit 0: the number stands here for the first time
        int earlier = 0;
        while (earlier < k && keys[earlier] != keys[k]) earlier++;
        out[k] = earlier == k && keys[k] != NONE;
    }
    SYNC();
    FOR_LANES(k, out.count) {  // above it: the rank
        const int mine = keys[k];
        int rank = 0;
        for (int other = 0; other < out.count; other++)
            rank += (ATOMIC_READ(&out[other]) & 1) & (first == 0 ? keys[other] > mine : keys[other] < mine);
        ATOMIC_WRITE(&out[k], out[k] | rank << 1);
    }
    SYNC();
    FOR_LANES(k, out.count) out[k] = keys[k] == NONE ? NONE : out[k] >> 1;
    """,
)
def rank(keys: Numbers, first: Order) -> Counts:
    """For each number how many different ones come before it, the largest (or smallest) being first; ties share.

    >>> rank([4, 7, 4, 9], 'largest')
    [2, 1, 2, 0]
    """
    order = sorted({key for key in keys if key is not None}, reverse=first == "largest")
    return [None if key is None else order.index(key) for key in keys]


@op(
    cost=2,
    may_be_empty=("keys",),
    kernel="""
    LIST(out, keys.count);
    FOR_LANES(k, out.count) {
        int n = 0;
        for (int other = 0; other < keys.count; other++) n += keys[other] == keys[k];
        out[k] = keys[k] == NONE ? NONE : n;
    }
    """,
)
def sharing(keys: Numbers) -> Counts:
    """For each number how many in the list are equal to it, itself included.

    >>> sharing([4, 7, 4, 9])
    [2, 1, 2, 1]
    """
    return [None if key is None else keys.count(key) for key in keys]


@op(
    cost=4,
    may_be_empty=("counts",),
    kernel="""
    LIST(out, counts.count);
    FOR_LANES(k, out.count) {
        int64_t sum = 0;
        for (int other = 0; other <= k; other++) sum += counts[other] == NONE ? 0 : clamp_number(counts[other]);
        out[k] = counts[k] == NONE ? NONE : clamp_number(sum);
    }
    """,
)
def running_total(counts: Counts) -> Counts:
    """For each count the sum of it and all before it, clamped as in `total`.

    >>> running_total([3, 7, 5])
    [3, 10, 15]
    """
    sums = accumulate(0 if count is None else clamped(count) for count in counts)
    return [None if count is None else clamped(sum) for count, sum in zip(counts, sums, strict=True)]


@op(
    cost=2,
    role="sorting",
    may_be_empty=("colors", "keys"),
    kernel="""
    const int given = least(colors.count, keys.count);
    int n = 0;
    FOR_LANES(k, given) n += colors[k] != NONE && keys[k] != NONE;
    n = TOTAL(n);
    LIST(out, n);
    FOR_LANES(k, out.count ? given : 0) {
        if (colors[k] == NONE || keys[k] == NONE) continue;
        int before = 0;
        for (int other = 0; other < given; other++) {
            if (colors[other] == NONE || keys[other] == NONE) continue;
            const bool ahead = first == 0 ? keys[other] > keys[k] : keys[other] < keys[k];
            before += ahead || (keys[other] == keys[k] && other < k);
        }
        out[before] = colors[k];
    }
    """,
)
def colors_by(colors: Colors, keys: Counts, first: Order) -> Colors:
    """The colours by the counts beside them, that of the largest (or smallest) first, of equal ones in their order.

    Void ones are left out.

    >>> colors_by([3, 5, 8], [2, 9, 4], 'largest')
    [5, 8, 3]
    """
    live = [pair for pair in zip(colors, keys, strict=False) if None not in pair]
    sign = -1 if first == "largest" else 1
    return [color for color, _ in sorted(live, key=lambda pair: sign * pair[1])]
