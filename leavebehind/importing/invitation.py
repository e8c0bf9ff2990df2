"""Invitations: calendar files (.ics), and messages (.eml) with one, read by icalendar."""

from __future__ import annotations

import datetime
import email.message
import email.policy
import email.utils
import re
import warnings
from collections.abc import Iterable
from email.errors import MessageError
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, vCalAddress, vDDDTypes
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from leavebehind.importing.source import Cells, FoundCell, Guest, Meeting, SourceContent
from leavebehind.importing.texts import decoded, plain_text
from leavebehind.names import pattern_of, quoted
from leavebehind.records import Date
from leavebehind.workbook.limits import UnreadableError
from leavebehind.workbook.xlsx import clean

# What speaks of an interview in a calendar that has other entries, too.
_INTERVIEW = re.compile(rf"(?i){pattern_of('signs of an interview')}")
_VIDEO = re.compile(
    r"(?i)https?://[^\s<>\"')\]]*(?:zoom\.us|teams\.microsoft|teams\.live|meet\.google|webex\.com|"
    r"whereby\.com|gotomeet|chime\.aws|bluejeans|meet\.jit\.si|hirevue|goto\.com)[^\s<>\"')\]]*"
)
_VIDEO_NAMES = {
    **{"zoom.": "Zoom", "teams.": "Microsoft Teams", "meet.google": "Google Meet"},
    **{"webex": "Webex"},
}
_VIDEO_FIELDS = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "CONFERENCE", "URL")
# How to join a meeting, which programs write below the description, behind a line.
_DIAL_IN = re.compile(
    r"(?ims)^\s*(?:[_=~\-]{8,}|-::~.*|join (?:zoom|with google|the meeting|microsoft|on "
    r"your computer)|microsoft teams\b|zoom is inviting|.* is inviting you to a scheduled zoom).*"
)
_ONLINE = re.compile(r"microsoft teams|zoom|google meet|webex|online|virtual|video", re.IGNORECASE)
# "10am - 11am (PDT)", "2:30 p.m. Eastern Time": Google's subjects, and people, write the zone so.
_CLOCK = re.compile(
    r"\b(?P<hour>1[0-2]|0?[1-9])(?::(?P<minute>[0-5]\d))?\s*(?P<half>[ap])\.?m\b[^\n()]{0,30}\(?"
    r"\b(?P<zone>[A-Z]{1,4}[SD]?T|(?:[A-Z][a-z]+ )+Time(?: - [A-Z][\w ]+)?)\b",
)
_SAVE_AGAIN = "save the invitation again as .ics"
_HALF_A_DAY = datetime.timedelta(hours=12)
_MOST_NOTES = 2_000
_LONGEST_SUMMARY = 500
_LONGEST_TEXT = 50_000
"""So many characters are searched."""


def read_invitation(content: SourceContent, data: bytes) -> None:
    """Adds the interviews of a calendar file; raises UnreadableError where it has none."""
    _add_meetings(content, decoded(data))


def read_message(content: SourceContent, data: bytes) -> None:
    """Adds the interviews in a message's invitation; raises UnreadableError without one."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        calendars = [text for part in message.walk() if (text := _calendar(part))]
        body = _single_spaced(_body(message))
        receiver = _receiver(message)
    # The parser takes everything, but asking for parts of a damaged message raises these.
    except (MessageError, LookupError, ValueError, AttributeError, IndexError) as error:
        raise UnreadableError("is a damaged message", "save it again as .eml") from error
    if not calendars:
        hint = "save the calendar entry as .ics, and bring that"
        raise UnreadableError("is a message without an invitation in it", hint)
    # The same invitation is in the message, and once more as its attachment.
    for text in dict.fromkeys(calendars):
        _add_meetings(content, text, body, receiver)


def _calendar(part: Any) -> str:
    name = part.get_filename() or ""
    is_one = part.get_content_type() == "text/calendar" or name.lower().endswith(".ics")
    payload = part.get_payload(decode=True) if is_one else None
    return decoded(payload) if payload else ""


def _body(message: email.message.Message) -> str:
    """The words of a message; its HTML repeats them."""
    for part in message.walk():
        payload = part.get_payload(decode=True) if part.get_content_maintype() == "text" else None
        if isinstance(payload, bytes) and part.get_content_subtype() in ("plain", "html"):
            text = decoded(payload)
            return plain_text(text) if part.get_content_subtype() == "html" else text
    return ""


def _receiver(message: email.message.Message) -> str:
    """The address that the message was delivered to, "" where there are several."""
    for name in ("Delivered-To", "X-Original-To", "To"):
        found = email.utils.getaddresses([str(value) for value in message.get_all(name, [])])
        addresses = {address.casefold() for _, address in found if address}
        if len(addresses) == 1:
            return addresses.pop()
    return ""


def _add_meetings(content: SourceContent, text: str, body: str = "", receiver: str = "") -> None:
    events = [(each, event) for each in _calendars(text) for event in _newest(each.walk("VEVENT"))]
    for calendar, event in sorted(events, key=lambda one: str(_moment(one[1]))):
        summary, method = _text(event, "SUMMARY"), _text(calendar, "METHOD").upper()
        what = quoted(summary or "an event without a title")
        if method in ("CANCEL", "REPLY") or _text(event, "STATUS").upper() == "CANCELLED":
            kind = "an answer" if method == "REPLY" else "cancelled"
            content.leave(f"{what} is left: it is {kind}")
        elif len(events) > 1 and not _INTERVIEW.search(f"{summary} {_text(event, 'DESCRIPTION')}"):
            content.leave(f"{what} is left: nothing in it speaks of an interview")
        else:
            if event.get("RRULE"):
                content.leave(f"{what} repeats, and only its first day is taken")
            meeting = _meeting(calendar, event, body, receiver)
            if meeting.cells not in [other.cells for other in content.meetings]:
                content.meetings.append(meeting)


def _calendars(text: str) -> list[Calendar]:
    try:
        with warnings.catch_warnings():
            # It warns of names of time zones that it has to guess, which Python would print.
            warnings.simplefilter("ignore")
            found = [c for c in Calendar.from_ical(text, multiple=True) if c.walk("VEVENT")]
    except Exception as error:
        # icalendar fails on damaged lines in many ways.
        raise UnreadableError("is a damaged calendar file", _SAVE_AGAIN) from error
    if not found:
        raise UnreadableError("holds no calendar entry that is whole", _SAVE_AGAIN)
    return found


def _newest(events: Iterable[Component]) -> list[Component]:
    """Each event as it was last sent: an update has a higher SEQUENCE (RFC 5545, 3.8.7.4)."""
    newest: dict[tuple[str, str], Component] = {}
    for number, event in enumerate(events):
        name = _text(event, "UID") or str(number), _text(event, "RECURRENCE-ID")
        if name not in newest or _sequence(event) > _sequence(newest[name]):
            newest[name] = event
    return list(newest.values())


def _sequence(event: Component) -> int:
    text = _text(event, "SEQUENCE")
    return int(text) if text.isdecimal() else 0


def _meeting(calendar: Component, event: Component, body: str, receiver: str) -> Meeting:
    # Outlook's X-ALT-DESC is HTML, and so is Google's DESCRIPTION at times.
    description = _text(event, "DESCRIPTION") or plain_text(_text(event, "X-ALT-DESC"))
    if re.match(r"\s*<\w", description) or "<br" in description:
        description = plain_text(description)
    description = _single_spaced(description)
    summary = " ".join(_text(event, "SUMMARY").split())[:_LONGEST_SUMMARY]
    notes = _DIAL_IN.sub("", description).strip()[:_MOST_NOTES]
    cells = {
        **_when(calendar, event, f"{summary}\n{description}\n{body}"),
        **_where(event, f"{description}\n{body}"),
        "Notes": FoundCell(notes),
    }
    return Meeting(cells, tuple(_guests(event)), summary, f"{notes}\n{body}", receiver)


def _single_spaced(text: str) -> str:
    # Expressions that skip spaces in several places would take minutes for a long run of them.
    spaced = re.sub(r"[^\S\n]+", " ", text[:_LONGEST_TEXT])
    return re.sub(r"(?: ?\n){3,}", "\n\n", spaced)


def _moment(event: Component) -> datetime.date | None:
    start = event.get("DTSTART")
    # What icalendar can't read is of another type, and raises when it is asked.
    moment = start.dt if isinstance(start, vDDDTypes) else None
    return moment if isinstance(moment, datetime.date) else None


def _when(calendar: Component, event: Component, text: str) -> Cells:
    """Day, time and time zone, by the clock of the place where the meeting is."""
    moment = _moment(event)
    if moment is None:
        return {}
    if not isinstance(moment, datetime.datetime):
        return {"Date": FoundCell(_date(moment))}
    zone = str(event["DTSTART"].params.get("TZID", "")).strip("/")
    guess = ""
    # Google sends every time in UTC.
    if moment.utcoffset() == datetime.timedelta() and zone in ("", "UTC", "Etc/UTC"):
        moment, zone, guess = _in_a_zone(moment, calendar, text)
    elif name := getattr(moment.tzinfo, "key", ""):
        zone = name  # as icalendar understands what programs write before it
    elif zone and moment.tzinfo is None:
        guess = f"the time is that of {quoted(zone)}, which is no known time zone"
    return {
        "Date": FoundCell(_date(moment), guess),
        "Time": FoundCell(moment.time().replace(tzinfo=None, microsecond=0), guess),
        "Time zone": FoundCell(WINDOWS_TO_OLSON.get(zone, zone)),
    }


def _in_a_zone(
    moment: datetime.datetime, calendar: Component, text: str
) -> tuple[datetime.datetime, str, str]:
    """A moment in UTC by the clock of its calendar, of its text or else of this computer."""
    names = [_text(zone, "TZID") for zone in calendar.walk("VTIMEZONE")]
    for name in filter(None, (_text(calendar, "X-WR-TIMEZONE"), *names)):
        try:
            zone = ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
        except (KeyError, ValueError, OSError):
            # ZoneInfo's errors for unknown names, for paths, and for names of folders.
            continue
        return moment.astimezone(zone), name, ""
    if said := _by_words(moment, text):
        return said
    local = moment.astimezone()
    here = f"{local:%H:%M} by this computer's clock"
    guess = f"the invitation says {moment:%H:%M} UTC and no time zone, which is {here}"
    return local, local.tzname() or "", guess


def _by_words(moment: datetime.datetime, text: str) -> tuple[datetime.datetime, str, str] | None:
    """The moment by the clock that the text says it in, "10am (PDT)"."""
    for match in _CLOCK.finditer(text):
        hour = int(match["hour"]) % 12 + 12 * (match["half"].lower() == "p")
        # The clock in the text differs from UTC by less than half a day, either way.
        there = moment.replace(hour=hour, minute=int(match["minute"] or 0))
        offset = (there - moment + _HALF_A_DAY) % (2 * _HALF_A_DAY) - _HALF_A_DAY
        if not offset % datetime.timedelta(minutes=15):
            guess = f"the invitation says {moment:%H:%M} UTC, and in words {quoted(match[0])}"
            return moment + offset, match["zone"], guess
    return None


def _date(moment: datetime.date) -> Date:
    return Date(moment.year, moment.month, moment.day)


def _where(event: Component, text: str) -> Cells:
    place = " ".join(_text(event, "LOCATION").split())
    fields = " ".join(_text(event, name) for name in _VIDEO_FIELDS)
    links = _VIDEO.findall(f"{place} {fields} {text}")
    link = links[0].rstrip(".,;") if links else ""
    room = " ".join(_VIDEO.sub("", place).split()).strip(" ;,|")
    if re.match(r"https?://\S+$", room):
        room, link = "", link or room
    if link and (not room or (_ONLINE.search(room) and not re.search(r"\d", room))):
        kind = next((name for host, name in _VIDEO_NAMES.items() if host in link.lower()), "")
        room = f"Video call ({kind})" if kind else "Video call"
    return {"Location": FoundCell(clean(room)), "Video link": FoundCell(link)}


def _guests(event: Component) -> list[Guest]:
    """Everybody invited, the organizer first; rooms, lists and who declined are left out."""
    guests: dict[str, Guest] = {}
    for number, value in enumerate([event.get("ORGANIZER"), *_listed(event.get("ATTENDEE"))]):
        if isinstance(value, vCalAddress) and _is_invited(value):
            address, name = _address_and_name(value)
            guest = Guest("" if "@" in name else name, address, organizes=number == 0)
            guests.setdefault(address.casefold() or name.casefold(), guest)
    guests.pop("", None)
    return list(guests.values())


def _address_and_name(value: vCalAddress) -> tuple[str, str]:
    address = re.sub(r"^mailto:", "", str(value).strip(), flags=re.IGNORECASE)
    if "@" not in address:
        # Exchange writes "/O=EXCHANGELABS/…", and iCloud the address beside its own path.
        address = str(value.params.get("EMAIL", ""))
    # Without quotation marks, "Wu, Dana" is read as two values.
    said = ", ".join(map(str.strip, map(str, _listed(value.params.get("CN")))))
    return address, clean(said.strip("\"' "))


def _is_invited(value: vCalAddress) -> bool:
    kind, answer, role = (
        str(value.params.get(name, "")).upper() for name in ("CUTYPE", "PARTSTAT", "ROLE")
    )
    is_person = kind in ("", "INDIVIDUAL", "UNKNOWN")
    return is_person and answer != "DECLINED" and role != "NON-PARTICIPANT"


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(component: Component, name: str) -> str:
    value = component.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else clean(str(value))
