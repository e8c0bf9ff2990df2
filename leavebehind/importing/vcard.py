"""vCards (.vcf) of versions 2.1, 3.0 and 4.0.

Our own reader: vobject, the usual one, knows no 4.0 and needs pytz and six.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from leavebehind.importing.source import SourceContent, joined
from leavebehind.importing.texts import decoded
from leavebehind.names import counted
from leavebehind.workbook.limits import UnreadableError

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'(?P<head>(?:[^":]|"[^"]*")*):(?P<value>.*)', re.DOTALL)
"""A colon in quotation marks is a setting's: item1.TEL;TYPE="a:b":+49 …"""
_CHARSET = re.compile(r"CHARSET=\"?([\w-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEPARATOR = re.compile(r"(?<!\\);")


class Property(NamedTuple):
    """A line of a card."""

    name: str
    value: str
    """Still escaped."""
    is_preferred: bool


def read_vcards(content: SourceContent, data: bytes) -> None:
    """Adds the contacts of a file; raises UnreadableError where it holds no card."""
    if not (cards := list(_cards(data))):
        hint = "export the contacts again, as .vcf"
        raise UnreadableError("holds no vCard that is whole", hint)
    for card in cards:
        _add(content, card)
    if phones := sum(bool(_first(card, "TEL")) for card in cards):
        whose = counted(phones, "contact")
        content.leave(f"the phone numbers of {whose} are left, which have no column")


def _add(content: SourceContent, card: Sequence[Property]) -> None:
    name = _first(card, "FN") or _name(card)
    company = next((_parts(p.value)[0] for p in card if p.name == "ORG"), "")
    if _is_company(card) or (name and name == company):
        content.leave(f"the card of {name or company!r} is left: it is no person's")
        return
    addresses = [_unescaped(p.value) for p in card if p.name in ("URL", "X-SOCIALPROFILE")]
    content.add(
        "Contacts",
        {
            "Name": name,
            "Company": company,
            "Position": _first(card, "TITLE") or _first(card, "ROLE"),
            "Email": _first(card, "EMAIL").removeprefix("mailto:"),
            "LinkedIn": next((a for a in addresses if "linkedin." in a.casefold()), ""),
            "Notes": _first(card, "NOTE"),
        },
    )


def _is_company(card: Sequence[Property]) -> bool:
    # KIND is of version 4.0; Apple's address book has a property of its own.
    kind = _first(card, "KIND").casefold() or "individual"
    return kind != "individual" or _first(card, "X-ABSHOWAS").casefold() == "company"


def _cards(data: bytes) -> Iterator[list[Property]]:
    card: list[Property] | None = None
    for one in filter(None, map(_property, _unfolded(decoded(data)))):
        line = one.name, one.value.strip().casefold()
        if line == ("BEGIN", "vcard"):
            card = []
        elif line == ("END", "vcard"):
            if card is not None:
                yield card
            card = None
        elif card is not None:
            card.append(one)


def _unfolded(text: str) -> Iterator[str]:
    pending = ""
    for line in _FOLD.sub("", text).splitlines():
        whole = pending + line
        pending = ""
        # Version 2.1 folds quoted-printable texts by its soft line breaks (RFC 2045, 6.7).
        if "QUOTED-PRINTABLE" in whole.partition(":")[0].upper() and whole.endswith("="):
            pending = whole[:-1]
        else:
            yield whole


def _property(line: str) -> Property | None:
    match = _LINE.fullmatch(line)
    if not match:
        return None
    head, value = match["head"], match["value"]
    # Version 2.1 writes the values of settings alone: "EMAIL;PREF", "N;QUOTED-PRINTABLE".
    name, *settings = re.split("[;,=]", head.upper().replace('"', ""))
    if "QUOTED-PRINTABLE" in settings:
        charset = _CHARSET.search(head)
        value = _unquoted(value, charset[1] if charset else "utf-8")
    return Property(name.rpartition(".")[2].strip(), value, "PREF" in settings)


def _unquoted(value: str, encoding: str) -> str:
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")


def _first(card: Sequence[Property], name: str) -> str:
    """The text that is preferred, or the first."""
    found = sorted((p for p in card if p.name == name), key=lambda p: not p.is_preferred)
    return next(filter(None, (_unescaped(one.value) for one in found)), "")


def _name(card: Sequence[Property]) -> str:
    """The name as it is spoken, of "family;given;additional;prefixes;suffixes"."""
    value = next((one.value for one in card if one.name == "N"), "")
    family, given, more, before, behind = [*_parts(value), "", "", "", ""][:5]
    return joined([joined([before, given, more, family], " "), behind], ", ")


def _parts(value: str) -> list[str]:
    return list(map(_unescaped, _SEPARATOR.split(value)))


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()
