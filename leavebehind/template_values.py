"""What a template can print besides text: pictures, codes, links, and bags of named values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a template prints; `description` is its alternative text.

    It is `height` mm high, and less where it would be wider than `width`.
    """

    path: Path
    height: float
    description: str
    width: float = math.inf
    crop: float = 0
    """The width in heights to which a wider picture is cut, around its middle; 0 for none."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code that a template prints; `width` in mm includes the quiet zone."""

    text: str
    width: float
    description: str
    error: Literal["l", "m"] = "m"
    """How much of it may be damaged: a fourteenth, or a seventh."""


SECTION_LINK = "section:"
"""How the address of a link begins that leads to another section of the package."""


@dataclass(frozen=True, slots=True)
class Link:
    """A live link that a template prints as `text`."""

    url: str
    text: str


class Fields:
    """A bag of named values as a template sees it: read-only, and nothing but its fields.

    `fields.title` and `fields["title"]` read the same value; an underscore before or behind the
    name makes no difference (`fields._2026`, `fields.class_`). Iterating gives the names.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, object]) -> None:
        # Past our own __setattr__, which refuses everything.
        object.__setattr__(self, "_values", dict(values))

    def __getattr__(self, name: str) -> object:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None

    def __getitem__(self, name: str | int) -> object:
        values: dict[str, object] = object.__getattribute__(self, "_values")
        # A column called "class" or "2026" is no name in Jinja, and one called "items" would be a
        # method: each reaches templates with an underscore, wherever the person puts it.
        bare = str(name).strip("_")
        for spelling in (str(name), bare, f"_{bare}", f"{bare}_"):
            if spelling in values:
                return values[spelling]
        raise KeyError(name)

    def __contains__(self, name: object) -> bool:
        try:
            self[str(name)]
        except KeyError:
            return False
        return True

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a template's fields can't be changed")

    def __iter__(self) -> Iterator[str]:
        return iter(object.__getattribute__(self, "_values"))

    # Pickle would ask __getattr__ before there are any values, and set them by __setattr__.
    def __reduce__(self) -> tuple[type[Fields], tuple[dict[str, object]]]:
        return Fields, (object.__getattribute__(self, "_values"),)

    def __repr__(self) -> str:
        return f"Fields({object.__getattribute__(self, '_values')!r})"


# These are no methods, which a template could call.


def values_of(fields: Fields) -> dict[str, object]:
    """The values by their names."""
    return dict(object.__getattribute__(fields, "_values"))


def with_fields(fields: Fields, **values: object) -> Fields:
    """The same values, and more, or others."""
    return Fields({**values_of(fields), **values})


def pictures_in(value: object) -> list[Picture]:
    """Every picture in a value, also in the rows of a list."""
    match value:
        case Picture():
            return [value]
        case Fields():
            return pictures_in(list(values_of(value).values()))
        case list() | tuple():
            return [picture for one in value for picture in pictures_in(one)]
    return []
