"""What the workbook asks for, told to the packages folder: what it has renamed is known again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from leavebehind.layout import Layout
from leavebehind.package_plan import CARD, InterviewPlan, PackagePlan, Plan
from leavebehind.packages.folder import Packages
from leavebehind.records import Interview, Interviewer


def expect(packages: Packages, layout: Layout, plan: Plan, *, whole: bool) -> None:
    """Tells of everything in the plan, which has to be that of the whole workbook; `whole` where
    this build makes all of it."""
    files: dict[Path, str] = {}
    owners: dict[Path, dict[str, str]] = {}
    for interview in plan.interviews:
        folder = layout.interview(interview)
        owners[folder] = _job(interview.interview)
        files.update(_of_panel(layout, interview, folder))
        for package in interview.packages:
            own = folder / layout.interviewer(package.interviewer)
            owners[own] = _person(package.interviewer)
            files.update(_of_reader(layout, interview, package, own))
    packages.expect(files, owners, whole=whole)


def _of_panel(layout: Layout, plan: InterviewPlan, folder: Path) -> Iterator[tuple[Path, str]]:
    for section in (*plan.shared, *filter(None, [plan.brief])):
        path = folder / layout.file(section)
        yield path, section.name
        if section.name == CARD:
            yield path.with_suffix(".pdf"), ""


def _of_reader(
    layout: Layout, plan: InterviewPlan, package: PackagePlan, own: Path
) -> Iterator[tuple[Path, str]]:
    yield own / layout.pdf(plan), ""
    for section in package.sections:
        # A shared one may lie here too: as the copy that the person has made of it.
        yield own / layout.file(section), section.name


def _job(interview: Interview) -> dict[str, str]:
    told = {"job": f"{interview.company}\n{interview.role}", "url": interview.job_url}
    return _marks(told)


def _person(interviewer: Interviewer) -> dict[str, str]:
    called = f"{interviewer.name}\n{interviewer.title}" if interviewer.title else ""
    told = {"email": interviewer.email, "linkedin": interviewer.linkedin, "called": called}
    return {"name": interviewer.name, **_marks(told)}


def _marks(told: dict[str, str]) -> dict[str, str]:
    """The values as marks by which they can be compared, but not read."""
    return {
        kind: hashlib.sha256(value.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
        for kind, value in told.items()
        if value
    }
