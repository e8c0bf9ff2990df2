"""One reader's package, or one PDF, as bytes: for a web page, without a folder to look after."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from leavebehind.additions import Filter
from leavebehind.build import build_in
from leavebehind.errors import EngineError, LeavebehindError, Problem
from leavebehind.files import AnyPath, system_errors_in_words, usable_path
from leavebehind.pdf.choice import usable
from leavebehind.pdf.converter import Converter
from leavebehind.records import Interviewer, Note
from leavebehind.report import BuildOptions, PdfEngine
from leavebehind.search import Search
from leavebehind.session import Session


@dataclass(frozen=True)
class PackageBytes:
    """What one interviewer is handed, as bytes."""

    documents: Mapping[str, bytes]
    """Section ("letter") → its document, in the order of the package; a section that is a PDF
    is one here."""
    pdf: bytes | None = None
    """All of it as one PDF; None where there is no engine, or a part can't be converted."""
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What could not be made; the rest is there."""


def package_bytes(
    search: Search,
    interviewer: Interviewer | str,
    *,
    interview: str | None = None,
    templates: AnyPath | None = None,
    theme: str | None = None,
    pdf: PdfEngine = "auto",
    filters: Mapping[str, Filter] | None = None,
    extra: Mapping[str, object] | None = None,
) -> PackageBytes:
    """One reader's documents and PDF as bytes, the same that `build` makes.

    `interviewer` is one of `search.interviewers`, or a name, with its `interview` (a key) where
    several have it; all else as in `build`. Raises what `build` raises, and LeavebehindError for
    a name that is in several interviews, or that is not included.
    """
    if isinstance(interviewer, Interviewer):
        interview, interviewer = interviewer.interview, interviewer.name
    options = BuildOptions(
        templates=templates,
        theme=theme,
        pdf=pdf,
        interview=interview,
        interviewer=interviewer,
        filters=filters,
        extra=extra,
        is_kept=False,
    )
    with _temporary_folder() as folder:
        report = build_in(None, search, Path(folder) / "packages", options)
        if len(report.packages) != 1:
            keys = ", ".join(package.interview.key for package in report.packages)
            several = f"is in {len(report.packages)} interviews: {keys}; say which with interview"
            none = "gets no package, because a row says not to include it"
            raise LeavebehindError(f"{interviewer!r} {several if keys else none}")
        (package,) = report.packages
        documents = [one for one in package.documents if one.path.exists()]
        return PackageBytes(
            {document.section: document.path.read_bytes() for document in documents},
            package.pdf.read_bytes() if package.pdf else None,
            report.notes,
            report.problems,
        )


def convert(document: AnyPath | bytes, pdf: PdfEngine = "auto") -> bytes:
    """The PDF of one Word document (a path, or its bytes), printed as `build` prints documents.

    Raises EngineError where there is no engine, or where none can convert the document.
    """
    with Session() as session, _temporary_folder() as folder:
        chosen = usable(pdf, session.engines())
        if not chosen:
            raise EngineError("there is no engine for PDFs here; `leavebehind doctor` lists them")
        if isinstance(document, bytes):
            path = Path(folder) / "document.docx"
            path.write_bytes(document)
        else:
            path = usable_path(document)
        with Converter(chosen, Path(folder) / "pdf") as converter:
            converter.submit(path)
            result = converter.result(path)
            if isinstance(result, EngineError):
                raise EngineError(f"{path.name} can't be converted: {result}")
            return result.pdf.read_bytes()


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    with system_errors_in_words(Path(tempfile.gettempdir())):
        # On Windows a converter that is just ending may still hold a file in it.
        return tempfile.TemporaryDirectory(prefix="leavebehind-", ignore_cleanup_errors=True)
