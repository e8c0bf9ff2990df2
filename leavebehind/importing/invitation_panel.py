"""Who is who in an invitation: the candidate, the recruiter, the panel, rooms and mailboxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, takewhile

from leavebehind.importing.company_and_role import (
    domain,
    guessed_company,
    guessed_role,
    is_company_address,
    main_domain,
)
from leavebehind.importing.source import FoundCell, FoundRow, Guest, Meeting, Row, SourceContent
from leavebehind.names import fold, key, pattern_of, quoted, works_at
from leavebehind.people import is_one_person
from leavebehind.typed_people import TypedPerson, is_job, split_people

_ROOM = re.compile(
    r"(?i)\b(?:conf(?:erence)?|meeting|board|huddle|besprechungs?)[\s-]*(?:room|raum)\b|\b(?:room|"
    r"boardroom|zoom|floor|etage|projector|besprechungsraum)\b|^(?:raum|salle|sala)\s|"
    r"^[A-Z]{2,4}[-_ ]\d|\[(?:vc|gvc)\]|\(\d{1,3}\)"
)
_ROOM_ADDRESS = re.compile(r"(?i)@(?:resource|group)\.calendar\.|^(?:room|conf|cr|raum)[\W_\d]")
_NOBODY = re.compile(rf"(?i){pattern_of('mailboxes of nobody')}\b")
_RECRUITING = re.compile(
    r"(?i)\b(?:recruit\w*|talent|sourcer|human resources|hr|people (?:ops|operations|partner|team)|"
    r"(?:scheduling|interview|candidate|recruiting) coordinator|rekrut\w*|personal(?:referent\w*|"
    r"abteilung|leit\w*)|recursos humanos|ressources humaines)\b"
)
_MAILBOX = re.compile(rf"(?i){pattern_of('mailboxes of recruiters')}\b")
# "Dana Wu via Calendly", "Dana Wu | Northwind"
_VIA = re.compile(r"\s+(?:via|from|at)\s+.*$|\s*\|.*$", re.IGNORECASE)
_PANEL_LINE = re.compile(
    r"(?i)(?:^|\n)\W*(?:(?:ihre?|your|vos|votre|sus?)\s+)?(?:interviewers?|"
    r"panel(?:lists?| members)?|you (?:will|'ll|’ll) "
    r"(?:be )?(?:meet(?:ing)?|speak(?:ing)?|talk(?:ing)?)(?: with| to)?|meeting with|"
    r"gesprächspartner(?:in(?:nen)?)?|teilnehmer(?:in(?:nen)?)?|interlocuteurs?|entrevistador\w*|"
    r"(?:rencontre|rendez-vous|réunion|entretien|reunión|entrevista|gespräch|termin|treffen)\s+"
    r"(?:avec|con|mit))[^\S\n]*:?"
    # On the same line, or a line each below it.
    r"(?:[^\S\n]+(?P<people>[^\n]+)|[^\S\n]*\n(?P<list>[^\n]+(?:\n[^\S\n]*\S[^\n]*)*))"
)
# A line of a schedule: "10:00 - 10:45 AM: Hank Scorpio, CEO"
_SLOT = re.compile(
    r"(?i)(?:^|\n)\W*\d{1,2}[:.]?\d{0,2}\s*(?:[ap]m)?\s*[-–—]\s*\d{1,2}[:.]?\d{0,2}\s*(?:[ap]m)?"
    r"[^\w\n]+(?:(?:[\w ]{0,40}\s)?(?:with|mit)\s+)?(?P<people>[^\n]+)"
)
_WITH_SOMEBODY = re.compile(
    r"\b(?:(?:with|mit|avec|con)\s+|w/\s*)(?P<people>[^\W\d_][^\n|–—:;@]*?)"
    r"(?:\s+(?:at|from|of|bei|von|chez)\s|\s*$)"
)
_PERSON = re.compile(r"(?:[^\W\d_][\w.'’-]*[^\S\n]+){1,3}[^\W\d_][\w'’-]+")


def add_meeting(
    meeting: Meeting, candidate: FoundRow, companies: Sequence[str], content: SourceContent
) -> None:
    """Adds the interview, its panel, and the candidate where no other source says who that is.

    `candidate` and `companies` are what the other sources know.
    """
    name, email = candidate.text("Name"), candidate.text("Email")
    me = _candidate(meeting, name, email)
    if me and email and fold(me.email) != fold(email):
        content.leave(f"{quoted(me.name or me.email)} is taken for you, and is in no panel")
    if me and not name:
        content.add("Candidate", _myself(me, meeting))
    guests = [guest for guest in meeting.guests if guest is not me]
    people = [(one, _person(one, meeting.text)) for one in guests if _is_person(one, content)]
    # Of an agency and a company with one guest each, the agency sends the invitation.
    invited = sorted(guests, key=lambda guest: guest.organizes)
    host = main_domain(guest.email for guest in invited)
    names = [name or (me.name if me else ""), *(person.name for _, person in people)]
    found = guessed_company(meeting, host, companies, names)
    company, link = str(found.value), str(len(content.rows))
    role = guessed_role(meeting, company, names)
    content.add("Interviews", {"Company": found, "Role": role, **meeting.cells}, link=link)
    panel = [_guest(guest, person, host, company) for guest, person in people]
    named = _named_in(meeting, names)
    panel += [_written(person) for person in named if not works_at(person.name, company)]
    for row in panel:
        content.add("Interviewers", row, link=link)


def _candidate(meeting: Meeting, name: str, email: str) -> Guest | None:
    """The guest who is the candidate, whose name and address are "" where they are unknown."""
    guests, receiver = meeting.guests, meeting.receiver or None
    known = [
        *(one for one in guests if email and fold(one.email) == fold(email)),
        *(one for one in guests if name and is_one_person(_typed(one.name).name, name)),
        *(one for one in guests if one.email.casefold() == receiver and not one.organizes),
    ]
    if known:
        return known[0]
    # Candidates use private addresses, interviewers those of their company.
    private = [one for one in guests if one.email and not is_company_address(one.email)]
    private = [one for one in private if not _ROOM_ADDRESS.search(one.email)]
    private = [one for one in private if not (name and one.name)]
    if private or name:
        return private[0] if len(private) == 1 and len(guests) > 1 else None
    # Two companies' addresses: who sends the invitation is the other one.
    if len(guests) == 2 and guests[0].organizes:
        return guests[1] if domain(guests[0].email) != domain(guests[1].email) else None
    # Or the candidate is the only one from outside the organisation that most guests are of.
    host = main_domain(guest.email for guest in guests)
    inside = [guest for guest in guests if domain(guest.email) == host]
    outside = [guest for guest in guests if guest not in inside and not guest.organizes]
    return outside[0] if len(inside) > 1 and len(outside) == 1 else None


def _is_person(guest: Guest, content: SourceContent) -> bool:
    """Whether a guest is a person; rooms and mailboxes are noted."""
    box, words = guest.email.partition("@")[0], fold(guest.name).split()
    is_team = len(words) < 2 or "team" in words
    if _ROOM_ADDRESS.search(guest.email) or _ROOM.search(guest.name):
        what = "a room or a calendar"
    elif _NOBODY.match(box) or (_MAILBOX.match(box) and is_team):
        what = "a mailbox, and no person"
    else:
        return True
    content.leave(f"{quoted(guest.name or guest.email)} is left: it is {what}")
    return False


def _person(guest: Guest, text: str) -> TypedPerson:
    """The guest's name as it is spoken, with the title in it or in the text."""
    person = _typed(guest.name or guest.email)
    if "@" in person.name:
        person = TypedPerson(guest.email, _by_initials(guest.email, text))
    # Behind the name, or below it as in a signature.
    behind = rf"\b{re.escape(person.name)}\s*(?:[,(:|]|\s[-–—]|\n)\s*([^,;()\n|]{{2,60}})"
    match = None if person.title else re.search(behind, text)
    title = re.split(r"\s+(?:and|at|bei|chez)\s+|\.\s", match[1])[0].strip(" .") if match else ""
    is_title = is_job(title) or _RECRUITING.search(title)
    return replace(person, title=title) if is_title else person


def _typed(name: str) -> TypedPerson:
    return next(iter(split_people(_VIA.sub("", name))), TypedPerson(name, name))


def _by_initials(address: str, text: str) -> str:
    """The name in a text that dwu@… is short for; else the letters of the address."""
    box = re.sub(r"[\d._-]", "", fold(address.partition("@")[0]))
    for match in _PERSON.finditer(text):
        said = match[0].split()
        for name in (said, said[1:]):
            first, last = fold(name[0]), fold(name[-1])
            if box in (first[:1] + last, first, first + last[:1], first + last, last + first):
                return " ".join(name)
    return box.capitalize()


def _guest(guest: Guest, person: TypedPerson, host: str, company: str) -> Row:
    why = "" if guest.name else f"the invitation has only the address {guest.email}"
    if guest.organizes and not why:
        why = "they sent the invitation; delete the row if they are not in the room"
    title = "" if works_at(person.title, company) else person.title
    part = _part(guest, title, host)
    title = "" if part and key(title) == key(str(part.value)) else title
    beside = FoundCell(title, "the invitation writes it beside the name")
    name = FoundCell(person.name, why)
    return {"Name": name, "Title": beside, "Email": guest.email, "Part": part}


def _part(guest: Guest, title: str, host: str) -> FoundCell | None:
    said = f"{guest.name} {title}"
    if match := _RECRUITING.search(said):
        return FoundCell("recruiter", f"the invitation says {quoted(match[0])}")
    if _MAILBOX.match(guest.email.partition("@")[0]):
        return FoundCell("recruiter", f"the address is {guest.email}")
    if "hiring manager" in fold(said):
        return FoundCell("hiring manager", "the invitation says so")
    is_other = is_company_address(guest.email) and domain(guest.email) != host
    if guest.organizes and is_other:
        return FoundCell("recruiter", "they sent the invitation from another organisation")
    return None


def _named_in(meeting: Meeting, known: Sequence[str]) -> Iterator[TypedPerson]:
    """The people to be met by the text who are not known yet."""
    seen = [name for name in known if name]
    lines = (*_WITH_SOMEBODY.finditer(meeting.summary), *_PANEL_LINE.finditer(meeting.text))
    written = [match["people"] or "" for match in (*lines, *_SLOT.finditer(meeting.text))]
    # A list goes on up to the first line that names nobody.
    listed = [match["list"] or "" for match in _PANEL_LINE.finditer(meeting.text)]
    lists = (takewhile(bool, map(_people_in, text.split("\n"))) for text in listed)
    for person in chain.from_iterable((*map(_people_in, written), *chain.from_iterable(lists))):
        if not any(is_one_person(person.name, name) for name in seen):
            seen.append(person.name)
            yield person


def _people_in(text: str) -> list[TypedPerson]:
    people = split_people(text.strip(" ."))
    return [one for one in people if _is_name(one.name) and not is_job(one.name)]


def _is_name(text: str) -> bool:
    if not _PERSON.fullmatch(text):
        return False
    first, *between, last = text.split()
    # "van der", and no "Mit freundlichen Grüßen".
    is_written_so = all(word[0].isupper() or len(word) < 4 for word in between)
    return is_written_so and first[0].isupper() and last[0].isupper()


def _written(person: TypedPerson) -> Row:
    why = f"the text of the invitation names them: {quoted(person.typed)}"
    name, title = FoundCell(person.name, why), FoundCell(person.title, why)
    return {"Name": name, "Title": title, "Email": person.email}


def _myself(me: Guest, meeting: Meeting) -> Row:
    why = "the invitation went to this address"
    text = f"{meeting.summary}\n{meeting.text}"
    spelled = "" if me.name and "@" not in me.name else _by_initials(me.email, text)
    name = spelled if " " in spelled else _person(me, "").name
    return {"Name": FoundCell(name, why), "Email": FoundCell(me.email, why)}
