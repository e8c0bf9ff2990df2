"""vCards (.vcf) of versions 2.1, 3.0 and 4.0.

Our own reader: vobject, the usual one, knows no 4.0 and needs pytz and six.
"""

from __future__ import annotations

import quopri
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

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


Card = Mapping[str, Sequence[str]]
"""The values of each property, still escaped; what is preferred comes first."""


def read_vcards(content: SourceContent, data: bytes) -> None:
    """Adds the contacts of a file; raises UnreadableError where it holds no card."""
    if not (cards := list(_cards(decoded(data)))):
        hint = "export the contacts again, as .vcf"
        raise UnreadableError("holds no vCard that is whole", hint)
    for card in cards:
        _add(content, card)
    if phones := sum(bool(_first(card, "TEL")) for card in cards):
        whose = counted(phones, "contact")
        content.leave(f"the phone numbers of {whose} are left, which have no column")


def _add(content: SourceContent, card: Card) -> None:
    name = _first(card, "FN") or _name(card)
    company = next((_parts(value)[0] for value in card.get("ORG", ())), "")
    if _is_company(card) or (name and name == company):
        content.leave(f"the card of {name or company!r} is left: it is no person's")
        return
    addresses = map(_unescaped, (*card.get("URL", ()), *card.get("X-SOCIALPROFILE", ())))
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


def _is_company(card: Card) -> bool:
    # KIND is of version 4.0; Apple's address book has a property of its own.
    kind = _first(card, "KIND").casefold() or "individual"
    return kind != "individual" or _first(card, "X-ABSHOWAS").casefold() == "company"


def _cards(text: str) -> Iterator[Card]:
    card: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for line in filter(None, map(_LINE.fullmatch, _unfolded(text))):
        # Version 2.1 writes the values of settings alone: "EMAIL;PREF", "N;QUOTED-PRINTABLE".
        name, *settings = re.split("[;,=]", line["head"].upper().replace('"', ""))
        name = name.rpartition(".")[2].strip()
        value = _unquoted(line) if "QUOTED-PRINTABLE" in settings else line["value"]
        is_edge = value.strip().casefold() == "vcard"
        if name == "END" and is_edge and "BEGIN" in card:
            by_preference = ((key, sorted(card[key], key=itemgetter(0))) for key in card)
            yield {key: [value for _, value in values] for key, values in by_preference}
        if name in ("BEGIN", "END") and is_edge:
            card.clear()
        # TYPE=pref is the first choice, and in version 4.0 PREF=1 is before PREF=2.
        follows = settings[settings.index("PREF") + 1 :] if "PREF" in settings else ["101"]
        rank = int(follows[0]) if follows and follows[0].isdecimal() else 0
        card[name].append((rank, value))


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


def _unquoted(line: re.Match[str]) -> str:
    charset = _CHARSET.search(line["head"])
    raw = quopri.decodestring(line["value"].encode("utf-8", "replace"))
    try:
        return raw.decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")


def _first(card: Card, name: str) -> str:
    """The text that is preferred, or the first."""
    return next(filter(None, map(_unescaped, card.get(name, ()))), "")


def _name(card: Card) -> str:
    """The name as it is spoken, of "family;given;additional;prefixes;suffixes"."""
    value = next(iter(card.get("N", ())), "")
    family, given, more, before, behind = [*_parts(value), "", "", "", ""][:5]
    return joined([joined([before, given, more, family], " "), behind], ", ")


def _parts(value: str) -> list[str]:
    return list(map(_unescaped, _SEPARATOR.split(value)))


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()
