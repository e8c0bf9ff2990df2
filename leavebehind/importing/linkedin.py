"""LinkedIn's export of one's data: the .zip, or one of its .csv files."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from zipfile import ZipFile

from babel import Locale

from leavebehind.importing.source import FoundCell, ImportLimits, SourceContent, joined
from leavebehind.importing.texts import Lines, Source, parts_of, read_csv, read_end, row_of
from leavebehind.names import counted, fold, key
from leavebehind.workbook.limits import UnreadableError

Entry = Mapping[str, str]
"""A line: header → text."""

_HEADER_WITHIN = 30
"""Lines of remarks that may precede the header, as in Connections.csv."""
_MOST_NAMED = 5
# Browsers number a second download: "Positions (1).csv".
_NUMBER = re.compile(r"[\s_-]*\(?\d*\)?$")
_DONT_TRUST = "don't trust it; ask where it comes from"
_IN_ENGLISH = "set LinkedIn's language to English, and export again"
_BULLET = re.compile(r"\s*[•▪●‣◦]\s*")
_SITE = re.compile(r",?(?:[A-Z_ ]+:)?(\S+?)(?=,[A-Z_ ]+:|$)")


def read_linkedin_archive(content: SourceContent, limits: ImportLimits) -> bool:
    """Adds what an export holds; False for a workbook, UnreadableError for other zip files."""
    try:
        archive = ZipFile(content.path)
    except Exception as error:
        # BadZipFile, but also OSError, struct.error or NotImplementedError, by the damage.
        message = "is a damaged zip file, or only a part of it is there"
        raise UnreadableError(message, "download it again") from error
    with archive:
        if len(archive.infolist()) > limits.members:
            raise UnreadableError("holds far more than an export does", _DONT_TRUST)
        # macOS adds a second file for each one, under __MACOSX/.
        files = [one.filename for one in archive.infolist() if not one.is_dir()]
        names = [name for name in files if not name.startswith("__MACOSX/")]
        if "[Content_Types].xml" in names:
            return False
        _take_parts(content, archive, names, limits)
    return True


def _take_parts(
    content: SourceContent, archive: ZipFile, names: Sequence[str], limits: ImportLimits
) -> None:
    parts = {name: _part_of(name) for name in names if name.lower().endswith(".csv")}
    wanted = {name: part for name, part in parts.items() if part}
    if not wanted:
        message = "is a zip file, but not an export of LinkedIn's"
        raise UnreadableError(message, f"unpack it, and name the files in it; or {_IN_ENGLISH}")
    # In the order of the table, so that equal exports fill equal rows.
    for name, part in sorted(wanted.items(), key=lambda one: list(_PARTS).index(one[1])):
        lines, _ = read_csv(_unpacked(archive, name, limits), limits.rows)
        if not _take(content, part, lines) and lines:
            content.leave(f"{part}: its columns are not those that LinkedIn writes; {_IN_ENGLISH}")
    others = sorted(name.rpartition("/")[2] for name in names if name not in wanted)
    if others:
        more = f" and {len(others) - _MOST_NAMED:,} more" if len(others) > _MOST_NAMED else ""
        content.leave(f"its parts {', '.join(others[:_MOST_NAMED])}{more} are left")


def _unpacked(archive: ZipFile, name: str, limits: ImportLimits) -> bytes:
    entry = archive.getinfo(name)
    if entry.flag_bits & 1:  # encrypted (APPNOTE 4.4.4)
        message = "is protected with a password"
        raise UnreadableError(message, "unpack it, and name the files in it")
    most = max(limits.ratio_from, limits.ratio * max(entry.compress_size, 1))
    if entry.file_size > min(most, limits.member_bytes):
        raise UnreadableError("unpacks to far more than an export holds", _DONT_TRUST)
    try:
        return archive.read(entry)
    except Exception as error:
        # A wrong sum, an unknown method, a part that ends early: zipfile fails in many ways.
        message = f"is damaged: {name} can't be unpacked"
        raise UnreadableError(message, "download it again") from error


def read_linkedin_csv(content: SourceContent, lines: Lines) -> bool:
    """Adds what one part of an export holds; False for another table."""
    named = _part_of(content.path.name)
    parts = (part for part in _PARTS if part == named or part not in _AMBIGUOUS)
    return any(_take(content, part, lines) for part in sorted(parts, key=lambda p: p != named))


def _part_of(file: str) -> str:
    """The part of the export that a file is by its name; "" for another file."""
    name = file.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    part = key(_NUMBER.sub("", name))
    return part if part in _PARTS else ""


def _take(content: SourceContent, name: str, lines: Lines) -> bool:
    """Adds what a part holds; False where its columns are not those that LinkedIn writes."""
    part = _PARTS[name]
    needed = set(map(key, part.known_by))
    heads = ([key(text) for text in line] for line in lines[:_HEADER_WITHIN])
    at, headers = next(((a, h) for a, h in enumerate(heads) if needed <= set(h)), (0, []))
    entries = [dict(zip(headers, line, strict=False)) for line in lines[at + 1 :]]
    for entry in _wanted(content, name, entries) if headers else ():
        content.add(part.sheet, row_of(entry, part.columns, _get))
    return bool(headers)


def _wanted(content: SourceContent, part: str, entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of a part that are taken; the others are noted."""
    if part == "profile":
        _leave_of_profile(content, entries)
        return entries[:1]
    if part in _PREFERRED:
        column, value = _PREFERRED[part]
        return sorted(entries, key=lambda entry: fold(_get(entry, column)) != value)[:1]
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


def _notes(entry: Entry) -> str:
    notes = [_get(entry, "Notes"), _get(entry, "Activities", "Activities and Societies")]
    return joined(notes, "\n")


def _paragraphs(entry: Entry) -> str:
    """A text, one line a paragraph or bullet: the export has made spaces of line breaks."""
    text = _BULLET.sub("\n", _get(entry, "Description", "Text"))
    return (text if "\n" in text.strip() else re.sub(r"\s{2,}", "\n", text)).strip()


_FUNCTIONS: Mapping[str, Source] = {
    **{"name": _name, "notes": _notes, "paragraphs": _paragraphs},
    "city": lambda entry: _place(entry)[0],
    "region": lambda entry: _place(entry)[1],
    "country": lambda entry: _place(entry)[2],
    "website": lambda entry: "".join(_websites(entry)[:1]),
    "degree": lambda e: joined([_get(e, "Degree Name"), _get(e, "Field Of Study")], ", "),
    "end": lambda entry: read_end(_get(entry, "Finished On", "End Date")) or "present",
}
"""What is made of several columns, by the names in `formats.ini`."""
_PARTS = {part.name: part for part in parts_of("linkedin", _FUNCTIONS)}
"""The parts that are taken, by the letters of their names."""
_PREFERRED = {"emailaddresses": ("Primary", "yes"), "phonenumbers": ("Type", "mobile")}
"""Parts of which one line is taken: a column, and what it says in the best of them."""
_AMBIGUOUS = frozenset({"skills", "phonenumbers", "recommendationsreceived", "projects"})
"""Parts whose columns other tables have, too: they are known by the file's name alone."""
