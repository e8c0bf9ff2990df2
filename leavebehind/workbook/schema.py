"""What a workbook may hold: the sheets and columns of the contract, and other words for them."""

from __future__ import annotations

from leavebehind import records
from leavebehind.names import fold, nearest
from leavebehind.workbook import appearance, attached_files, cells, dates
from leavebehind.workbook.columns import Column, SheetSchema, by_key, find


def schema_of(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name means."""
    return find(_SCHEMA_OF_KEY, sheet)


def misspelt_schema(sheet: str) -> SheetSchema | None:
    """The sheet of the contract that a name nearly is."""
    name = nearest(sheet, SCHEMA_OF, cutoff=0.83)
    if not name or fold(sheet) in _OTHER_WORDS or any(character.isdigit() for character in sheet):
        return None
    return SCHEMA_OF[name] if len(sheet.split()) <= len(name.split()) else None


_TAGS = Column("Tags", "Keywords,Labels,Topics", cells.names)
_EMAIL = Column("Email", "E-mail,Mail,Email address,Mail address", cells.email)
_PHONE = Column(
    "Phone",
    "Telephone,Tel,Mobile,Cell,Cell phone,Mobile phone,Phone number,Phone no,"
    "Telephone number,Mobile number,Cell number,Handy",
    cells.phone,
)
_LINKEDIN = Column(
    "LinkedIn",
    "LinkedIn URL,LinkedIn profile,LinkedIn address,LinkedIn link,LI,LI profile,LI URL,LI link,"
    "LinkedIn profile link,LinkedIn profile URL",
    cells.linkedin,
)
_COMPANY = Column("Company", "Employer,Organization,Organisation,Company name,Firm")
_TITLE = Column("Title", "Job title,Position,Role,Function,Position title,Job role")
_START = Column("Start", "Start date,From,Started,Started on,Begin,Beginning,Since", dates.date)
_END = Column("End", "End date,To,Until,Finished,Finished on,Ended,Ended on,Till", dates.end)
_RELATIONSHIP = Column("Relationship", "Relation,How I know them,How we know each other,Connection")
_URL = Column("URL", "Link,Website,Web site,Web,Address,Web address,Web page", cells.url)
_INCLUDE = Column("Include", "Included,Active,Make,Build", cells.include)
_ACCENT = Column(
    "Accent", "Accent colour,Accent color,Colour,Color,Brand colour", appearance.accent
)
_LOCATION = Column("Location", "Place,City")
_HIGHLIGHTS = Column(
    "Highlights",
    "Achievements,Accomplishments,Bullets,Bullet points,Description,Responsibilities,"
    "Duties,Summary",
    cells.lines,
)
_FOR_INTERVIEW = Column("Interview", "Interview ID,Interview key,Key,ID")

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
    _ACCENT,
    Column("Theme", "Design,Template theme", appearance.theme),
)
_CANDIDATE = (
    Column("Name", "Full name,Candidate,Candidate name,Your name", required=True),
    Column("Headline", "Tagline,Title,Job title,Professional title,Position"),
    _EMAIL,
    _PHONE,
    Column("Address", "Street,Street address,Postal address,Mailing address"),
    Column("City", "Town,City/Town"),
    Column("Region", "State,Province,State/Province,State/Region,County,Canton"),
    Column("Postal code", "ZIP,Zip code,Postcode,ZIP/Postal code", cells.number_as_text),
    Column("Country"),
    Column("Website", "Web,Web site,Homepage,URL,Site,Web page,Personal site", cells.url),
    _LINKEDIN,
    Column("Summary", "Profile,About,About me,Bio,Professional summary,Objective"),
    Column("Photo", "Picture,Photograph,Portrait,Headshot,Image", attached_files.picture),
    Column("Signature", "Signature picture,Signature image", attached_files.picture),
)
_PACKAGES = (
    Column("Package", "Name,Package name", cells.word, required=True),
    Column("Sections", "Contents,Documents", cells.sections, required=True),
)
_SECTIONS = (
    Column("Section", "Name,Template,File", cells.section, required=True),
    Column("Title", "Heading,Called", required=True),
)
_INTERVIEWS = (
    Column("Interview", "Key,ID,Interview ID,Interview key", field="key", required=True),
    Column(
        "Company",
        "Employer,Organization,Organisation,Company name,Firm,Employer name",
        required=True,
    ),
    Column(
        "Role",
        "Job title,Position,Title,Job,Role title,Position title,Job role,Vacancy,Job position,"
        "Position name,Position applied,Position applied for,Role applied for,Applied position",
        required=True,
    ),
    Column("Date", "Interview date,Day,When,Date of interview,Interview on", dates.date),
    Column("Time", "Interview time,Start time", dates.time),
    Column("Location", "Place,Where,Venue,Address,Interview location"),
    Column("Format", "Binding,Package format", cells.format),
    Column("Package", "Package name,Package type", cells.package),
    Column("Paper", "Paper size,Page size", cells.paper),
    _ACCENT,
    _TAGS,
    Column(
        "Job URL",
        "Job posting,Link,URL,Job link,Posting,Job ad,Job posting URL,Job posting link,"
        "Posting link,Link to job,Link to job posting",
        cells.url,
    ),
    Column("Status", "Stage,Phase,Application status,Current status"),
    _INCLUDE,
    Column("Opening", "Opening paragraph,Introduction"),
    Column("Why me", "Why I fit"),
    Column("Why them", "Why you,Why this company,Why the company"),
    Column("Closing", "Closing paragraph"),
)
_INTERVIEWERS = (
    Column("Interview", "Interview ID,Interview key,Key,ID", required=True),
    Column("Name", "Full name,Interviewer,Interviewer name", required=True),
    Column("Salutation", "Greeting,Form of address,Dear"),
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
_EXPERIENCE = (_TITLE, _COMPANY, _LOCATION, _START, _END, _HIGHLIGHTS, _TAGS)
_EDUCATION = (
    Column("Degree", "Degree name,Qualification,Diploma,Study"),
    Column("Institution", "School,School name,University,College,Institute"),
    _LOCATION,
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
_CERTIFICATIONS = (
    Column(
        "Name",
        "Title,Certification,Certificate,Licence,License,Certification name,Credential",
        required=True,
    ),
    Column("Issuer", "Issued by,Authority,Organization,Organisation,Issuing organization,Body"),
    Column(
        "Date",
        "Issued,Issued on,Issue date,Awarded,Obtained,Year,Started on,Start date",
        dates.date,
    ),
    Column(
        "Expires", "Expires on,Expiry,Expiry date,Expiration,Valid until,Finished on", dates.date
    ),
    Column(
        "Number",
        "Licence number,License number,Certificate number,Credential ID,ID,No",
        cells.number_as_text,
    ),
    _URL,
    _TAGS,
)
_AWARDS = (
    Column("Title", "Name,Award,Honor,Honour,Prize", required=True),
    Column("Issuer", "Issued by,Given by,Awarded by,Awarder,Organization,Organisation,By,From"),
    Column("Date", "Year,Awarded,Awarded on,Issued on,When", dates.date),
    Column("Description", "Summary,Notes,For,About"),
    _TAGS,
)
_LANGUAGES = (
    Column("Language", "Name,Tongue", required=True),
    Column("Level", "Fluency,Proficiency,Skill"),
)
_PROJECTS = (
    Column("Title", "Name,Project,Project name", required=True),
    Column("Role", "Position,Part,My role"),
    _START,
    _END,
    Column("Description", "Summary,About,Text,Highlights"),
    _URL,
    _TAGS,
)
_VOLUNTEERING = (
    Column("Title", "Role,Position,Job title,Function"),
    Column("Organisation", "Organization,Company,Company name,Charity,Cause"),
    _LOCATION,
    _START,
    _END,
    _HIGHLIGHTS,
    _TAGS,
)
_FIT = (
    _FOR_INTERVIEW,
    Column("They ask", "They ask for,Requirement,Need,Asked for,What they ask", required=True),
    Column("Evidence", "What I bring,Proof,What shows it,I bring"),
    Column("Section", "Where,See,Shown in", cells.section),
)
_FIRST_90_DAYS = (
    _FOR_INTERVIEW,
    Column("Period", "When,Days,Phase,Time"),
    Column("Goal", "Plan,What,Aim,Step", required=True),
    Column("Measure", "Measured by,How measured,Result,Success"),
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
    Column("Pull quote", "Best line,Highlight,Key quote,Headline quote"),
    Column("File", "Scan,Attachment,Document,PDF", attached_files.attachment),
    _TAGS,
)
_WORK_SAMPLES = (
    Column("Title", "Name,Sample,Work sample,Project", required=True),
    Column("Date", "Year,When", dates.date),
    Column("Description", "Summary,About,Text"),
    Column("Role", "My role,Part"),
    Column("Client", "Customer,Company,Employer,For"),
    Column("Challenge", "Problem,Situation,Task,The challenge"),
    Column("Action", "What I did,Approach,Solution,Actions"),
    Column("Result", "Results,Outcome,Impact"),
    Column("Figure", "Key figure,Number,Metric,Key number"),
    Column("Caption", "Picture caption,Legend"),
    _URL,
    Column("File", "Attachment,Document,PDF,Picture", attached_files.attachment),
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
    SheetSchema("Sections", records.Row, _SECTIONS, "Section titles"),
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
    SheetSchema(
        "Certifications",
        records.Certification,
        _CERTIFICATIONS,
        "Licences,Licenses,Certificates,Certifications and licences,Licenses and certifications,"
        "Credentials",
    ),
    SheetSchema("Awards", records.Award, _AWARDS, "Honors,Honours,Honors and awards"),
    SheetSchema(
        "Languages", records.SpokenLanguage, _LANGUAGES, "Spoken languages,Language skills"
    ),
    SheetSchema("Projects", records.Project, _PROJECTS, "Personal projects,Side projects"),
    SheetSchema(
        "Volunteering",
        records.VolunteerWork,
        _VOLUNTEERING,
        "Volunteer,Volunteer work,Volunteer experience,Community,Community service",
    ),
    SheetSchema("Fit", records.FitPoint, _FIT, "Requirements,Match,Fit with the position"),
    SheetSchema(
        "First 90 days",
        records.PlannedGoal,
        _FIRST_90_DAYS,
        "First ninety days,90 days,90 day plan,30-60-90,30-60-90 day plan,First 100 days",
    ),
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
_SCHEMA_OF_KEY = by_key(SHEETS)
_OTHER_WORDS = frozenset(
    {"contracts", "conferences", "contract", "conference", "interviewee", "interviewees"}
    | {"preference", "preferences"}
)
"""Words that are no misspelt names of a sheet, however near they come to one."""
