"""Division, roots, signs, and what follows from them, of counts; logic of flags; what a list of numbers holds."""

from math import isqrt

from ..op import op
from ..types import Count, Flag, Number, Numbers
from ..values import VOID
from .numbers import clamped


@op(cost=4, literals={"a": (), "b": (3,)}, kernel="out = b ? divided(a, b) : NONE;")
def divide(a: Count, b: Count) -> Count:
    """a / b, rounded down. Void for b = 0.

    >>> divide([7, -7], 3)
    [2, -3]
    """
    return clamped(a // b) if b else VOID


@op(
    cost=4,
    literals={"n": ()},
    kernel="""
    int root = 0;
    for (int bit = 1 << 15; bit; bit >>= 1)
        if ((int64_t)(root + bit) * (root + bit) <= n) root += bit;
    out = n < 0 ? NONE : root;
    """,
)
def root(n: Count) -> Count:
    """The square root, rounded down. Void for a negative number.

    >>> root([9, 15])
    [3, 3]
    """
    return isqrt(n) if n >= 0 else VOID


@op(cost=4, literals={"n": ()}, kernel="out = clamp_number(-(int64_t)n);")
def invert(n: Count) -> Count:
    """The number with the other sign.

    >>> invert([3, -2])
    [-3, 2]
    """
    return clamped(-n)


@op(cost=4, literals={"x": ()}, kernel="out = (x > 0) - (x < 0);")
def sign(x: Count) -> Count:
    """1 for a number above 0, -1 for one below, 0 for 0.

    >>> sign([5, -2, 0])
    [1, -1, 0]
    """
    return (x > 0) - (x < 0)


@op(cost=4, literals={"x": ()}, kernel="out = clamp_number((int64_t)x + (x > 0) - (x < 0));")
def crement(x: Count) -> Count:
    """One more away from 0; 0 stays.

    >>> crement([5, -2, 0])
    [6, -3, 0]
    """
    return clamped(x + (x > 0) - (x < 0))


@op(cost=4, literals={"x": ()}, kernel="out = x > 0;")
def positive(x: Count) -> Flag:
    """Whether a number is above 0.

    >>> positive([5, -2, 0])
    [True, False, False]
    """
    return x > 0


@op(cost=4, literals={"a": (), "b": ()}, kernel="out = most(a, b);")
def larger(a: Count, b: Count) -> Count:
    """The larger of two counts.

    >>> larger([3, 7], 5)
    [5, 7]
    """
    return max(a, b)


@op(cost=4, literals={"a": (), "b": ()}, kernel="out = least(a, b);")
def smaller(a: Count, b: Count) -> Count:
    """The smaller of two counts.

    >>> smaller([3, 7], 5)
    [3, 5]
    """
    return min(a, b)


@op(cost=4, literals={"a": (), "b": ()}, kernel="out = a != 0 && b != 0;")
def both(a: Flag, b: Flag) -> Flag:
    """Whether both are true.

    >>> both([True, True, False], [True, False, False])
    [True, False, False]
    """
    return bool(a and b)


@op(cost=4, literals={"a": (), "b": ()}, kernel="out = a != 0 || b != 0;")
def either(a: Flag, b: Flag) -> Flag:
    """Whether at least one is true.

    >>> either([True, True, False], [True, False, False])
    [True, True, False]
    """
    return bool(a or b)


@op(
    cost=4,
    literals={"value": ()},
    may_be_empty=("container",),
    kernel="""
    bool found = false;
    FOR_LANES(k, container.count) found |= container[k] == value;
    out = ANY(found);
    """,
)
def contained(value: Number, container: Numbers) -> Flag:
    """Whether the number is in the list.

    >>> contained(3, palette('332 200'))
    True
    """
    return value in container


@op(
    cost=4,
    literals={"value": ()},
    kernel="""
    int place = container.count;
    FOR_LANES(k, container.count)
        if (k < place && container[k] != value && container[k] != NONE) place = k;
    place = SMALLEST(place);
    if (place < container.count) out = container[place];
    """,
)
def other(container: Numbers, value: Number) -> Number:
    """The first number in the list that is another one. Void if there is none.

    >>> other(palette('332 233'), 2)
    3
    """
    return next((number for number in container if number is not None and number != value), VOID)


@op(
    cost=4,
    literals={"index": ()},
    kernel="""
    const int place = index < 0 ? index + numbers.count : index;
    if (index >= -numbers.count && index < numbers.count) out = numbers[place];
    """,
)
def nth(numbers: Numbers, index: Count) -> Number:
    """The number, colour or flag at this place in the list, from 0; -1 is the last. Void where there is none.

    >>> nth([3, 5, 8], 1)
    5
    """
    return numbers[index] if -len(numbers) <= index < len(numbers) else VOID
