"""Caches that count in the spans of a run how often what is asked for is there, as `count_lookups` does.

Counted is what the rounds of a run make again and again, for other tasks, views or strategies: its rate says what the
cache saves. A constant, made once in a process, and a part of an object that the maker alone reads are not counted (but
kept by `functools`): their rate would tell how often the code asks, whatever the run does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, Self, TypeVar, overload

from arc_pipeline.measure.spans import count_lookups

_P = ParamSpec("_P")
_R = TypeVar("_R")


def counted_cache(cache: str, most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep the last `most` results of a function of hashable arguments, and count look-ups in the cache of this name. A
    call that raises is not counted."""

    def keeping(make: Callable[_P, _R]) -> Callable[_P, _R]:
        kept: Any = lru_cache(most)(make)

        @wraps(make)
        def looked_up(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            before = kept.cache_info().misses
            result: _R = kept(*args, **kwargs)
            count_lookups(cache, 1, int(kept.cache_info().misses == before))
            return result

        return looked_up

    return keeping


def counted_property(cache: str) -> Callable[[Callable[[Any], _R]], CountedProperty[_R]]:
    """A property that is made once for each object, as functools.cached_property makes it, and counts look-ups in the
    cache of this name."""
    return lambda make: CountedProperty(cache, make)


class CountedProperty(Generic[_R]):
    """What `counted_property` makes of a method."""

    def __init__(self, cache: str, make: Callable[[Any], _R]) -> None:
        self._cache, self._make, self.__doc__ = cache, make, make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> _R: ...

    def __get__(self, instance: object | None, owner: type) -> Self | _R:
        if instance is None:
            return self
        kept = vars(instance)
        count_lookups(self._cache, 1, int(self._name in kept))
        if self._name not in kept:
            kept[self._name] = self._make(instance)
        found: _R = kept[self._name]
        return found

    def __set__(self, instance: object, value: object) -> None:  # or Python would not ask for what an object has
        raise AttributeError(f"{self._name} cannot be set")
