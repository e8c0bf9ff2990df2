"""Workbooks as people really keep them: what they mean is read, and what is guessed is noted."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from leavebehind import Search, WorkbookError, check
from leavebehind.records import Date, Precision

INTERVIEW = {"Interview": "NW-1", "Company": "Northwind", "Role": "Analyst"}


def search_of(**sheets: Any) -> Search:
    """A search of one interview, with these sheets; a dictionary is added to its row."""
    data: dict[str, Any] = {
        "Candidate": {"Name": "Avery Quinn"},
        "Interviews": INTERVIEW,
        "Interviewers": {"Interview": "NW-1", "Name": "Dana Wu"},
    }
    for name, rows in sheets.items():
        is_more = isinstance(rows, dict) and name in data
        data[name] = {**data[name], **rows} if is_more else rows
    return Search.from_data(data)


def notes(search: Search, place: str) -> str:
    return "\n".join(note.message for note in search.notes if note.place == place)


YEAR: Precision = "year"
MONTH: Precision = "month"


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2019 – 2022", Date(2019, precision=YEAR), Date(2022, precision=YEAR)),
        ("2019-2022", Date(2019, precision=YEAR), Date(2022, precision=YEAR)),
        ("Mar 2020 - present", Date(2020, 3, precision=MONTH), None),
        ("05/2019 - 06/2020", Date(2019, 5, precision=MONTH), Date(2020, 6, precision=MONTH)),
        ("2016-03 to 2018-04", Date(2016, 3, precision=MONTH), Date(2018, 4, precision=MONTH)),
        ("von Mai 2019 bis heute", Date(2019, 5, precision=MONTH), None),
        ("since 2020", Date(2020, precision=YEAR), None),
        (2019, Date(2019, precision=YEAR), Date(2019, precision=YEAR)),
    ],
)
@pytest.mark.parametrize("heading", ["Dates", "Zeitraum"])
def test_start_and_end_may_be_in_one_column(
    heading: str, typed: object, start: Date, end: Date | None
) -> None:
    job = {"Title": "Clerk", "Company": "Fabrikam", heading: typed}
    (read,) = search_of(Experience=[job]).experience
    assert (read.start, read.end, read.current) == (start, end, end is None)


@pytest.mark.parametrize("heading", ["Dates", "Years", "Start", "Graduated"])
@pytest.mark.parametrize(
    "typed", ["2010 – 2014", "2010-2014", "2010–14", "2010-14", "2010 to 2014"]
)
def test_a_period_may_stand_where_its_start_or_its_end_belongs(heading: str, typed: str) -> None:
    study = {"Degree": "BA", "Institution": "Contoso", heading: typed}
    (read,) = search_of(Education=[study]).education
    assert (read.start, read.end) == (Date(2010, precision=YEAR), Date(2014, precision=YEAR))


def test_a_date_of_its_own_counts_before_that_of_a_period() -> None:
    job = {"Title": "Clerk", "Company": "Fabrikam", "Start": "2018", "End": "2019 – present"}
    (read,) = search_of(Experience=[job]).experience
    assert (read.start, read.end, read.current) == (Date(2018, precision=YEAR), None, True)
    for start in ("two summers", "present", "2019–03"):
        with pytest.raises(WorkbookError, match=f"'{start}' is not a date"):
            search_of(Experience=[{**job, "Start": start}])


def test_what_is_no_period_is_left_out_with_a_note() -> None:
    projects = [{"Title": "Tea", "Period": "two summers"}, {"Title": "Cake", "Period": "2020"}]
    search = search_of(Projects=projects)
    assert [project.start is None for project in search.projects] == [True, False]
    assert "'two summers' is not a date, and is left out" in notes(search, "Projects[0].Period")
    job = {"Title": "Clerk", "Company": "Fabrikam", "Start": "2019", "Dates": "2001 – 2002"}
    assert search_of(Experience=[job]).experience[0].start == Date(2019, precision=YEAR)


@pytest.mark.parametrize(
    "moment",
    [datetime.datetime(2027, 3, 16, 10, 30), "March 16, 2027 10:30 AM", "2027-03-16T10:30"],
)
def test_the_time_of_an_interview_may_hold_its_day(moment: object) -> None:
    (interview,) = search_of(Interviews={"Interview Time": moment}).interviews
    assert (interview.date, interview.time) == (Date(2027, 3, 16), datetime.time(10, 30))
    search = search_of(Interviews={"Time": moment, "Date": datetime.date(2027, 3, 17)})
    assert search.interviews[0].date == Date(2027, 3, 17)
    assert "2027-03-16, is not read" in notes(search, "Interviews[0].Time")


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        (930, datetime.time(9, 30)),
        ("1430", datetime.time(14, 30)),
        (14, datetime.time(14)),
        (2560, "2560"),
    ],
)
def test_a_time_in_digits_is_read_and_noted(typed: object, time: object) -> None:
    search = search_of(Interviews={"Time": typed})
    assert search.interviews[0].time == time
    assert str(typed) in notes(search, "Interviews[0].Time")


def test_an_apostrophe_before_a_number_is_no_part_of_it() -> None:
    typed = {"Postal code": "'02139", "Phone": "'+1 617 555 0100", "City": "'s-Hertogenbosch"}
    candidate = search_of(Candidate=typed).candidate
    said = (candidate.postal_code, candidate.phone, candidate.city)
    assert said == ("02139", "+1 617 555 0100", "'s-Hertogenbosch")


def test_headings_in_another_language_ask_for_the_language_of_the_letters() -> None:
    sheets: dict[str, Any] = {
        "Kandidat": {"Name": "Jörg Blau"},
        "Interviews": [{"Firma": "Acme", "Stelle": "Einkäufer", "Datum": "12.01.2027"}],
        "Interviewers": [{"Firma": "Acme", "Name": "Eva Rot"}],
    }
    assert "headings are German" in notes(Search.from_data(sheets), "Interviews")
    sheets["Settings"] = {"Sprache": "de"}
    assert "headings are" not in notes(Search.from_data(sheets), "Interviews")
    assert "headings are" not in notes(search_of(), "Interviews")


def test_a_column_is_noted_that_only_another_sheet_prints() -> None:
    search = search_of(
        Skills=[{"Skills": "SQL", "Level": "Expert"}],
        Experience=[{"Title": "Clerk", "Company": "Fabrikam", "Dates": "2019"}],
        References=[{"Name": "Tom", "Contact details": "tom@mail.example", "Permission": "yes"}],
    )
    said = "\n".join(note.message for note in check(search)[1])
    assert "prints the column 'level' of Skills" in said
    assert "prints the column 'contact details' of References" in said
    assert "'dates'" not in said


def test_a_table_whose_headings_are_in_a_column_is_asked_to_be_turned() -> None:
    rows = [{"Interview": "Company", "NW-1": "Northwind"}, {"Interview": "Role", "NW-1": "Cook"}]
    with pytest.raises(WorkbookError) as caught:
        search_of(Interviews=rows, Interviewers=[{"Interview": "Company", "Name": "Dana Wu"}])
    (problem,) = caught.value.problems
    assert "below one another" in problem.message and "Transpose" in problem.hint


def test_a_legend_beside_the_table_is_no_row_of_it() -> None:
    rows = [{**INTERVIEW, "Legend": "P"}, {"Legend": "O", "Meaning": "Onsite"}]
    search = search_of(Interviews=rows)
    assert len(search.interviews) == 1
    assert "1 row with nothing under a known heading: left out" in notes(search, "Interviews[1]")


@pytest.mark.parametrize(
    ("typed", "name", "title"),
    [
        ("Dana Wu – she'll ask about SQL", "Dana Wu", ""),
        ("Dana Wu (maybe)", "Dana Wu", ""),
        ("Dana Wu & team", "Dana Wu", ""),
        ("Dana Wu (she/her)", "Dana Wu (she/her)", ""),
        ("Robert (Bob) Smith", "Robert (Bob) Smith", ""),
        ("Dana Wu – Data Platform", "Dana Wu", "Data Platform"),
    ],
)
def test_a_remark_behind_a_name_is_not_printed(typed: str, name: str, title: str) -> None:
    search = search_of(Interviewers={"Name": typed})
    assert [(one.name, one.title) for one in search.interviewers] == [(name, title)]
    assert ("is read as" in notes(search, "Interviewers[0].Name")) == (name != typed)


def test_an_interviewer_beside_the_interview_may_have_title_and_address_there() -> None:
    panel = {"Interviewer": "Tom Okafor", "Interviewer email": "t@nw.example", "Skill": "SQL"}
    search = search_of(Interviews={**panel, "Interviewer title": "CTO"})
    tom = search.interviewers[1]
    assert (tom.name, tom.title, tom.email) == ("Tom Okafor", "CTO", "t@nw.example")
    said = "\n".join(note.message for note in check(search)[1])
    assert "'skill'" in said and "'interviewer email'" not in said


@pytest.mark.parametrize("typed", ["doi:10.1000/xyz", "10.1000/xyz", "DOI: 10.1000/xyz"])
def test_a_doi_is_the_address_of_what_it_names(typed: str) -> None:
    search = search_of(Publications=[{"Title": "Tea", "URL": typed, "Date": "in press"}])
    (publication,) = search.publications
    assert (publication.url, publication.date) == ("https://doi.org/10.1000/xyz", None)


def test_a_country_may_be_named_in_the_language_of_the_letters() -> None:
    settings = {"Phone region": "Deutschland", "Language": "de"}
    assert search_of(Settings=settings).settings.phone_region == "DE"


@pytest.mark.parametrize("text", [" ".join("ab"), "[" * 32_000, f"a{' ' * 32_000}b", "–" * 32_000])
def test_a_cell_that_is_full_to_the_brim_costs_no_time(text: str) -> None:
    """A pattern that looks from every character to the end would take minutes."""
    job = {"Title": "Clerk", "Company": "Fabrikam", "Dates": text}
    search = search_of(Experience=[job], Interviewers={"Name": text}, Interviews={"Time": text})
    assert search.experience[0].start is None
