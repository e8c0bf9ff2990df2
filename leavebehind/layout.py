"""Where everything lies under the packages folder, by names that only their owner changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from leavebehind.files import marks
from leavebehind.localization import Language
from leavebehind.names import distinct_names, fits, safe_name
from leavebehind.packages.adoption import Expected
from leavebehind.packages.folder import Folder
from leavebehind.packages.owner_matching import OwnerKeys
from leavebehind.packages.workbook_folder import other_workbooks_folders
from leavebehind.plan import panels, reader_names
from leavebehind.plan_records import BRIEF, SHIPPED, InterviewPlan, Plan, Section
from leavebehind.records import Interviewer
from leavebehind.search import Search


class Layout:
    """The place of each document and PDF that a search asks for."""

    def __init__(self, search: Search, folder: Path) -> None:
        self.language = Language.of(search.settings, search.section_titles)
        self.candidate = search.candidate.name
        self._folder = folder
        # Folders of other workbooks lie here, too: an interview of the same name gets a number.
        taken = other_workbooks_folders(folder)
        keys = [interview.key for interview in search.interviews]
        names = distinct_names([*taken, *keys])[len(taken) :]
        self._interviews = dict(zip(keys, names, strict=True))
        self._pdfs = {
            interview.key: safe_name(f"{self.candidate} – {interview.company}", suffix=".pdf")
            for interview in search.interviews
        }
        self._readers: dict[int, str] = {}
        for panel in panels(search).values():
            self._readers.update(zip(map(id, panel), reader_names(panel), strict=True))
        self._files = self._named_files(search)

    def interview(self, plan: InterviewPlan) -> Path:
        """The folder of an interview."""
        return self._folder / self._interviews[plan.interview.key]

    def reader(self, plan: InterviewPlan, interviewer: Interviewer) -> Path:
        """The folder of an interviewer."""
        return self.interview(plan) / self._readers[id(interviewer)]

    def file(self, section: Section) -> str:
        """The name of a section's document."""
        name = self._files[section.name]
        return f"{name.removesuffix('.docx')}.pdf" if section.is_pdf else name

    def documents(self, folder: Folder, place: Path, sections: Iterable[Section]) -> list[Path]:
        """Where each section's document of a place lies: elsewhere where the person moved it."""
        return folder.paths_of((place / self.file(one), one.name) for one in sections)

    def combined_pdf(self, plan: InterviewPlan, interviewer: Interviewer) -> Path:
        """The PDF of a whole package."""
        return self.reader(plan, interviewer) / self._pdfs[plan.interview.key]

    def print_set(self, plan: InterviewPlan) -> Path:
        """The PDF with all that is printed for an interview."""
        return self.interview(plan) / safe_name(self.language.word("Print set"), suffix=".pdf")

    def for_readers(self, plan: InterviewPlan) -> list[Path]:
        """The copies of the packages' PDFs that say for whom they are, in order."""
        readers = (self.reader(plan, one.interviewer).name for one in plan.packages)
        names = [self._for_reader(plan.interview.company, reader) for reader in readers]
        return [self.interview(plan) / name for name in distinct_names(names, suffix=".pdf")]

    def _for_reader(self, company: str, reader: str) -> str:
        """The name of a copy, of which no more is cut off than the company."""
        word, named = self.language.word, {"candidate": self.candidate, "reader": reader}
        name = word("{candidate} – {company} – for {reader}").format(company=company, **named)
        if fits(name, ".pdf"):
            return name
        reader_first = word("{candidate} – for {reader}, {company}")
        has_room = fits(reader_first.format(company="", **named), ".pdf")
        return reader_first.format(company=company, **named) if has_room else reader

    def expected(self, plan: Plan) -> Expected:
        """All that the plan asks for, which has to be that of the whole workbook."""
        owners: dict[str, OwnerKeys] = {}
        documents: dict[str, str] = {}
        own_copies: dict[str, str] = {}
        for interview in plan.interviews:
            folder = self.interview(interview)
            owners[self._relative(folder)] = _interview_keys(interview)
            for section in (*interview.shared, *filter(None, [interview.brief])):
                documents[self._relative(folder / self.file(section))] = section.name
            for package in interview.packages:
                own = self.reader(interview, package.interviewer)
                owners[self._relative(own)] = _reader_keys(package.interviewer)
                for section in package.sections:
                    places = documents if section.personal else own_copies
                    places[self._relative(own / self.file(section))] = section.name
        return Expected(owners, documents, own_copies)

    def _relative(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()

    def _named_files(self, search: Search) -> dict[str, str]:
        title = self.language.section_title
        own = {name for names in search.packages.values() for name in names}
        sections = [name for name in SHIPPED if name != BRIEF]
        sections += sorted(own.difference(SHIPPED))
        files = distinct_names(map(title, sections), suffix=".docx")
        private = f"{title(BRIEF)} ({self.language.word('private')})"
        brief = safe_name(private, suffix=".docx")
        return {**dict(zip(sections, files, strict=True)), BRIEF: brief}


# By these an interview or a reader is known again whose name or key was corrected in the workbook.
# The ledger keeps them as marks, because it holds nothing private in clear.


def _interview_keys(plan: InterviewPlan) -> OwnerKeys:
    interview, readers = plan.interview, (one.interviewer.name for one in plan.packages)
    job = f"{interview.company}\n{interview.role}"
    return marks({"job": job, "panel": "\n".join(sorted(readers)), "url": interview.job_url})


def _reader_keys(reader: Interviewer) -> OwnerKeys:
    called = f"{reader.name}\n{reader.title}" if reader.title else ""
    known = {"email": reader.email, "linkedin": reader.linkedin, "called": called}
    rest = {"title": reader.title, "phone": reader.phone, "note": reader.personal_note}
    return {"name": reader.name, **marks({**known, **rest})}
