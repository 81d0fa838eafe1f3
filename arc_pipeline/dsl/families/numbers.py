"""Arithmetic on counts, questions with yes or no, choices, and what a list of numbers comes down to.

Sums and products are clamped to +-10000. Void elements of a list are left out; a list of nothing else gives void.
"""

from collections import Counter

from ..op import op
from ..types import Cells, CellsList, Color, Count, Counts, Flag, Number, Numbers
from ..values import VOID

LIMIT = 10000


def clamped(number: int) -> int:
    return max(-LIMIT, min(LIMIT, number))


@op(cost=2, literals={"a": (), "b": (2, 3)}, kernel="out = clamp_number((int64_t)a + b);")
def add(a: Count, b: Count) -> Count:
    """a + b.

    >>> add(3, 4)
    7
    """
    return clamped(a + b)


@op(cost=2, literals={"a": (), "b": (2, 3)}, kernel="out = clamp_number((int64_t)a - b);")
def subtract(a: Count, b: Count) -> Count:
    """a - b.

    >>> subtract(7, 3)
    4
    """
    return clamped(a - b)


@op(cost=2, literals={"a": (), "b": (3,)}, kernel="out = clamp_number((int64_t)a * b);")
def multiply(a: Count, b: Count) -> Count:
    """a * b.

    >>> multiply(3, 4)
    12
    """
    return clamped(a * b)


@op(cost=2, literals={"count": ()}, kernel="out = clamp_number((int64_t)count * 2);")
def double(count: Count) -> Count:
    """Twice as much.

    >>> double(6)
    12
    """
    return clamped(2 * count)


@op(cost=2, literals={"count": ()}, kernel="out = clamp_number(count >> 1);")
def halve(count: Count) -> Count:
    """Half as much, rounded down.

    >>> halve(7)
    3
    """
    return clamped(count // 2)


@op(cost=2, literals={"count": ()}, kernel="out = clamp_number((int64_t)count + 1);")
def increment(count: Count) -> Count:
    """One more.

    >>> increment(6)
    7
    """
    return clamped(count + 1)


@op(cost=2, literals={"count": ()}, kernel="out = clamp_number((int64_t)count - 1);")
def decrement(count: Count) -> Count:
    """One less.

    >>> decrement(6)
    5
    """
    return clamped(count - 1)


@op(cost=2, literals={"a": ()}, kernel="out = a > b;")
def greater(a: Count, b: Count) -> Flag:
    """Whether a is more than b.

    >>> greater([2, 5, 3], 3)
    [False, True, False]
    """
    return a > b


@op(cost=2, literals={"a": (), "b": (1, 2, 3)}, kernel="out = a == b;")
def equality(a: Number, b: Number) -> Flag:
    """Whether two numbers of one type are the same.

    >>> equality([2, 5, 3], 3)
    [False, False, True]
    """
    return a == b


@op(cost=3, literals={"count": ()}, kernel="out = (count & 1) == 0;")
def even(count: Count) -> Flag:
    """Whether a count is even.

    >>> even([2, 5, 4])
    [True, False, True]
    """
    return count % 2 == 0


@op(cost=2, literals={"flag": ()}, kernel="out = flag == 0;")
def flip(flag: Flag) -> Flag:
    """No for yes and yes for no.

    >>> flip([True, False])
    [False, True]
    """
    return not flag


@op(
    cost=3,
    literals={"condition": ()},
    may_be_void=("if_value", "else_value"),
    kernel="""
    if (condition) COPY(out, if_value);
    else COPY(out, else_value);
    """,
)
def branch(condition: Flag, if_value: Cells, else_value: Cells) -> Cells:
    """The first piece if the condition holds, else the second; the other one may be void.

    Lists must be equally long, as they are chosen from element by element.

    >>> branch(False, '110 011', '202 020')
    '202 020'
    >>> branch(True, '110 011', '202 020')
    '110 011'
    """
    return if_value if condition else else_value


@op(
    cost=3,
    literals={"condition": (), "if_value": range(1, 10), "else_value": range(1, 10)},
    kernel="out = condition ? if_value : else_value;",
)
def pick_color(condition: Flag, if_value: Color, else_value: Color) -> Color:
    """The first colour if the condition holds, else the second.

    >>> pick_color([True, False, True], 3, 5)
    [3, 5, 3]
    """
    return if_value if condition else else_value


@op(
    cost=4,
    literals={"condition": (), "if_value": (), "else_value": ()},
    kernel="out = condition ? if_value : else_value;",
)
def pick_count(condition: Flag, if_value: Count, else_value: Count) -> Count:
    """The first count if the condition holds, else the second.

    >>> pick_count([True, False, True], 1, 0)
    [1, 0, 1]
    """
    return if_value if condition else else_value


@op(
    cost=4,
    may_be_void=("piece", "fallback"),
    kernel="""
    if (is_live(piece)) COPY(out, piece);
    else COPY(out, fallback);
    """,
)
def otherwise(piece: Cells, fallback: Cells) -> Cells:
    """The first piece, or where it is void the second: in lists element by element.

    >>> otherwise(crop_color('011 011', [1, 2]), '3')
    ['11 11', '3']
    """
    return fallback if piece is VOID else piece


@op(
    cost=1,
    kernel="""
    int value = NONE;
    FOR_LANES(k, counts.count) value = most(value, counts[k]);
    out = LARGEST(value);
    """,
)
def maximum(counts: Counts) -> Count:
    """The largest.

    >>> maximum([3, 7, 5])
    7
    """
    return max((count for count in counts if count is not None), default=VOID)


@op(
    cost=1,
    kernel="""
    int value = 2147483647, live = 0;
    FOR_LANES(k, counts.count) if (counts[k] != NONE) { value = least(value, counts[k]); live = 1; }
    value = SMALLEST(value);
    live = LARGEST(live);
    out = live ? value : NONE;
    """,
)
def minimum(counts: Counts) -> Count:
    """The smallest.

    >>> minimum([3, 7, 5])
    3
    """
    return min((count for count in counts if count is not None), default=VOID)


@op(
    cost=2,
    may_be_empty=("counts",),
    kernel="""
    int sum = 0, live = 0;
    FOR_LANES(k, counts.count) if (counts[k] != NONE) { sum += clamp_number(counts[k]); live = 1; }
    sum = TOTAL(sum);
    live = LARGEST(live);
    out = live || !counts.count ? clamp_number(sum) : NONE;
    """,
)
def total(counts: Counts) -> Count:
    """The sum, of counts clamped to +-10000 themselves.

    >>> total([3, 7, 5])
    15
    """
    live = [clamped(count) for count in counts if count is not None]
    return clamped(sum(live)) if live or not counts else VOID


@op(
    cost=1,
    may_be_empty=("pieces",),
    kernel="""
    int live = 0;
    FOR_LANES(k, pieces.count) live += pieces[k].h > 0;
    out = TOTAL(live);
    """,
)
def length(pieces: CellsList) -> Count:
    """How many pieces there are, void ones left out.

    >>> length(objects('1102 0000 3304'))
    4
    """
    return sum(piece is not None for piece in pieces)


@op(cost=2, kernel="out = by_occurrences(numbers, 1);")
def mostcommon(numbers: Numbers) -> Number:
    """The number that occurs most often, the smallest of several.

    >>> mostcommon([3, 5, 5, 2])
    5
    """
    times = Counter(number for number in numbers if number is not None)
    return min(times, key=lambda number: (-times[number], number), default=VOID)


@op(cost=2, kernel="out = by_occurrences(numbers, -1);")
def leastcommon(numbers: Numbers) -> Number:
    """The number that occurs least often, the smallest of several.

    >>> leastcommon([3, 5, 3, 2, 2])
    5
    """
    times = Counter(number for number in numbers if number is not None)
    return min(times, key=lambda number: (times[number], number), default=VOID)


@op(cost=2, literals={"count": ()}, kernel="out = (unsigned)count < 10 ? count : NONE;")
def as_color(count: Count) -> Color:
    """The colour with this number. Void outside 0-9.

    >>> as_color(3)
    3
    >>> as_color(12)
    void
    """
    return count if 0 <= count <= 9 else VOID


@op(cost=4, literals={"number": ()}, kernel="out = number;")
def as_count(number: Number) -> Count:
    """A colour's number as a count; of a flag 1 for yes and 0 for no.

    >>> as_count([True, False])
    [1, 0]
    """
    return number
