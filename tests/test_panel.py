"""Interviewers as people list them: several in a cell, beside the interview, nobody yet."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

import leavebehind
from leavebehind.records import Interviewer
from leavebehind.search import Search

MakeWorkbook = Callable[..., Path]
INTERVIEW = {"Interview": "NW-1", "Company": "Northwind", "Role": "Product Manager"}


def notes_at(search: Search, place: str) -> list[str]:
    return [note.message for note in search.notes if note.place == place]


def read(make_workbook: MakeWorkbook, *rows: dict[str, str], **beside: str) -> Search:
    """A workbook of one interview, with these rows of interviewers, or without their sheet."""
    panel = [{"Interview": "NW-1", **row} for row in rows] or None
    return leavebehind.read_workbook(
        make_workbook({"Interviewers": panel, "Interviews": [INTERVIEW | beside]})
    )


def names(search: Search) -> list[str]:
    return [person.name for person in search.interviewers]


def test_several_people_in_one_row_are_several_with_a_note(make_workbook: MakeWorkbook) -> None:
    search = read(
        make_workbook,
        {
            "Name": "Dana Wu, PhD / Tom Okafor",
            "Title": "VP Product; CTO",
            "Email": "dana@nw.example, tom@nw.example",
            "Phone": "+1 206 555 0114",
            "Personal note": "Thank you both.",
        },
    )
    dana, tom = search.interviewers
    assert (dana.name, dana.title, dana.email) == ("Dana Wu, PhD", "VP Product", "dana@nw.example")
    assert (tom.name, tom.title, tom.email) == ("Tom Okafor", "CTO", "tom@nw.example")
    assert {dana.personal_note, tom.personal_note} == {"Thank you both."}
    assert {dana.phone, tom.phone} == {""}
    assert "2 people: Dana Wu, PhD, Tom Okafor" in notes_at(search, "Interviewers!B2")[0]
    assert "whose phone" in notes_at(search, "Interviewers!E2")[0]


def test_a_name_is_read_as_it_is_said(make_workbook: MakeWorkbook) -> None:
    lea, dana, ana = read(
        make_workbook,
        {"Name": "Stone, Lea"},
        {"Name": "Dana Wu, Jr."},
        {"Name": "Ana Ruiz <ana@nw.example>", "Email": "ana.ruiz@nw.example"},
    ).interviewers
    assert (lea.name, dana.name, ana.name) == ("Lea Stone", "Dana Wu, Jr.", "Ana Ruiz")
    assert ana.email == "ana.ruiz@nw.example"


@pytest.mark.parametrize("typed", ["TBD", "N/A", "?", "-", "tbc", "unknown", "to be announced"])
def test_nobody_yet_is_no_reader_and_a_note(make_workbook: MakeWorkbook, typed: str) -> None:
    search = read(make_workbook, {"Name": typed}, {"Name": "Dana Wu"})
    assert names(search) == ["Dana Wu"]
    assert "nobody yet" in notes_at(search, "Interviewers!B2")[0]


@pytest.mark.parametrize(
    "typed",
    [
        "Hiring Manager",
        "HR",
        "the recruiter",
        "Interviewer 2",
        "Head of HR (tbc)",
        "Personalleiterin",
    ],
)
def test_a_role_is_no_name(make_workbook: MakeWorkbook, typed: str) -> None:
    people = ["Nurse Pat", "Justin Lead", "An", "Northwind"]
    search = read(make_workbook, {"Name": typed}, *({"Name": name} for name in people))
    assert names(search) == people
    assert "nobody yet" in notes_at(search, "Interviewers!B2")[0]


def test_a_tracker_of_one_sheet_is_asked_for_the_candidate_alone(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Job Tracker"
    book.active.append(["Company Name", "Position Applied For", "Interview Date", "Interviewers"])
    book.active.append(["Acme", "Buyer", "12-Jan-27", "Dana Wu; Tom Okafor"])
    book.save(path := tmp_path / "tracker.xlsx")
    with pytest.raises(leavebehind.WorkbookError) as caught:
        leavebehind.read_workbook(path)
    (problem,) = caught.value.problems
    assert problem.sheet == "Candidate" and "new FOLDER --from FILE" in problem.hint


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (
            {
                "Kandidat": [("Feld", "Wert"), ("Vorname", "Jörg"), ("Name", "Jörg Blau")],
                "Vorstellungsgespräche": [
                    ("Firma", "Stelle", "Datum", "Uhrzeit", "Ort"),
                    ("Acme", "Einkäufer", "12.01.2027", "10:00", "Bonn"),
                ],
                "Gesprächspartner": [("Firma", "Name", "Funktion"), ("Acme", "Eva Rot", "Chefin")],
            },
            ("Jörg Blau", "Acme", "Einkäufer", "Bonn", "Eva Rot", "Chefin"),
        ),
        (
            {
                "Candidat": [("Champ", "Valeur"), ("Nom", "Zoé Brun")],
                "Entretiens": [
                    ("Entreprise", "Intitulé du poste", "Date de l'entretien", "Heure", "Lieu"),
                    ("Acme", "Acheteuse", "12 janvier 2027", "10h00", "Lyon"),
                ],
                "Interlocuteurs": [
                    ("Entreprise", "Prénom", "Nom", "Fonction"),
                    ("Acme", "Luc", "Roy", "DG"),
                ],
            },
            ("Zoé Brun", "Acme", "Acheteuse", "Lyon", "Luc Roy", "DG"),
        ),
        (
            {
                "Candidato": [("Campo", "Valor"), ("Nombre", "Luz Gil")],
                "Entrevistas": [
                    ("Empresa", "Puesto", "Fecha", "Hora", "Lugar", "Entrevistador"),
                    ("Acme", "Compradora", "12 de enero de 2027", "10:00", "Madrid", "Iker Sol"),
                ],
            },
            ("Luz Gil", "Acme", "Compradora", "Madrid", "Iker Sol", ""),
        ),
    ],
)
def test_sheets_and_headings_may_be_german_french_or_spanish(
    tmp_path: Path, sheets: dict[str, list[tuple[str, ...]]], expected: tuple[str, ...]
) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path := tmp_path / "interviews.xlsx")
    search = leavebehind.read_workbook(path)
    (interview,), (reader,) = search.interviews, search.interviewers
    assert interview.date == datetime.date(2027, 1, 12) and interview.time
    seen = (interview.company, interview.role, interview.location, reader.name, reader.title)
    assert (search.candidate.name, *seen) == expected


def test_a_header_goes_on_below_its_merged_cells(make_workbook: MakeWorkbook) -> None:
    path = make_workbook()
    book = load_workbook(path)
    del book["Interviews"]
    sheet = book.create_sheet("Interviews")
    sheet.append(["Company", "Role", "Interview", None, "Status"])
    sheet.append([None, None, "Date", "Time", None])
    sheet.append(["NW-1", "Buyer", "2027-01-12", "10:00", "Active"])
    for area in ("A1:A2", "B1:B2", "C1:D1"):
        sheet.merge_cells(area)
    book.save(path)
    (interview,) = leavebehind.read_workbook(path).interviews
    assert (interview.company, interview.date) == ("NW-1", datetime.date(2027, 1, 12))


@pytest.mark.parametrize(
    "header",
    [
        *("Interviewers", "Interviewer", "Panel", "Interviewed by", "Interviewer(s)"),
        *("Who I'll meet", "Who I’m meeting", "Speaking with", "People", "Names of interviewers"),
        *("Gespräch mit", "Con quién"),
    ],
)
def test_a_tracker_names_its_interviewers_beside_the_interview(
    make_workbook: MakeWorkbook, header: str
) -> None:
    search = read(make_workbook, **{header: "Dana Wu (VP Product)\nTom Okafor"})
    assert [(p.interview, p.name, p.title) for p in search.interviewers] == [
        ("NW-1", "Dana Wu", "VP Product"),
        ("NW-1", "Tom Okafor", ""),
    ]
    assert "2 people: Dana Wu (VP Product), Tom Okafor" in notes_at(search, "Interviews!D2")[0]


def test_each_interviewer_may_have_a_column(make_workbook: MakeWorkbook) -> None:
    columns = {"Interviewer 1": "Dana Wu, CTO", "Interviewer 2": "Tom Okafor", "Panel #3": "TBD"}
    search = read(make_workbook, **columns)
    assert [(one.name, one.part) for one in search.interviewers] == [
        ("Dana Wu", ""),
        ("Tom Okafor", ""),
    ]
    assert "nobody yet" in notes_at(search, "Interviews!F2")[0]


def test_who_is_named_twice_is_one_and_gets_the_part(make_workbook: MakeWorkbook) -> None:
    search = read(
        make_workbook,
        {"Name": "Dana Wu, PhD", "Email": "dana@nw.example"},
        **{"Hiring manager": "Wu, Dana", "Panel": "Dr. Dana Wu", "Interviewed by": "Tom Okafor"},
    )
    assert [(person.name, person.part) for person in search.interviewers] == [
        ("Dana Wu, PhD", "hiring manager"),
        ("Tom Okafor", ""),
    ]
    assert "Tom Okafor is read as an interviewer" in notes_at(search, "Interviews!F2")


@pytest.mark.parametrize("typed", ["HR team", "3 engineers", "Recruiter", "yes", "Northwind Inc."])
def test_what_names_nobody_beside_an_interview_is_noted(
    make_workbook: MakeWorkbook, typed: str
) -> None:
    search = read(make_workbook, {"Name": "Dana Wu"}, Panel=typed)
    assert names(search) == ["Dana Wu"]
    assert "names nobody" in notes_at(search, "Interviews!D2")[0]


def test_without_sheet_and_column_the_sheet_is_missing(make_workbook: MakeWorkbook) -> None:
    with pytest.raises(leavebehind.WorkbookError, match="Interviewers: the sheet is missing"):
        read(make_workbook)


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Dana Wu VP, Tom Okafor CTO", [("Dana Wu", "VP", ""), ("Tom Okafor", "CTO", "")]),
        ("Dana Wu, Head of Data, Berlin", [("Dana Wu", "Head of Data, Berlin", "")]),
        ("Hiring manager: Dana Wu", [("Dana Wu", "", "hiring manager")]),
        ("Dana Wu, CTO, Northwind", [("Dana Wu", "CTO", "")]),
        ("Dana Wu and 2 others", [("Dana Wu", "", "")]),
        ("Dana Wu, TBD", [("Dana Wu", "", "")]),
    ],
)
def test_how_a_cell_of_names_and_jobs_is_read_is_noted(
    make_workbook: MakeWorkbook, typed: str, people: list[tuple[str, str, str]]
) -> None:
    search = read(make_workbook, {"Name": typed})
    assert [(one.name, one.title, one.part) for one in search.interviewers] == people
    assert f"is read as {'2 people' if people[1:] else 'one interviewer'}" in "".join(
        notes_at(search, "Interviewers!B2")
    )


def test_a_company_is_not_taken_apart(make_workbook: MakeWorkbook) -> None:
    search = read(make_workbook, {"Name": "Johnson & Johnson"})
    assert search.interviewers == (Interviewer(interview="NW-1", name="Johnson & Johnson"),)
    assert "read as one interviewer" in notes_at(search, "Interviewers!B2")[0]


def test_an_address_that_is_none_is_noted(make_workbook: MakeWorkbook) -> None:
    search = read(make_workbook, {"Name": "Dana Wu", "Email": "dana@nw"})
    assert "can't be read as an e-mail address" in notes_at(search, "Interviewers!C2")[0]
    search = read(make_workbook, {"Name": "Dana Wu", "Email": "Dana Wu <dana@nw.example>"})
    assert search.interviewers[0].email == "dana@nw.example"
