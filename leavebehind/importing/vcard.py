"""vCards (.vcf) of versions 2.1, 3.0 and 4.0, as programs and phones write them.

Our own, because vobject, which reads them, brings pytz and six, and knows no 4.0.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from leavebehind.importing.content import SourceContent, joined
from leavebehind.importing.limits import UnreadableSourceError
from leavebehind.importing.texts import decoded
from leavebehind.names import counted

_FOLD = re.compile(r"\r?\n[ \t]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEPARATOR = re.compile(r"(?<!\\);")


class Property(NamedTuple):
    """A line of a card."""

    name: str
    parameters: Mapping[str, str]
    value: str
    """Still escaped."""


def read_vcards(data: bytes, file: str) -> SourceContent:
    """The contacts of a file; raises UnreadableSourceError where it holds no card."""
    content = SourceContent(file)
    cards = list(_cards(data))
    if not cards:
        message = "holds no vCard that is whole"
        raise UnreadableSourceError(message, "export the contacts again, as .vcf")
    phones = 0
    for card in cards:
        phones += bool(_first(card, "TEL"))
        _add(content, card)
    if phones:
        whose = counted(phones, "contact")
        content.leave(f"the phone numbers of {whose} are left, which have no column")
    return content


def _add(content: SourceContent, card: Sequence[Property]) -> None:
    kind = _first(card, "KIND").casefold() or "individual"
    name = _first(card, "FN") or _name(card)
    company = ", ".join(_parts(next((p.value for p in card if p.name == "ORG"), ""))[:1])
    is_company = _first(card, "X-ABSHOWAS").casefold() == "company" or kind != "individual"
    if is_company or (name and name == company):
        content.leave(f"the card of {name or company!r} is left: it is no person's")
        return
    addresses = [_text(p) for p in card if p.name in ("URL", "X-SOCIALPROFILE")]
    content.add(
        "Contacts",
        {
            "Name": name,
            "Company": company,
            "Position": _first(card, "TITLE") or _first(card, "ROLE"),
            "Email": _preferred(card, "EMAIL").removeprefix("mailto:"),
            "LinkedIn": next((a for a in addresses if "linkedin." in a.casefold()), ""),
            "Notes": _first(card, "NOTE"),
        },
    )


def _cards(data: bytes) -> Iterator[list[Property]]:
    card: list[Property] | None = None
    for line in _lines(decoded(data)):
        one = _property(line)
        value = one.value.strip().casefold() if one else ""
        if one and one.name == "BEGIN" and value == "vcard":
            card = []
        elif one and one.name == "END" and value == "vcard":
            if card is not None:
                yield card
            card = None
        elif one and card is not None:
            card.append(one)


def _lines(text: str) -> Iterator[str]:
    """The lines, those that were folded joined again."""
    pending = ""
    for line in _FOLD.sub("", text).splitlines():
        whole = pending + line
        pending = ""
        if "QUOTED-PRINTABLE" in whole.partition(":")[0].upper() and whole.endswith("="):
            pending = whole[:-1]
        else:
            yield whole


def _property(line: str) -> Property | None:
    head, colon, value = _split(line)
    if not colon:
        return None
    name, *settings = head.split(";")
    parameters: dict[str, str] = {}
    for setting in settings:
        key, equals, text = setting.partition("=")
        # Version 2.1 writes values alone: "TEL;CELL", "N;QUOTED-PRINTABLE".
        where, what = (key.upper(), text) if equals else ("TYPE", key)
        parameters[where] = joined([parameters.get(where, ""), what.strip('"')], ",")
    return Property(
        name.rpartition(".")[2].strip().upper(), parameters, _decoded(parameters, value)
    )


def _split(line: str) -> tuple[str, str, str]:
    """At the first colon that is in no quotation marks."""
    quoted = False
    for at, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return line[:at], ":", line[at + 1 :]
    return line, "", ""


def _decoded(parameters: Mapping[str, str], value: str) -> str:
    kinds = f"{parameters.get('ENCODING', '')},{parameters.get('TYPE', '')}".upper().split(",")
    if "QUOTED-PRINTABLE" not in kinds:
        return value
    encoding = parameters.get("CHARSET") or "utf-8"
    raw = quopri.decodestring(value.encode("utf-8", "replace"))
    try:
        return raw.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")


def _first(card: Sequence[Property], name: str) -> str:
    return next((text for p in card if p.name == name and (text := _text(p))), "")


def _preferred(card: Sequence[Property], name: str) -> str:
    """The value that is preferred, or the first."""
    found = [p for p in card if p.name == name and _text(p)]
    found.sort(
        key=lambda p: (
            "PREF" not in p.parameters and "pref" not in p.parameters.get("TYPE", "").casefold()
        )
    )
    return _text(found[0]) if found else ""


def _name(card: Sequence[Property]) -> str:
    """The name as it is said, of "family;given;additional;prefixes;suffixes"."""
    for each in card:
        if each.name == "N":
            family, given, more, before, behind = [*_parts(each.value), "", "", "", "", ""][:5]
            said = joined([before, given, more, family], " ")
            return joined([said, behind], ", ")
    return ""


def _parts(value: str) -> list[str]:
    return [_ESCAPED.sub(_unescaped, part).strip() for part in _SEPARATOR.split(value)]


def _text(one: Property) -> str:
    return _ESCAPED.sub(_unescaped, one.value).strip()


def _unescaped(match: re.Match[str]) -> str:
    return "\n" if match[1] in "nN" else match[1]
