"""LinkedIn's export of one's own data: its .zip, whole or a part, or one of its .csv files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from babel import Locale

from leavebehind.importing.archive import Archive
from leavebehind.importing.content import FoundCell, Plain, SourceContent, joined, listed
from leavebehind.importing.csv_table import Lines, read_csv
from leavebehind.importing.limits import ImportLimits, UnreadableSourceError
from leavebehind.importing.texts import read_date, read_end, read_month
from leavebehind.names import counted, fold, key

Entry = Mapping[str, str]
"""A line: header → text."""
Taker = Callable[[SourceContent, Sequence[Entry]], None]

_HEADER_WITHIN = 30
"""So many lines of remarks may precede the header."""
_NUMBER = re.compile(r"[\s_-]*\(?\d*\)?$")
_BULLET = re.compile(r"\s*[•▪●‣◦]\s*")
_SITE = re.compile(r",?(?:[A-Z_ ]+:)?(\S+?)(?=,[A-Z_ ]+:|$)")


def read_linkedin_archive(archive: Archive, file: str, limits: ImportLimits) -> SourceContent:
    """What the parts of an export hold; raises UnreadableSourceError where it has none."""
    content = SourceContent(file)
    parts = {name: part_of(name) for name in archive.names if name.lower().endswith(".csv")}
    wanted = {name: part for name, part in parts.items() if part}
    if not wanted:
        message = "is a zip file, but not an export of LinkedIn's"
        raise UnreadableSourceError(message, "unpack it, and name the files in it")
    # In the order of the table, so that equal exports fill equal rows.
    for name, part in sorted(wanted.items(), key=lambda one: list(_PARTS).index(one[1])):
        lines, _ = read_csv(archive.read(name), limits.rows)
        _take(content, part, lines)
    others = sorted(name.rpartition("/")[2] for name in archive.names if name not in wanted)
    if others:
        content.leave(f"its parts {', '.join(listed(others))} are left")
    return content


def read_linkedin_csv(lines: Lines, file: str) -> SourceContent | None:
    """What one part of an export holds; None where it is none."""
    content = SourceContent(file)
    named = part_of(file)
    parts = [part for part in _PARTS if part == named or not _AMBIGUOUS & {part}]
    for part in sorted(parts, key=lambda part: part != named):
        if _header_row(lines, _PARTS[part][0]) is not None:
            _take(content, part, lines)
            return content
    return None


def part_of(file: str) -> str:
    """The part of the export that a file's name means, "" where it is none of them."""
    name = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    return key(_NUMBER.sub("", name)) if key(_NUMBER.sub("", name)) in _PARTS else ""


def _take(content: SourceContent, part: str, lines: Lines) -> None:
    headers, take = _PARTS[part]
    at = _header_row(lines, headers)
    if at is None:
        if lines:
            content.leave(f"{part}: its columns are not those that LinkedIn writes")
        return
    names = [key(text) for text in lines[at]]
    take(content, [dict(zip(names, line, strict=False)) for line in lines[at + 1 :]])


def _header_row(lines: Lines, wanted: Iterable[str]) -> int | None:
    needed = {key(header) for header in wanted}
    heads = enumerate(lines[:_HEADER_WITHIN])
    return next((at for at, line in heads if needed <= set(map(key, line))), None)


def _get(entry: Entry, *names: str) -> str:
    return next((text for name in names if (text := entry.get(key(name)) or "")), "")


def _name(entry: Entry) -> str:
    return joined([_get(entry, "First Name"), _get(entry, "Last Name")], " ")


def _paragraphs(text: str) -> str:
    """A text whose line breaks the export has made spaces."""
    text = _BULLET.sub("\n", text)
    return (text if "\n" in text.strip() else re.sub(r"\s{2,}", "\n", text)).strip()


def _period(entry: Entry, *, goes_on: bool = False) -> dict[str, Plain]:
    start = _get(entry, "Started On", "Start Date")
    end = _get(entry, "Finished On", "End Date")
    return {"Start": read_month(start), "End": read_end(end) if end or not goes_on else "present"}


# One function a part


def _profile(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries[:1]:
        sites = _SITE.findall(_get(entry, "Websites").strip("[]"))
        content.add(
            "Candidate",
            {
                "Name": _name(entry),
                "Headline": _get(entry, "Headline"),
                "Address": _get(entry, "Address"),
                **_place(_get(entry, "Geo Location")),
                "Postal code": _get(entry, "Zip Code"),
                "Website": sites[0] if sites else "",
                "Summary": _get(entry, "Summary"),
            },
        )
        left = [n for n in ("Birth Date", "Maiden Name", "Twitter Handles") if _get(entry, n)]
        if left:
            content.leave(f"Profile: {', '.join(left)} is left")
        for site in sites[1:]:
            content.leave(f"Profile: the website {site} is left, because there is another")


def _place(text: str) -> dict[str, Plain | FoundCell]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    countries = {fold(name) for name in Locale("en").territories.values()}
    is_country = bool(parts) and fold(parts[-1]) in countries
    country = parts.pop() if is_country else ""
    guess = "" if country or len(parts) > 1 else f"LinkedIn's place is {text!r}"
    city = FoundCell(parts[0] if parts else "", guess)
    return {"City": city, "Region": ", ".join(parts[1:]), "Country": country}


def _email(content: SourceContent, entries: Sequence[Entry]) -> None:
    first = sorted(entries, key=lambda entry: fold(_get(entry, "Primary")) != "yes")
    for entry in first[:1]:
        content.add("Candidate", {"Email": _get(entry, "Email Address")})


def _phone(content: SourceContent, entries: Sequence[Entry]) -> None:
    mobile = sorted(entries, key=lambda entry: fold(_get(entry, "Type")) != "mobile")
    for entry in mobile[:1]:
        content.add("Candidate", {"Phone": _get(entry, "Number")})


def _positions(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content.add(
            "Experience",
            {
                "Title": _get(entry, "Title"),
                "Company": _get(entry, "Company Name"),
                "Location": _get(entry, "Location"),
                **_period(entry, goes_on=True),
                "Highlights": _paragraphs(_get(entry, "Description")),
            },
        )


def _education(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        degree = joined([_get(entry, "Degree Name"), _get(entry, "Field Of Study")], ", ")
        notes = [_get(entry, "Notes"), _get(entry, "Activities", "Activities and Societies")]
        content.add(
            "Education",
            {
                "Degree": degree,
                "Institution": _get(entry, "School Name"),
                **_period(entry),
                "Notes": joined(notes, "\n"),
            },
        )


def _skills(content: SourceContent, entries: Sequence[Entry]) -> None:
    content.add("Skills", {"Skills": ", ".join(filter(None, (_get(e, "Name") for e in entries)))})


def _recommendations(content: SourceContent, entries: Sequence[Entry]) -> None:
    hidden = 0
    for entry in entries:
        if fold(_get(entry, "Status") or "visible") != "visible":
            hidden += 1
            continue
        content.add(
            "Recommendations",
            {
                "From": _name(entry),
                "Title": _get(entry, "Job Title"),
                "Company": _get(entry, "Company"),
                "Date": read_date(_get(entry, "Creation Date")),
                "Text": _paragraphs(_get(entry, "Text")),
            },
        )
    if hidden:
        what = counted(hidden, "recommendation")
        content.leave(f"{what} not visible on the profile: left")


def _connections(content: SourceContent, entries: Sequence[Entry]) -> None:
    nameless = 0
    for entry in entries:
        if not (name := _name(entry)):
            nameless += 1
            continue
        content.add(
            "Contacts",
            {
                "Name": name,
                "Company": _get(entry, "Company"),
                "Position": _get(entry, "Position"),
                "Email": _get(entry, "Email Address"),
                "LinkedIn": _get(entry, "URL"),
            },
        )
    if nameless:
        content.leave(f"{counted(nameless, 'connection')} without a name: left")


def _publications(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content.add(
            "Publications",
            {
                "Title": _get(entry, "Name"),
                "Venue": _get(entry, "Publisher"),
                "Date": read_date(_get(entry, "Published On")),
                "URL": _get(entry, "Url"),
                "Description": _paragraphs(_get(entry, "Description")),
            },
        )


def _certifications(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content.add(
            "Certifications",
            {
                "Name": _get(entry, "Name"),
                "Issuer": _get(entry, "Authority"),
                "Date": read_date(_get(entry, "Started On")),
                "Expires": read_date(_get(entry, "Finished On")),
                "Number": _get(entry, "License Number"),
                "URL": _get(entry, "Url"),
            },
        )


def _languages(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        level = _get(entry, "Proficiency")
        content.add("Languages", {"Language": _get(entry, "Name"), "Level": level})


def _projects(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        description = _paragraphs(_get(entry, "Description"))
        content.add(
            "Projects",
            {
                "Title": _get(entry, "Title"),
                **_period(entry),
                "Description": description,
                "URL": _get(entry, "Url"),
            },
        )


def _honors(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content.add(
            "Awards",
            {
                "Title": _get(entry, "Title"),
                "Date": read_date(_get(entry, "Issued On")),
                "Description": _paragraphs(_get(entry, "Description")),
            },
        )


def _volunteering(content: SourceContent, entries: Sequence[Entry]) -> None:
    for entry in entries:
        content.add(
            "Volunteering",
            {
                "Title": _get(entry, "Role"),
                "Organisation": _get(entry, "Company Name"),
                **_period(entry),
                "Highlights": _paragraphs(_get(entry, "Description")),
            },
        )


_PARTS: Mapping[str, tuple[tuple[str, ...], Taker]] = {
    "profile": (("First Name", "Last Name", "Headline"), _profile),
    "emailaddresses": (("Email Address", "Primary"), _email),
    "phonenumbers": (("Number", "Type"), _phone),
    "positions": (("Company Name", "Title", "Started On"), _positions),
    "education": (("School Name", "Degree Name"), _education),
    "skills": (("Name",), _skills),
    "recommendationsreceived": (("First Name", "Last Name", "Text"), _recommendations),
    "connections": (("First Name", "Last Name", "Position", "Connected On"), _connections),
    "publications": (("Name", "Published On"), _publications),
    "certifications": (("Name", "Authority"), _certifications),
    "languages": (("Name", "Proficiency"), _languages),
    "projects": (("Title", "Description", "Started On"), _projects),
    "honors": (("Title", "Issued On"), _honors),
    "volunteering": (("Company Name", "Role", "Cause"), _volunteering),
}
"""The parts that are taken, by the letters of their names: headers, and who takes it."""
_AMBIGUOUS = frozenset({"skills", "phonenumbers", "recommendationsreceived", "projects"})
"""Parts that other files look like: they are known by the file's name alone."""
