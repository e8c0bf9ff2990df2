"""LinkedIn's export of one's data: the .zip, or one of its .csv files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from babel import Locale

from leavebehind.importing.archive import Archive
from leavebehind.importing.csv_table import Lines, read_csv
from leavebehind.importing.limits import ImportLimits
from leavebehind.importing.source_content import FoundCell, Plain, SourceContent, joined
from leavebehind.importing.texts import Columns, read_end, row_of
from leavebehind.names import counted, fold, key
from leavebehind.workbook.limits import UnreadableError

Entry = Mapping[str, str]
"""A line: header → text."""

_HEADER_WITHIN = 30
"""Lines of remarks that may precede the header, as in Connections.csv."""
_MOST_NAMED = 5
# Browsers number a second download: "Positions (1).csv".
_NUMBER = re.compile(r"[\s_-]*\(?\d*\)?$")
_BULLET = re.compile(r"\s*[•▪●‣◦]\s*")
_SITE = re.compile(r",?(?:[A-Z_ ]+:)?(\S+?)(?=,[A-Z_ ]+:|$)")


def read_linkedin_archive(content: SourceContent, archive: Archive, limits: ImportLimits) -> None:
    """Adds what an export holds; raises UnreadableError where it is none."""
    parts = {name: part_of(name) for name in archive.names if name.lower().endswith(".csv")}
    wanted = {name: part for name, part in parts.items() if part}
    if not wanted:
        message = "is a zip file, but not an export of LinkedIn's"
        raise UnreadableError(message, "unpack it, and name the files in it")
    # In the order of the table, so that equal exports fill equal rows.
    for name, part in sorted(wanted.items(), key=lambda one: list(_PARTS).index(one[1])):
        lines, _ = read_csv(archive.read(name), limits.rows)
        _take(content, part, lines)
    others = sorted(name.rpartition("/")[2] for name in archive.names if name not in wanted)
    if others:
        more = f" and {len(others) - _MOST_NAMED:,} more" if len(others) > _MOST_NAMED else ""
        content.leave(f"its parts {', '.join(others[:_MOST_NAMED])}{more} are left")


def read_linkedin_csv(content: SourceContent, lines: Lines) -> bool:
    """Adds what one part of an export holds; False for another table."""
    named = part_of(content.path.name)
    parts = [part for part in _PARTS if part == named or not _AMBIGUOUS & {part}]
    for part in sorted(parts, key=lambda part: part != named):
        if _header_row(lines, _PARTS[part].headers) is not None:
            _take(content, part, lines)
            return True
    return False


def part_of(file: str) -> str:
    """The part of the export that a file is by its name; "" for another file."""
    name = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return key(_NUMBER.sub("", name)) if key(_NUMBER.sub("", name)) in _PARTS else ""


def _take(content: SourceContent, name: str, lines: Lines) -> None:
    part = _PARTS[name]
    at = _header_row(lines, part.headers)
    if at is None:
        if lines:
            content.leave(f"{name}: its columns are not those that LinkedIn writes")
        return
    headers = [key(text) for text in lines[at]]
    entries = [dict(zip(headers, line, strict=False)) for line in lines[at + 1 :]]
    for entry in _wanted(content, name, entries):
        content.add(part.sheet, row_of(entry, part.columns, _get))


def _wanted(content: SourceContent, part: str, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of a part that are taken; the others are noted."""
    if part == "profile":
        _leave_of_profile(content, entries)
        return entries[:1]
    if part == "emailaddresses":
        return sorted(entries, key=lambda entry: fold(_get(entry, "Primary")) != "yes")[:1]
    if part == "phonenumbers":
        return sorted(entries, key=lambda entry: fold(_get(entry, "Type")) != "mobile")[:1]
    if part == "skills":
        return [{"name": ", ".join(filter(None, (_get(entry, "Name") for entry in entries)))}]
    taken, what, why = entries, "", ""
    if part == "recommendationsreceived":
        taken = [e for e in entries if fold(_get(e, "Status") or "visible") == "visible"]
        what, why = "recommendation", "not visible on the profile"
    elif part == "connections":
        taken = [entry for entry in entries if _name(entry)]
        what, why = "connection", "without a name"
    if left := len(entries) - len(taken):
        content.leave(f"{counted(left, what)} {why}: left")
    return taken


def _leave_of_profile(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries[:1]:
        left = [n for n in ("Birth Date", "Maiden Name", "Twitter Handles") if _get(entry, n)]
        if left:
            content.leave(f"Profile: {', '.join(left)} is left")
        for site in _websites(entry)[1:]:
            content.leave(f"Profile: the website {site} is left, because there is another")


def _header_row(lines: Lines, wanted: Iterable[str]) -> int | None:
    needed = {key(header) for header in wanted}
    heads = enumerate(lines[:_HEADER_WITHIN])
    return next((at for at, line in heads if needed <= set(map(key, line))), None)


def _get(entry: Entry, *names: str) -> str:
    return next((text for name in names if (text := entry.get(key(name)) or "")), "")


def _name(entry: Entry) -> str:
    return joined([_get(entry, "First Name"), _get(entry, "Last Name")], " ")


def _websites(entry: Entry) -> list[str]:
    return _SITE.findall(_get(entry, "Websites").strip("[]"))


def _place(entry: Entry) -> tuple[FoundCell, str, str]:
    """City, region and country."""
    text = _get(entry, "Geo Location")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    countries = {fold(name) for name in Locale("en").territories.values()}
    is_country = bool(parts) and fold(parts[-1]) in countries
    country = parts.pop() if is_country else ""
    guess = "" if country or len(parts) > 1 else f"LinkedIn's place is {text!r}"
    return FoundCell("".join(parts[:1]), guess), ", ".join(parts[1:]), country


def _end_of_job(entry: Entry) -> Plain:
    return read_end(_get(entry, "Finished On", "End Date")) or "present"


def _degree(entry: Entry) -> str:
    return joined([_get(entry, "Degree Name"), _get(entry, "Field Of Study")], ", ")


def _notes(entry: Entry) -> str:
    notes = [_get(entry, "Notes"), _get(entry, "Activities", "Activities and Societies")]
    return joined(notes, "\n")


def _paragraphs(entry: Entry) -> str:
    """A text, one line a paragraph or bullet: the export has made spaces of line breaks."""
    text = _BULLET.sub("\n", _get(entry, "Description", "Text"))
    return (text if "\n" in text.strip() else re.sub(r"\s{2,}", "\n", text)).strip()


class _Part(NamedTuple):
    headers: tuple[str, ...]
    """The columns that distinguish it."""
    sheet: str
    columns: Columns


_PERIOD: Columns = {"Start": "Started On|Start Date", "End": "Finished On|End Date"}
_PARTS: Mapping[str, _Part] = {
    "profile": _Part(
        ("First Name", "Last Name", "Headline"),
        "Candidate",
        {
            **{"Name": _name, "Headline": "Headline", "Address": "Address"},
            **{"City": lambda entry: _place(entry)[0], "Region": lambda entry: _place(entry)[1]},
            **{"Country": lambda entry: _place(entry)[2], "Postal code": "Zip Code"},
            **{"Website": lambda entry: "".join(_websites(entry)[:1]), "Summary": "Summary"},
        },
    ),
    "emailaddresses": _Part(("Email Address", "Primary"), "Candidate", {"Email": "Email Address"}),
    "phonenumbers": _Part(("Number", "Type"), "Candidate", {"Phone": "Number"}),
    "positions": _Part(
        ("Company Name", "Title", "Started On"),
        "Experience",
        {
            **{"Title": "Title", "Company": "Company Name", "Location": "Location"},
            **_PERIOD,
            **{"End": _end_of_job, "Highlights": _paragraphs},
        },
    ),
    "education": _Part(
        ("School Name", "Degree Name"),
        "Education",
        {"Degree": _degree, "Institution": "School Name", **_PERIOD, "Notes": _notes},
    ),
    "skills": _Part(("Name",), "Skills", {"Skills": "Name"}),
    "recommendationsreceived": _Part(
        ("First Name", "Last Name", "Text"),
        "Recommendations",
        {
            **{"From": _name, "Title": "Job Title", "Company": "Company"},
            **{"Date": "Creation Date", "Text": _paragraphs},
        },
    ),
    "connections": _Part(
        ("First Name", "Last Name", "Position", "Connected On"),
        "Contacts",
        {
            **{"Name": _name, "Company": "Company", "Position": "Position"},
            **{"Email": "Email Address", "LinkedIn": "URL"},
        },
    ),
    "publications": _Part(
        ("Name", "Published On"),
        "Publications",
        {
            **{"Title": "Name", "Venue": "Publisher", "Date": "Published On"},
            **{"URL": "Url", "Description": _paragraphs},
        },
    ),
    "certifications": _Part(
        ("Name", "Authority"),
        "Certifications",
        {
            **{"Name": "Name", "Issuer": "Authority", "Date": "Started On"},
            **{"Expires": "Finished On", "Number": "License Number", "URL": "Url"},
        },
    ),
    "languages": _Part(
        ("Name", "Proficiency"), "Languages", {"Language": "Name", "Level": "Proficiency"}
    ),
    "projects": _Part(
        ("Title", "Description", "Started On"),
        "Projects",
        {"Title": "Title", **_PERIOD, "Description": _paragraphs, "URL": "Url"},
    ),
    "honors": _Part(
        ("Title", "Issued On"),
        "Awards",
        {"Title": "Title", "Date": "Issued On", "Description": _paragraphs},
    ),
    "volunteering": _Part(
        ("Company Name", "Role", "Cause"),
        "Volunteering",
        {"Title": "Role", "Organisation": "Company Name", **_PERIOD, "Highlights": _paragraphs},
    ),
}
"""The parts that are taken, by the letters of their names."""
_AMBIGUOUS = frozenset({"skills", "phonenumbers", "recommendationsreceived", "projects"})
"""Parts whose columns other tables have, too: they are known by the file's name alone."""
