"""BibTeX and BibLaTeX (.bib): bibtexparser reads the file, pylatexenc the LaTeX in it."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import names
from bibtexparser.model import DuplicateBlockKeyBlock, Entry
from pylatexenc.latex2text import LatexNodes2Text

from leavebehind.importing.source import SourceContent, joined
from leavebehind.importing.texts import decoded, read_date
from leavebehind.names import counted
from leavebehind.records import Date
from leavebehind.workbook.limits import UnreadableError

_KINDS = {
    **dict.fromkeys(("article", "periodical"), "article"),
    **dict.fromkeys(("inproceedings", "conference", "proceedings"), "conference paper"),
    **dict.fromkeys(("book", "mvbook", "collection", "booklet"), "book"),
    **dict.fromkeys(("incollection", "inbook", "suppbook"), "chapter"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("techreport", "report"), "report"),
    **{"patent": "patent", "software": "software", "dataset": "data", "online": "online"},
    **{"unpublished": "talk"},
}
_VENUES = (
    *("journaltitle", "journal", "booktitle", "maintitle", "eventtitle", "school", "institution"),
    *("publisher", "howpublished", "organization"),
)
# pylatexenc 2.11 drops commands that it doesn't know, and with them "LaTeX" from a title.
_LOGOS = re.compile(r"\\((?:La|Bib|Lua|Xe|Con)?TeX(?:e|t)?)(?![A-Za-z])(?:\{\})?")
_LINKS = re.compile(r"\\href\s*\{[^{}]*\}|\\url\s*(?=\{)")


def read_bibtex(content: SourceContent, data: bytes) -> None:
    """Adds the publications of a file; raises UnreadableError where it has none."""
    for name in ("bibtexparser", "pylatexenc"):
        # They log what they can't read, which Python would print.
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        library = parse_string(decoded(data))
    except Exception as error:
        raise UnreadableError("is damaged BibTeX", "export it again") from error
    # Entries with a key of another entry, which the parser counts as failed.
    failed = [one for one in library.failed_blocks if isinstance(one, DuplicateBlockKeyBlock)]
    doubles = [e for one in failed if isinstance(e := one.ignore_error_block, Entry)]
    strings = {one.key.casefold(): str(one.value) for one in library.strings}
    entries = [(entry, _fields(entry, strings)) for entry in (*library.entries, *doubles)]
    # Of several entries with one key, a reference means the first.
    fields = {entry.key.casefold(): own for entry, own in reversed(entries)}
    volumes = {own["crossref"].casefold() for own in fields.values() if "crossref" in own}
    for entry, own in entries:
        # A volume is there for its papers, which take from it what they don't say.
        if entry.key.casefold() not in volumes:
            _add(content, entry.entry_type, _volume(fields, own) | own)
    broken = len(library.failed_blocks) - len(doubles)
    if broken:
        content.leave(f"{counted(broken, 'damaged part')} of it: left")
    if content.is_empty and not broken:
        raise UnreadableError("holds no publications", "name a .bib file")


def _volume(fields: Mapping[str, dict[str, str]], own: Mapping[str, str]) -> dict[str, str]:
    """What a paper takes from its volume, whose title is not the paper's."""
    volume = dict(fields.get(own.get("crossref", "").casefold(), {}))
    if title := volume.pop("title", ""):
        volume.setdefault("booktitle", title)
    volume.pop("author", "")
    return volume


def _fields(entry: Entry, strings: Mapping[str, str]) -> dict[str, str]:
    return {field.key.casefold(): _joined(str(field.value), strings) for field in entry.fields}


def _joined(value: str, strings: Mapping[str, str]) -> str:
    """A value joined of abbreviations and texts: jm # " Extra"."""
    if " # " not in value:
        return strings.get(value.casefold(), value)
    parts = (part.strip() for part in value.split(" # "))
    return "".join(strings.get(part.casefold(), part.strip('"{}')) for part in parts)


def _add(content: SourceContent, kind: str, fields: Mapping[str, str]) -> None:
    title = joined([_plain(fields.get(name, "")) for name in ("title", "subtitle")], ": ")
    doi = _plain(fields.get("doi", ""))
    link = f"https://doi.org/{doi}" if doi and "://" not in doi else doi
    venues = list(filter(None, (_plain(fields.get(name, "")) for name in _VENUES)))
    # `howpublished` of a web page is its address, which is no venue.
    addresses = [text for text in venues if text.startswith(("http://", "https://"))]
    content.add(
        "Publications",
        {
            "Title": title,
            "Venue": next((text for text in venues if text not in addresses), ""),
            "Date": _date(fields),
            "Authors": ", ".join(_people(fields.get("author") or fields.get("editor", ""))),
            "URL": _plain(fields.get("url", "")) or link or next(iter(addresses), ""),
            "Kind": _KINDS.get(kind.casefold(), ""),
            "Tags": ", ".join(re.split(r"\s*[,;]\s*", _plain(fields.get("keywords", "")))),
        },
    )


def _date(fields: Mapping[str, str]) -> Date | str:
    """BibLaTeX's date, or BibTeX's year and month."""
    # The start of a period, 2019/2020; "~", "?" and "%" say that a date is uncertain (EDTF).
    if date := _plain(fields.get("date", "")).partition("/")[0].rstrip("~?%"):
        return read_date(date)
    year, month = _plain(fields.get("year", "")), _plain(fields.get("month", ""))
    read = read_date(f"{year}-{month:0>2}" if month.isdecimal() else f"{month} {year}")
    return read if isinstance(read, Date) else read_date(year)


def _people(listed: str) -> Iterator[str]:
    """The people as they are said: "Anna Müller" of "Müller, Anna"."""
    for name in names.split_multiple_persons_names(listed):
        parts = names.parse_single_name_into_parts(name, strict=False)
        said = _plain(parts.merge_first_name_first)
        if said:
            yield "et al." if said.casefold() == "others" else said


def _plain(text: str) -> str:
    """The text without LaTeX."""
    text = _LINKS.sub("", _LOGOS.sub(r"\1", text))
    # It fails on commands that lack their arguments; the text is then taken as it is. What looks
    # like a comment is kept, because "100%" in a title is seldom escaped.
    with contextlib.suppress(Exception):
        text = LatexNodes2Text(math_mode="text", keep_comments=True).latex_to_text(text)
    return " ".join(text.replace("\xa0", " ").split())
