"""Jinja, locked down: a template can read values, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

from jinja2 import StrictUndefined, Undefined, UndefinedError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Namespace, missing

from leavebehind.errors import LeavebehindError
from leavebehind.template_values import Fields, Link

SAFE_TYPES = (Fields, Link, str, tuple, list, dict, LoopContext, Cycler, Namespace, Macro)
"""What a template may read attributes of; everything else it can only print."""


class UnknownName(UndefinedError):  # noqa: N818  # it never leaves the room
    """A tag used a name that isn't there; `known` are the names that its owner has."""

    def __init__(self, name: str, owner: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.name, self.owner, self.known = name, owner, tuple(known)


class FilterFailed(TypeError):  # noqa: N818  # it says what a person's own filter did
    """A filter of the person's own failed, and how."""


class _Undefined(StrictUndefined):
    """An unknown name, which fails as soon as it is used and remembers what there is."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        name, owner = str(self._undefined_name), self._undefined_obj
        if isinstance(owner, Fields | Mapping):
            raise UnknownName(name, "this value", (str(key) for key in owner))
        raise UnknownName(name, "" if owner is missing else "this value", ())

    # Jinja asks these of a value that is printed, compared, tested or gone through.
    __iter__ = __str__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = __contains__ = (
        _fail_with_undefined_error
    )


Filters = Mapping[str, Callable[..., object]]
NO_FILTERS: Filters = MappingProxyType({})


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs tags; `printed` gives what a tag prints for a value."""

    def __init__(self, printed: Callable[..., object], *, autoescape: bool) -> None:
        super().__init__(autoescape=autoescape, undefined=_Undefined, finalize=printed)

    def with_filters(self, filters: Filters) -> Sandbox:
        """The same with these filters, too; raises LeavebehindError where Jinja has the name."""
        if not filters:
            return self
        if taken := sorted(filters.keys() & self.filters.keys()):
            raise LeavebehindError(f"Jinja has a filter {taken[0]!r}; give yours another name")
        # An overlay shares the table of filters until it is given one of its own.
        other: Sandbox = self.overlay()
        own = {name: _guarded(name, function) for name, function in filters.items()}
        other.filters = {**self.filters, **own}
        return other

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field before a method of the same name: a column may be called "items"."""
        if type(obj) is Fields and not attribute.startswith("__"):
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, SAFE_TYPES) and super().is_safe_attribute(obj, attr, value)


def _guarded(name: str, function: Callable[..., object]) -> Callable[..., object]:
    """The filter, whose errors say that it is the person's own that failed."""

    def run(*values: Any, **options: Any) -> object:
        for value in values:
            if isinstance(value, Undefined):
                # It raises UnknownName: a filter is not given what does not exist.
                str(value)
        try:
            return function(*values, **options)
        except (UnknownName, FilterFailed):
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {error}".strip(": ")
            raise FilterFailed(f"the filter {name!r} failed: {reason}") from error

    return run
