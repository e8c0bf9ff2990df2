"""What a workbook may hold: the sheets and columns of the contract, and other words for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from leavebehind import records
from leavebehind.names import fold, key, nearest, snake_case
from leavebehind.workbook import cells, dates

LONGEST_NAME = 255
"""Nobody's column is called longer, and a text may stand in a header's place."""


@dataclass(frozen=True)
class Column:
    """A column (or the row of a Field/Value sheet): what it is called, and how a cell is read."""

    name: str
    synonyms: str = ""
    """Other words for it, separated by commas."""
    read: cells.Reader[Any] = cells.text
    field: str = ""
    """The record's field, where it isn't the name in snake_case."""
    required: bool = False

    @property
    def attribute(self) -> str:
        return self.field or snake_case(self.name)

    def is_called(self, header: str) -> bool:
        """Whether the header is its name, and not only another word for it."""
        return key(header) == key(self.name)


@dataclass(frozen=True)
class SheetSchema:
    """A sheet of the contract: what it is called, and what it holds."""

    name: str
    record: type[records.Row]
    columns: tuple[Column, ...]
    synonyms: str = ""
    required: bool = False

    @cached_property
    def _column_of(self) -> Mapping[str, Column]:
        return _by_key(self.columns)

    def column(self, header: str) -> Column | None:
        """The column that a header names."""
        return _find(self._column_of, header)


Named = TypeVar("Named", bound=Column | SheetSchema)


def schema_of(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name means."""
    return _find(_SCHEMA_OF_KEY, sheet)


def misspelt_schema(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name nearly is."""
    name = nearest(sheet, SCHEMA_OF, cutoff=0.83)
    if not name or fold(sheet) in _OTHER_WORDS or any(character.isdigit() for character in sheet):
        return None
    return SCHEMA_OF[name] if len(sheet.split()) <= len(name.split()) else None


def _by_key(named: Iterable[Named]) -> dict[str, Named]:
    """What each name means; the first that claims a name has it."""
    named_by: dict[str, Named] = {}
    for entry in named:
        names = [entry.name, *entry.synonyms.split(",")]
        for name in filter(None, names):
            named_by.setdefault(key(name), entry)
    return named_by


def _find(named: Mapping[str, Named], name: str) -> Named | None:
    wanted = key(name[:LONGEST_NAME])
    forms = (wanted, f"{wanted}s", wanted.removesuffix("s"))
    return next((named[form] for form in forms if form in named), None)


_TAGS = Column("Tags", "Keywords,Labels,Topics", cells.names)
_EMAIL = Column("Email", "E-mail,Mail,Email address,Mail address", cells.email)
_PHONE = Column(
    "Phone",
    "Telephone,Tel,Mobile,Cell,Cell phone,Mobile phone,Phone number,Phone no,"
    "Telephone number,Handy",
    cells.phone,
)
_LINKEDIN = Column(
    "LinkedIn", "LinkedIn URL,LinkedIn profile,LinkedIn address,LinkedIn link", cells.linkedin
)
_COMPANY = Column("Company", "Employer,Organization,Organisation,Company name,Firm")
_TITLE = Column("Title", "Job title,Position,Role,Function")
_START = Column("Start", "Start date,From,Started,Started on,Begin,Beginning,Since", dates.date)
_END = Column("End", "End date,To,Until,Finished,Finished on,Ended,Ended on,Till", dates.end)
_RELATIONSHIP = Column("Relationship", "Relation,How I know them,How we know each other,Connection")
_URL = Column("URL", "Link,Website,Web site,Web,Address,Web address,Web page", cells.url)
_INCLUDE = Column("Include", "Included,Active,Make,Build", cells.include)

_SETTINGS = (
    Column("Language", "Locale,Lang", cells.language),
    Column("Paper", "Paper size,Page size", cells.paper),
    Column("Date format", "Dates,Date style,Date pattern", cells.date_format),
    Column("Phone region", "Phone country,Country,Region", cells.region),
    Column(
        "Max references",
        "Maximum references,Maximum number of references,Number of references,References",
        cells.positive,
    ),
)
_CANDIDATE = (
    Column("Name", "Full name,Candidate,Candidate name,Your name", required=True),
    Column("Headline", "Tagline,Title,Job title,Professional title,Position"),
    _EMAIL,
    _PHONE,
    Column("Address", "Street,Street address,Postal address,Mailing address"),
    Column("City", "Town,City/Town"),
    Column("Region", "State,Province,State/Province,State/Region,County,Canton"),
    Column("Postal code", "ZIP,Zip code,Postcode,ZIP/Postal code,PLZ", cells.number_as_text),
    Column("Country"),
    Column("Website", "Web,Web site,Homepage,URL,Site,Web page,Personal site", cells.url),
    _LINKEDIN,
    Column("Summary", "Profile,About,About me,Bio,Professional summary,Objective"),
    Column("Photo", "Picture,Photograph,Portrait,Headshot,Image", cells.picture),
    Column("Signature", "Signature picture,Signature image", cells.picture),
)
_PACKAGES = (
    Column("Package", "Name,Package name", cells.word, required=True),
    Column("Sections", "Contents,Documents", cells.sections, required=True),
)
_INTERVIEWS = (
    Column("Interview", "Key,ID,Interview ID,Interview key", field="key", required=True),
    Column("Company", "Employer,Organization,Organisation,Company name,Firm", required=True),
    Column("Role", "Job title,Position,Title,Job,Role title,Vacancy", required=True),
    Column("Date", "Interview date,Day,When", dates.date),
    Column("Time", "Interview time,Start time", dates.time),
    Column("Location", "Place,Where,Venue,Address,Interview location"),
    Column("Format", "Binding,Package format", cells.format),
    Column("Package", "Package name,Package type", cells.package),
    Column("Paper", "Paper size,Page size", cells.paper),
    _TAGS,
    Column("Job URL", "Job posting,Link,URL,Job link,Posting,Job ad,Job posting URL", cells.url),
    Column("Status", "Stage,Phase"),
    _INCLUDE,
    Column("Opening", "Opening paragraph,Introduction"),
    Column("Why me", "Why I fit"),
    Column("Why them", "Why you,Why this company,Why the company"),
    Column("Closing", "Closing paragraph"),
)
_INTERVIEWERS = (
    Column("Interview", "Interview ID,Interview key,Key,ID", required=True),
    Column("Name", "Full name,Interviewer,Interviewer name", required=True),
    Column("Salutation", "Greeting,Form of address,Dear,Anrede"),
    _TITLE,
    _EMAIL,
    _PHONE,
    _LINKEDIN,
    Column("Part", "Role in interview,Interview role,Part in the interview"),
    Column("Personal note", "Personal message"),
    # "Notes" alone stays with the candidate: a personal note is printed.
    Column("Research notes", "Research,Notes,Private notes,Background"),
    Column("Talking points", "Points"),
    _INCLUDE,
    Column("Copies", "Number of copies,No of copies", cells.positive),
)
_EXPERIENCE = (
    _TITLE,
    _COMPANY,
    Column("Location", "Place,City"),
    _START,
    _END,
    Column(
        "Highlights",
        "Achievements,Accomplishments,Bullets,Bullet points,Description,Responsibilities,"
        "Duties,Summary",
        cells.lines,
    ),
    _TAGS,
)
_EDUCATION = (
    Column("Degree", "Degree name,Qualification,Diploma,Study"),
    Column("Institution", "School,School name,University,College,Institute"),
    Column("Location", "Place,City"),
    _START,
    Column(
        "End",
        f"{_END.synonyms},Graduation,Graduation date,Graduation year,Graduated,Date,Year",
        dates.end,
    ),
    Column("Notes", "Description,Details,Activities,Honors,Honours,Remarks"),
)
_SKILLS = (
    Column("Category", "Group,Area,Skill group"),
    Column("Skills", "Keywords,List"),
)
_REFERENCES = (
    Column("Name", "Full name,Reference", required=True),
    _TITLE,
    _COMPANY,
    _RELATIONSHIP,
    _EMAIL,
    _PHONE,
    Column("Known to", "Known by,Knows,Who knows them", cells.people),
    Column("Permission", "Permission given,Consent,OK to share,May share", cells.permission),
    _TAGS,
)
_RECOMMENDATIONS = (
    Column(
        "From",
        "Author,Name,Full name,Recommender,By,Writer,Recommended by,Written by",
        field="author",
        required=True,
    ),
    _TITLE,
    _COMPANY,
    _RELATIONSHIP,
    Column("Date", "Written on,Creation date", dates.date),
    Column("Text", "Letter,Recommendation,Quote,Body,Words"),
    Column("File", "Scan,Attachment,Document,PDF", cells.attachment),
    _TAGS,
)
_WORK_SAMPLES = (
    Column("Title", "Name,Sample,Work sample,Project", required=True),
    Column("Date", "Year,When", dates.date),
    Column("Description", "Summary,About,Text"),
    _URL,
    Column("File", "Attachment,Document,PDF,Picture", cells.attachment),
    _TAGS,
)
_PUBLICATIONS = (
    Column("Title", "Name,Publication,Article", required=True),
    Column("Venue", "Publication venue,Publisher,Journal,Published in,Outlet,Magazine,Conference"),
    Column("Date", "Published,Published on,Publication date,Release date,Year", dates.date),
    Column("Authors", "By"),
    _URL,
    Column("Kind", "Type,Category"),
    Column("Quote", "Quotation,Excerpt,Pull quote"),
    _TAGS,
)
_CONTACTS = (
    Column("Name", "Full name,Contact", required=True),
    _COMPANY,
    Column("Position", "Title,Job title,Role"),
    Column("Knows", "Known to,Knows whom,Who they know", cells.people),
    _EMAIL,
    _LINKEDIN,
    Column("Notes", "Note,Remarks,Comments"),
)

SHEETS = (
    SheetSchema(
        "Settings", records.Settings, _SETTINGS, "Options,Configuration,Config,Preferences"
    ),
    SheetSchema(
        "Candidate",
        records.Candidate,
        _CANDIDATE,
        "Applicant,About me,Me,My details,Profile,Personal details",
        required=True,
    ),
    SheetSchema("Packages", records.Row, _PACKAGES),
    SheetSchema("Interviews", records.Interview, _INTERVIEWS, required=True),
    SheetSchema(
        "Interviewers",
        records.Interviewer,
        _INTERVIEWERS,
        "Panel,Panel members,Interview panel",
        required=True,
    ),
    SheetSchema(
        "Experience",
        records.Job,
        _EXPERIENCE,
        "Work,Work experience,Employment,Jobs,Work history,Employment history,"
        "Professional experience,Career,Career history",
    ),
    SheetSchema("Education", records.Degree, _EDUCATION, "Studies,Degrees,Academic background"),
    SheetSchema("Skills", records.SkillGroup, _SKILLS, "Key skills"),
    SheetSchema("References", records.Reference, _REFERENCES, "Referees,Refs"),
    SheetSchema(
        "Recommendations",
        records.Recommendation,
        _RECOMMENDATIONS,
        "Recs,Letters of recommendation,Recommendation letters,Testimonials",
    ),
    SheetSchema("Work samples", records.WorkSample, _WORK_SAMPLES, "Samples,Portfolio"),
    SheetSchema("Publications", records.Publication, _PUBLICATIONS, "Articles,Papers"),
    SheetSchema("Contacts", records.Contact, _CONTACTS, "Network"),
)
EXTRA = SheetSchema("", records.Row, ())
"""What is known of a sheet that the contract doesn't have."""
SCHEMA_OF = {sheet.name: sheet for sheet in SHEETS}
_SCHEMA_OF_KEY = _by_key(SHEETS)
_OTHER_WORDS = frozenset({"contracts", "conferences", "contract", "conference"})
"""Words that are no misspelt names of a sheet, however near they come to one."""
