"""Filters and values that a person's own Python adds to the templates."""

from __future__ import annotations

import datetime
import keyword
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from leavebehind.errors import LeavebehindError
from leavebehind.records import Date
from leavebehind.template_values import Fields, Link, values_of

Filter = Callable[..., object]
"""Takes a value, as in `{{ value|money("EUR") }}`, and returns what is printed."""


@dataclass(frozen=True)
class Additions:
    """Checked filters and values: a filter can be called, a value is plain data."""

    filters: Mapping[str, Filter] = field(default_factory=dict, hash=False)
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    @classmethod
    def of(
        cls, filters: Mapping[str, Filter] | None = None, extra: Mapping[str, object] | None = None
    ) -> Additions:
        """The additions of a caller; raises LeavebehindError for what no template could use."""
        for name, function in (filters or {}).items():
            _require_name("filter", name)
            if not callable(function):
                raise LeavebehindError(f"the filter {name!r} is no function")
        values = {}
        for name, value in (extra or {}).items():
            _require_name("value", name)
            try:
                values[name] = from_json(to_json(value))
            except TypeError as error:
                raise LeavebehindError(f"the value {name!r} is not plain data: {error}") from error
        return cls(dict(filters or {}), values)

    @cached_property
    def vocabulary(self) -> dict[str, frozenset[str]]:
        """The names of the values, each with the fields that it or its rows have."""
        return {name: frozenset(_fields(value)) for name, value in self.values.items()}


def _require_name(kind: str, name: object) -> None:
    # Jinja's sandbox refuses names that begin with an underscore.
    is_name = isinstance(name, str) and name.isidentifier() and not keyword.iskeyword(name)
    if not is_name or str(name).startswith("_"):
        raise LeavebehindError(f"a {kind} can't be called {name!r}; write a word, as in 'today'")


def _fields(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Fields):
            yield from one


def to_json(value: Any) -> object:
    """Plain data as JSON, for a process that is not trusted; raises TypeError for all else."""
    match value:
        # A str of a class of its own, as Markup is, arrives as a str.
        case str() | Decimal():
            return str(value)
        case None | bool() | int() | float():
            return value
        case datetime.datetime():
            return {"datetime": value.isoformat()}
        case datetime.time():
            return {"time": value.isoformat()}
        case datetime.date():
            return {"date": value.isoformat(), "precision": getattr(value, "precision", "day")}
        case Link():
            return {"link": [value.url, value.text]}
        case Fields():
            return to_json(values_of(value))
        case Mapping():
            return {"fields": {str(name): to_json(each) for name, each in value.items()}}
        case list() | tuple():
            return [to_json(one) for one in value]
    kind = type(value).__name__
    raise TypeError(
        f"templates and filters can't take or give a value of the type {kind}; give text, "
        "a number, a date, a time, or dictionaries and lists of them"
    )


def from_json(value: Any) -> object:
    """What `to_json` was given; any exception for other JSON."""
    # It comes from a process that a template may have taken over: nothing but these is made.
    match value:
        case list():
            return [from_json(one) for one in value]
        case {"fields": fields}:
            return Fields({name: from_json(one) for name, one in fields.items()})
        case {"link": [url, text]}:
            return Link(str(url), str(text))
        case {"date": written, "precision": "day" | "month" | "year" as precision}:
            day = datetime.date.fromisoformat(written)
            return Date(day.year, day.month, day.day, precision)
        case {"datetime": written}:
            return datetime.datetime.fromisoformat(written)
        case {"time": written}:
            return datetime.time.fromisoformat(written)
    return value
