"""What rows must agree on: names of interviews, companies, periods; what doesn't is a finding."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping

from leavebehind.companies import folded_company
from leavebehind.interview_status import is_over
from leavebehind.names import did_you_mean, fold, quoted
from leavebehind.records import Date
from leavebehind.workbook.schema import is_company
from leavebehind.workbook.sheet import WHOLE, Entries, Findings, SheetRow, Worksheet

_DATED = ("Experience", "Education", "Projects", "Volunteering")


def check_agreement(entries: Mapping[str, Entries], findings: Findings, most: int) -> None:
    """Compares the rows with each other; interviews are then called alike on every sheet.

    What to write instead of an interview's name is looked for among `most` of them.
    """
    interviews, interviewers = entries["Interviews"], entries["Interviewers"]
    for sheet in _DATED:
        _check_periods(entries[sheet], findings)
    _check_jobs(entries["Experience"], findings)
    _check_interviews(interviews, findings)
    for sheet in ("Interviewers", "Fit", "First 90 days"):
        _name_interviews(entries[sheet], interviews, findings, most)
    _check_repetitions(interviewers, findings)
    _check_panels(interviewers, interviews, findings)


def name_by_company(interviews: Entries, findings: Findings) -> None:
    """Where no column names the interviews, they are called after their companies."""
    if not interviews or any("key" in entry.cells for entry in interviews):
        return
    companies = Counter(fold(entry.values.get("company", "")) for entry in interviews)
    for entry in interviews:
        company, role = (entry.values.get(name, "") for name in ("company", "role"))
        is_only = companies[fold(company)] == 1
        entry.values["key"] = company if is_only else f"{company} – {role}"
    message = "there is no column Interview; the interviews are called after their companies"
    findings.note(interviews[0].sheet, WHOLE, message)


def name_by_row(interviewers: Entries, only: str, findings: Findings) -> None:
    """Where no column says whose interviewers they are, their company does, or there is one."""
    if not interviewers or any("interview" in entry.cells for entry in interviewers):
        return
    column = next((name for name in interviewers[0].extra if is_company(name)), "")
    if not only and not column:
        return
    for entry in interviewers:
        entry.values["interview"] = str(entry.extra.get(column, "")) or only
        if not entry.values["interview"]:
            message = "it isn't said whose interviewer this is"
            hint = "write the interview or the company beside the name"
            findings.problem(entry.sheet, entry.at("name"), message, hint)
    whose = f"the interviewers are those of {quoted(only) if only else 'their companies'}"
    findings.note(interviewers[0].sheet, WHOLE, f"there is no column Interview; {whose}")


def _check_interviews(interviews: Entries, findings: Findings) -> None:
    if not interviews:
        findings.note(Worksheet("Interviews", {}), WHOLE, "there is no interview yet")
    first: dict[str, SheetRow] = {}
    for entry in interviews:
        interview = entry.values.get("key", "")
        earlier = first.setdefault(fold(interview), entry)
        if interview and earlier is not entry:
            message = f"the interview {quoted(interview)} appears twice"
            hint = f"give each a name of its own; the first is in {earlier.place}"
            findings.problem(entry.sheet, entry.at("key"), message, hint)
        if entry.values.get("include", True) and _is_over(entry):
            status = quoted(entry.values["status"])
            message = f"its status is {status}, and its packages are made all the same; "
            message = f"{message}write no under Include to leave it out"
            findings.note(entry.sheet, entry.at("status"), message)


def _is_over(interview: SheetRow) -> bool:
    return is_over(str(interview.values.get("status", "")))


def _check_periods(entries: Entries, findings: Findings) -> None:
    known = {"year": 1, "month": 2, "day": 3}
    for entry in entries:
        start, end = entry.values.get("start"), entry.values.get("end")
        if isinstance(start, Date) and isinstance(end, Date):
            # As far as both are written out: 2019 is not before May 2019.
            parts = min(known[start.precision], known[end.precision])
            if end.timetuple()[:parts] < start.timetuple()[:parts]:
                message = "it ends before it begins; look at both dates"
                findings.note(entry.sheet, entry.at("end"), message)


def _check_jobs(entries: Entries, findings: Findings) -> None:
    """A job without an end may go on, or may have been short: only the person knows."""
    for entry in entries:
        if "start" in entry.values and "end" not in entry.values:
            message = "the job has no end, and is printed without one; "
            message = f"{message}write “present” if it goes on"
            findings.note(entry.sheet, entry.at("start"), message)


def _check_repetitions(interviewers: Entries, findings: Findings) -> None:
    seen = set()
    for entry in interviewers:
        content = frozenset(entry.values.items()), frozenset(entry.extra.items())
        if content in seen:
            hint = "delete one of them"
            findings.problem(entry.sheet, entry.at("name"), "the row appears twice", hint)
        seen.add(content)


def _name_interviews(entries: Entries, interviews: Entries, findings: Findings, most: int) -> None:
    keys = {fold(e.values["key"]): e.values["key"] for e in interviews if e.values.get("key")}
    by_company = _keys_by_company(interviews)
    names = list(keys.values())
    listed = f"the sheet Interviews has {', '.join(map(quoted, names[:5]))}{' …' * bool(names[5:])}"
    # Thousands of rows may be wrong in one way.
    hint = functools.cache(lambda name: did_you_mean(name, names[:most]) or listed)
    for entry in entries:
        interview = entry.values.get("interview", "")
        known = keys.get(fold(interview)) or by_company.get(folded_company(interview))
        if interview and keys and not known:
            message = f"no interview is called {quoted(interview)}"
            findings.problem(entry.sheet, entry.at("interview"), message, hint(interview))
        elif interview and keys:
            # As it is spelt on the sheet Interviews: folders are called so.
            entry.values["interview"] = known


def _keys_by_company(interviews: Entries) -> dict[str, str]:
    # Of two interviews at one company, nobody knows which is meant.
    companies = Counter(folded_company(e.values.get("company", "")) for e in interviews)
    keys = {folded_company(e.values.get("company", "")): e.values.get("key") for e in interviews}
    return {name: key for name, key in keys.items() if name and key and companies[name] == 1}


def _check_panels(interviewers: Entries, interviews: Entries, findings: Findings) -> None:
    with_interviewers = {entry.values.get("interview") for entry in interviewers}
    for entry in interviews:
        interview = entry.values.get("key", "")
        is_open = entry.values.get("include", True) and not _is_over(entry)
        if is_open and interview not in with_interviewers:
            message = f"the interview {quoted(interview)} has no interviewers"
            findings.note(entry.sheet, entry.at(""), message)
