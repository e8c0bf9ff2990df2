"""What a workbook may hold: the sheets and columns of the contract, and other words for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from leavebehind import records
from leavebehind.names import fold, key, nearest, snake_case
from leavebehind.workbook import cells
from leavebehind.workbook.xlsx import Cell


@dataclass(frozen=True)
class Column:
    """A column (or the row of a Field/Value sheet): what it is called, and how a cell is read."""

    name: str
    read: Callable[[Cell, cells.Reading], Any] = cells.text
    synonyms: str = ""
    """Other words for it, separated by commas."""
    field: str = ""
    """The record's field, where it isn't the name in snake_case."""
    required: bool = False

    @property
    def attribute(self) -> str:
        return self.field or snake_case(self.name)


@dataclass(frozen=True)
class Layout:
    """A sheet of the contract: what it is called, and what it holds."""

    name: str
    record: type[records.Row]
    columns: tuple[Column, ...]
    synonyms: str = ""
    required: bool = False

    @cached_property
    def column_of(self) -> Mapping[str, Column]:
        """The column that a header names, by the header's `key`."""
        return _by_key(self.columns)

    def column(self, header: str) -> Column | None:
        found: Column | None = _find(self.column_of, header)
        return found


def layout_of(sheet: str) -> Layout | None:
    """The sheet of the contract that a name means."""
    found: Layout | None = _find(_LAYOUT_OF, sheet)
    return found


def misspelt_layout(sheet: str) -> Layout | None:
    """The sheet of the contract that a name nearly is."""
    name = nearest(sheet, LAYOUT_OF_NAME, cutoff=0.83)
    if not name or fold(sheet) in _OWN_WORDS or any(character.isdigit() for character in sheet):
        return None
    return LAYOUT_OF_NAME[name] if len(sheet.split()) <= len(name.split()) else None


LONGEST_NAME = 255
"""Nobody's column is called longer, and a text may stand in a header's place."""


def _by_key(named: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in named:
        for name in (one.name, *one.synonyms.split(",")):
            if name:
                found.setdefault(key(name), one)
    return found


def _find(named: Mapping[str, Any], name: str) -> Any:
    wanted = key(name[:LONGEST_NAME])
    for form in (wanted, f"{wanted}s", wanted.removesuffix("s")):
        if form in named:
            return named[form]
    return None


_TAGS = Column("Tags", cells.names, "Keywords,Labels,Topics")
_EMAIL = Column("Email", cells.email, "E-mail,Mail,Email address,Mail address")
_PHONE = Column(
    "Phone",
    cells.phone,
    "Telephone,Tel,Mobile,Cell,Cell phone,Mobile phone,Phone number,Phone no,"
    "Telephone number,Handy",
)
_LINKEDIN = Column(
    "LinkedIn", cells.linkedin, "LinkedIn URL,LinkedIn profile,LinkedIn address,LinkedIn link"
)
_COMPANY = Column("Company", synonyms="Employer,Organization,Organisation,Company name,Firm")
_TITLE = Column("Title", synonyms="Job title,Position,Role,Function")
_START = Column("Start", cells.date, "Start date,From,Started,Started on,Begin,Beginning,Since")
_END = Column("End", cells.end, "End date,To,Until,Finished,Finished on,Ended,Ended on,Till")
_RELATIONSHIP = Column(
    "Relationship", synonyms="Relation,How I know them,How we know each other,Connection"
)
_URL = Column("URL", cells.url, "Link,Website,Web site,Web,Address,Web address,Web page")
_INCLUDE = Column("Include", cells.include, "Included,Active,Make,Build")
_NAME = "Full name"

LAYOUTS = (
    Layout(
        "Settings",
        records.Settings,
        (
            Column("Language", cells.language, "Locale,Lang"),
            Column("Paper", cells.paper, "Paper size,Page size"),
            Column("Date format", cells.date_format, "Dates,Date style,Date pattern"),
            Column("Phone region", cells.region, "Phone country,Country,Region"),
            Column(
                "Max references",
                cells.positive,
                "Maximum references,Maximum number of references,Number of references,References",
            ),
        ),
        "Options,Configuration,Config,Preferences",
    ),
    Layout(
        "Candidate",
        records.Candidate,
        (
            Column("Name", synonyms=f"{_NAME},Candidate,Candidate name,Your name", required=True),
            Column("Headline", synonyms="Tagline,Title,Job title,Professional title,Position"),
            _EMAIL,
            _PHONE,
            Column("Address", synonyms="Street,Street address,Postal address,Mailing address"),
            Column("City", synonyms="Town,City/Town"),
            Column("Region", synonyms="State,Province,State/Province,State/Region,County,Canton"),
            Column(
                "Postal code", cells.number_as_text, "ZIP,Zip code,Postcode,ZIP/Postal code,PLZ"
            ),
            Column("Country"),
            Column("Website", cells.url, "Web,Web site,Homepage,URL,Site,Web page,Personal site"),
            _LINKEDIN,
            Column("Summary", synonyms="Profile,About,About me,Bio,Professional summary,Objective"),
            Column("Photo", cells.picture, "Picture,Photograph,Portrait,Headshot,Image"),
            Column("Signature", cells.picture, "Signature picture,Signature image"),
        ),
        "Applicant,About me,Me,My details,Profile,Personal details",
        required=True,
    ),
    Layout(
        "Packages",
        records.Row,
        (
            Column("Package", cells.word, "Name,Package name", required=True),
            Column("Sections", cells.sections, "Contents,Documents", required=True),
        ),
    ),
    Layout(
        "Interviews",
        records.Interview,
        (
            Column(
                "Interview",
                synonyms="Key,ID,Interview ID,Interview key",
                field="key",
                required=True,
            ),
            Column("Company", synonyms=_COMPANY.synonyms, required=True),
            Column(
                "Role", synonyms="Job title,Position,Title,Job,Role title,Vacancy", required=True
            ),
            Column("Date", cells.date, "Interview date,Day,When"),
            Column("Time", cells.time, "Interview time,Start time"),
            Column("Location", synonyms="Place,Where,Venue,Address,Interview location"),
            Column("Format", cells.format, "Binding,Package format"),
            Column("Package", cells.package, "Package name,Package type"),
            Column("Paper", cells.paper, "Paper size,Page size"),
            _TAGS,
            Column(
                "Job URL", cells.url, "Job posting,Link,URL,Job link,Posting,Job ad,Job posting URL"
            ),
            Column("Status", synonyms="Stage,Phase"),
            _INCLUDE,
            Column("Opening", synonyms="Opening paragraph,Introduction"),
            Column("Why me", synonyms="Why I fit"),
            Column("Why them", synonyms="Why you,Why this company,Why the company"),
            Column("Closing", synonyms="Closing paragraph"),
        ),
        required=True,
    ),
    Layout(
        "Interviewers",
        records.Interviewer,
        (
            Column("Interview", synonyms="Interview ID,Interview key,Key,ID", required=True),
            Column("Name", synonyms=f"{_NAME},Interviewer,Interviewer name", required=True),
            _TITLE,
            _EMAIL,
            _PHONE,
            _LINKEDIN,
            Column("Part", synonyms="Role in interview,Interview role,Part in the interview"),
            Column("Personal note", synonyms="Personal message"),
            # "Notes" alone stays with the candidate: a personal note is printed.
            Column("Research notes", synonyms="Research,Notes,Private notes,Background"),
            Column("Talking points", synonyms="Points"),
            _INCLUDE,
            Column("Copies", cells.positive, "Number of copies,No of copies"),
        ),
        "Panel,Panel members,Interview panel",
        required=True,
    ),
    Layout(
        "Experience",
        records.Job,
        (
            _TITLE,
            _COMPANY,
            Column("Location", synonyms="Place,City"),
            _START,
            _END,
            Column(
                "Highlights",
                cells.lines,
                "Achievements,Accomplishments,Bullets,Bullet points,Description,"
                "Responsibilities,Duties,Summary",
            ),
            _TAGS,
        ),
        "Work,Work experience,Employment,Jobs,Work history,Employment history,"
        "Professional experience,Career,Career history",
    ),
    Layout(
        "Education",
        records.Degree,
        (
            Column("Degree", synonyms="Degree name,Qualification,Diploma,Study"),
            Column("Institution", synonyms="School,School name,University,College,Institute"),
            Column("Location", synonyms="Place,City"),
            _START,
            Column(
                "End",
                cells.end,
                f"{_END.synonyms},Graduation,Graduation date,Graduation year,Graduated,Date,Year",
            ),
            Column("Notes", synonyms="Description,Details,Activities,Honors,Honours,Remarks"),
        ),
        "Studies,Degrees,Academic background",
    ),
    Layout(
        "Skills",
        records.SkillGroup,
        (
            Column("Category", synonyms="Group,Area,Skill group"),
            Column("Skills", synonyms="Keywords,List"),
        ),
        "Key skills",
    ),
    Layout(
        "References",
        records.Reference,
        (
            Column("Name", synonyms=f"{_NAME},Reference", required=True),
            _TITLE,
            _COMPANY,
            _RELATIONSHIP,
            _EMAIL,
            _PHONE,
            Column("Known to", cells.names, "Known by,Knows,Who knows them"),
            Column(
                "Permission", cells.permission, "Permission given,Consent,OK to share,May share"
            ),
            _TAGS,
        ),
        "Referees,Refs",
    ),
    Layout(
        "Recommendations",
        records.Recommendation,
        (
            Column(
                "From",
                synonyms="Author,Name,Full name,Recommender,By,Writer,Recommended by,Written by",
                field="author",
                required=True,
            ),
            _TITLE,
            _COMPANY,
            _RELATIONSHIP,
            Column("Date", cells.date, "Written on,Creation date"),
            Column("Text", synonyms="Letter,Recommendation,Quote,Body,Words"),
            Column("File", cells.attachment, "Scan,Attachment,Document,PDF"),
            _TAGS,
        ),
        "Recs,Letters of recommendation,Recommendation letters,Testimonials",
    ),
    Layout(
        "Work samples",
        records.WorkSample,
        (
            Column("Title", synonyms="Name,Sample,Work sample,Project", required=True),
            Column("Date", cells.date, "Year,When"),
            Column("Description", synonyms="Summary,About,Text"),
            _URL,
            Column("File", cells.attachment, "Attachment,Document,PDF,Picture"),
            _TAGS,
        ),
        "Samples,Portfolio",
    ),
    Layout(
        "Publications",
        records.Publication,
        (
            Column("Title", synonyms="Name,Publication,Article", required=True),
            Column(
                "Venue",
                synonyms="Publication venue,Publisher,Journal,Published in,Outlet,Magazine,"
                "Conference",
            ),
            Column("Date", cells.date, "Published,Published on,Publication date,Release date,Year"),
            Column("Authors", synonyms="By"),
            _URL,
            Column("Kind", synonyms="Type,Category"),
            Column("Quote", synonyms="Quotation,Excerpt,Pull quote"),
            _TAGS,
        ),
        "Articles,Papers",
    ),
    Layout(
        "Contacts",
        records.Contact,
        (
            Column("Name", synonyms=f"{_NAME},Contact", required=True),
            _COMPANY,
            Column("Position", synonyms="Title,Job title,Role"),
            Column("Knows", cells.names, "Known to,Knows whom,Who they know"),
            _EMAIL,
            _LINKEDIN,
            Column("Notes", synonyms="Note,Remarks,Comments"),
        ),
        "Network",
    ),
)

LAYOUT_OF_NAME = {layout.name: layout for layout in LAYOUTS}
_LAYOUT_OF: dict[str, Layout] = _by_key(LAYOUTS)
_OWN_WORDS = frozenset({"contracts", "conferences", "contract", "conference"})
"""Names that are words of their own, however near they come to a sheet's name."""
