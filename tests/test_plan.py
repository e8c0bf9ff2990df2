"""What each package holds and in which order, decided without a single file."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from pathlib import Path

import pytest

from leavebehind.errors import UnknownNameError, WorkbookError
from leavebehind.names import works_at
from leavebehind.plan import plan_packages
from leavebehind.plan_records import PACKAGES, InterviewPlan, Section
from leavebehind.records import (
    Candidate,
    Contact,
    Interview,
    Interviewer,
    Job,
    Publication,
    Recommendation,
    Reference,
    Row,
    Settings,
    WorkSample,
)
from leavebehind.search import Search


def section(name: str, *variables: str) -> Section:
    sheets = {"references", "recommendations", "work_samples", "publications", "hobbies"}
    sheets |= {"experience", "education", "skills"}
    names = frozenset(variables)
    return Section(name=name, path=Path(f"{name}.docx"), variables=names, loops=names & sheets)


SECTIONS = {
    each.name: each
    for each in (
        section("cover_page", "candidate", "interviewer"),
        section("contents", "sections"),
        section("cover_letter", "candidate", "interviewer", "interview"),
        section("resume", "candidate", "experience", "education", "skills"),
        section("business_card", "candidate"),
        section("references", "references"),
        section("recommendations", "recommendations"),
        section("work_samples", "work_samples"),
        section("publications", "publications"),
        section("interview_brief", "interviewers"),
    )
}

NORTHWIND = Interview(
    key="NW", company="Northwind Traders", role="Analyst", package="full", opening="Hello."
)
DANA = Interviewer(interview="NW", name="Dana Wu", part="Hiring manager")
TOM = Interviewer(interview="NW", name="Tom Okafor", part="panel")

SEARCH = Search(
    workbook=Path("interviews.xlsx"),
    candidate=Candidate(name="Avery Quinn"),
    interviews=(NORTHWIND,),
    interviewers=(DANA, TOM),
    experience=(Job(title="Analyst"),),
    references=(Reference(name="Ana", permission=True),),
    recommendations=(Recommendation(author="Bo"),),
    work_samples=(WorkSample(title="Atlas"),),
    publications=(Publication(title="On maps"),),
)


def only_plan(search: Search, **narrowed: str) -> InterviewPlan:
    (plan,) = plan_packages(search, SECTIONS, **narrowed).interviews
    return plan


def sections_of(search: Search) -> list[str]:
    return [each.name for each in only_plan(search).packages[0].sections]


def references_of(search: Search, reader: str) -> list[str]:
    plan = only_plan(search)
    (package,) = [p for p in plan.packages if p.interviewer.name == reader]
    return [reference.name for reference in package.references]


def with_interview(**changes: object) -> Search:
    return replace(SEARCH, interviews=(replace(NORTHWIND, **changes),))  # type: ignore[arg-type]


def titles(rows: tuple[Row, ...]) -> list[object]:
    return [getattr(row, "title", None) or getattr(row, "author", None) for row in rows]


@pytest.mark.parametrize("package", ["basic", "standard", "full"])
def test_a_package_holds_the_sections_of_the_contract_in_order(package: str) -> None:
    assert sections_of(with_interview(package=package)) == list(PACKAGES[package])


def test_a_bound_package_also_gets_cover_page_and_contents_first() -> None:
    search = with_interview(package="basic", format="bound")
    assert sections_of(search) == [
        *("cover_page", "contents", "cover_letter", "resume", "business_card")
    ]


def test_a_bound_package_that_names_the_cover_page_itself_has_it_once() -> None:
    search = replace(
        with_interview(package="mine", format="bound"),
        packages={"mine": ("resume", "cover_page")},
    )
    assert sections_of(search) == ["cover_page", "contents", "resume"]


def test_the_sheet_packages_replaces_a_package_whatever_its_case() -> None:
    search = replace(with_interview(package="Basic"), packages={"basic": ("resume",)})
    assert sections_of(search) == ["resume"]


def test_a_section_without_rows_is_left_out_with_one_note_for_the_interview() -> None:
    plan = plan_packages(replace(SEARCH, publications=()), SECTIONS)
    for package in plan.interviews[0].packages:
        assert "publications" not in [each.name for each in package.sections]
    (note,) = plan.notes
    assert "publications" in note.message
    assert "NW" in note.message


def test_a_resume_without_rows_stays_and_is_noted() -> None:
    plan = plan_packages(replace(SEARCH, experience=()), SECTIONS)
    assert "resume" in [each.name for each in plan.interviews[0].packages[0].sections]
    assert ["Résumé" in note.message for note in plan.notes] == [True]


def test_a_section_of_an_unknown_sheet_lives_by_its_rows() -> None:
    sections = {**SECTIONS, "prizes": section("prizes", "hobbies")}
    search = replace(
        with_interview(package="mine"),
        packages={"mine": ("resume", "prizes")},
        sheets={"hobbies": (Row(extra={"name": "Gold"}),)},
    )
    (plan,) = plan_packages(search, sections).interviews
    assert [each.name for each in plan.packages[0].sections] == ["resume", "prizes"]
    (plan,) = plan_packages(replace(search, sheets={"hobbies": ()}), sections).interviews
    assert [each.name for each in plan.packages[0].sections] == ["resume"]


def test_references_are_ranked_by_who_knows_whom() -> None:
    search = replace(
        SEARCH,
        references=(
            Reference(name="Rest", permission=True),
            Reference(name="Of the company", permission=True, known_to=("northwind",)),
            Reference(name="Of Tom", permission=True, known_to=("Okafor, Tom",)),
            Reference(name="Of Dana", permission=True, known_to=("Dr. Dana Wu (Northwind)",)),
        ),
    )
    assert references_of(search, "Dana Wu") == ["Of Dana", "Of the company", "Rest", "Of Tom"]
    assert references_of(search, "Tom Okafor") == [*("Of Tom", "Of Dana", "Of the company", "Rest")]
    (plan,) = plan_packages(search, SECTIONS).interviews
    known = {
        one.interviewer.name: [*map(attrgetter("name"), one.acquainted)] for one in plan.packages
    }
    assert known == {"Dana Wu": ["Of Dana"], "Tom Okafor": ["Of Tom"]}


def test_a_reference_without_permission_is_nowhere_and_is_noted() -> None:
    search = replace(
        SEARCH,
        references=(
            Reference(name="Ana", permission=True),
            Reference(name="Cy", known_to=("Dana Wu",), place="References!A3"),
        ),
    )
    assert references_of(search, "Dana Wu") == ["Ana"]
    (note,) = plan_packages(search, SECTIONS).notes
    assert note.message.startswith("Cy ")
    assert note.place == "References!A3"


def test_no_more_references_than_the_settings_allow() -> None:
    references = tuple(Reference(name=f"R{n}", permission=True) for n in range(9))
    search = replace(SEARCH, references=references)
    assert len(references_of(search, "Dana Wu")) == 5
    search = replace(search, settings=Settings(max_references=3))
    assert references_of(search, "Dana Wu") == ["R0", "R1", "R2"]


def test_rows_that_meet_the_tags_come_first_and_a_selection_drops_the_others() -> None:
    search = replace(
        with_interview(tags=("Data", "ops")),
        work_samples=(
            WorkSample(title="untagged"),
            WorkSample(title="other", tags=("art",)),
            WorkSample(title="fits", tags=("DATA",)),
        ),
        experience=(Job(title="other", tags=("art",)), Job(title="fits", tags=("Ops",))),
    )
    rows = only_plan(search).rows
    assert titles(rows["work_samples"]) == ["fits", "untagged"]
    assert titles(rows["experience"]) == ["fits", "other"]


def test_without_tags_every_row_stays_in_its_order() -> None:
    samples = (WorkSample(title="b", tags=("x",)), WorkSample(title="a"))
    assert titles(only_plan(replace(SEARCH, work_samples=samples)).rows["work_samples"]) == [
        *("b", "a")
    ]


def test_include_leaves_out_an_interviewer_and_an_interview_with_a_note() -> None:
    search = replace(SEARCH, interviewers=(DANA, replace(TOM, include=False)))
    plan = plan_packages(search, SECTIONS)
    assert [p.interviewer.name for p in plan.interviews[0].packages] == ["Dana Wu"]
    assert ["Tom Okafor" in note.message for note in plan.notes] == [True]
    assert plan_packages(with_interview(include=False), SECTIONS).interviews == ()


def test_contacts_are_found_by_interviewer_and_by_company() -> None:
    search = replace(
        SEARCH,
        contacts=(
            Contact(name="Knows Dana", knows=("Dana Wu",)),
            Contact(name="Insider", company="Northwind Traders"),
            Contact(name="Stranger", company="Globex"),
        ),
    )
    plan = only_plan(search)
    assert [c.name for c in plan.contacts] == ["Insider"]
    assert [[c.name for c in p.contacts] for p in plan.packages] == [["Knows Dana"], []]


def test_a_reader_whom_the_candidate_knows_is_among_those_who_know_them() -> None:
    search = replace(
        SEARCH,
        contacts=(
            Contact(name="Wu, Dana", company="Northwind GmbH"),
            Contact(name="Dana Wu", company="Globex"),
            Contact(name="T. Okafor", email=TOM.email or "tom@northwind.example"),
            Contact(name="Lea Stone", knows=("Northwind Inc.",)),
        ),
        interviewers=(DANA, replace(TOM, email="tom@northwind.example")),
    )
    plan = only_plan(search)
    found = [[contact.company for contact in package.contacts] for package in plan.packages]
    assert found == [["Northwind GmbH"], [""]]
    assert [c.name for c in plan.contacts] == ["Wu, Dana", "Lea Stone"]


@pytest.mark.parametrize(
    ("written", "company", "works"),
    [
        ("Northwind GmbH", "Northwind, Inc.", True),
        ("The Acme Co., Ltd.", "ACME", True),
        ("L'Oréal S.A.", "Loreal", True),
        ("Google Cloud", "Google LLC", True),
        ("Müller GmbH & Co. KG", "Muller AG", True),
        ("Globex", "Northwind", False),
        ("", "Northwind", False),
        ("Applebee's", "Apple", False),
        ("Valley Apple Farm", "Apple", False),
    ],
)
def test_a_company_is_known_without_its_legal_form(written: str, company: str, works: bool) -> None:
    assert works_at(written, company) is works
    assert works_at(company, written) is works


def test_paper_follows_the_interview_then_the_settings_then_the_country() -> None:
    settings = Settings(language="de-DE")
    assert only_plan(SEARCH).paper == "letter"
    assert only_plan(replace(SEARCH, settings=settings)).paper == "a4"
    search = replace(SEARCH, settings=replace(settings, paper="letter"))
    assert only_plan(search).paper == "letter"
    search = replace(with_interview(paper="a4"), settings=search.settings)
    assert only_plan(search).paper == "a4"


def test_shared_sections_are_those_that_do_not_speak_of_the_reader() -> None:
    assert [each.name for each in only_plan(SEARCH).shared] == [
        *("resume", "business_card", "recommendations", "work_samples", "publications")
    ]


def test_a_build_can_be_narrowed_by_names_in_any_case() -> None:
    plan = only_plan(SEARCH, interview="nw", interviewer="tom okafor")
    assert [p.interviewer.name for p in plan.packages] == ["Tom Okafor"]


def test_narrowing_to_what_is_not_there_offers_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'Dana Wu'"):
        plan_packages(SEARCH, SECTIONS, interviewer="Dana Wo")
    with pytest.raises(UnknownNameError, match="did you mean 'NW'"):
        plan_packages(SEARCH, SECTIONS, interview="NWW")


def test_a_section_that_has_no_template_is_a_problem_at_the_interview() -> None:
    search = replace(
        SEARCH,
        interviews=(replace(NORTHWIND, package="mine", place="Interviews!A2"),),
        packages={"mine": ("resumee",)},
    )
    with pytest.raises(WorkbookError) as caught:
        plan_packages(search, SECTIONS)
    assert str(caught.value) == (
        "Interviews!A2: the package 'mine' holds the section 'resumee', which has no template; "
        "did you mean 'resume'? Else add word_templates/resumee.docx"
    )


def test_a_section_that_has_no_template_is_a_problem_where_the_package_lists_it() -> None:
    search = replace(
        SEARCH,
        interviews=(replace(NORTHWIND, package="mine", place="Interviews!A2"),),
        packages={"mine": ("resumee",)},
        places={"packages.mine": "Packages!B2"},
    )
    with pytest.raises(WorkbookError, match=r"^Packages!B2: the package 'mine' holds"):
        plan_packages(search, SECTIONS)


def test_a_letter_without_text_is_noted() -> None:
    plan = plan_packages(with_interview(opening=""), SECTIONS)
    assert ["no text of yours" in note.message for note in plan.notes] == [True, True]
    noted = replace(DANA, personal_note="Your talk.")
    plan = plan_packages(replace(with_interview(opening=""), interviewers=(noted, TOM)), SECTIONS)
    assert ["Tom Okafor" in note.message for note in plan.notes] == [True]


def test_a_language_without_a_catalogue_is_noted() -> None:
    plan = plan_packages(replace(SEARCH, settings=Settings(language="it-IT")), SECTIONS)
    assert ["Italian" in note.message for note in plan.notes] == [True]
