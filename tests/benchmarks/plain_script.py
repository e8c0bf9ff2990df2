"""The script that a competent person would write instead of leavebehind.

    python tests/benchmarks/plain_script.py samples/interviews.xlsx /tmp/packages

docxtpl in a loop, one soffice per file, pypdf to merge; for the same templates, and with the
workbook read and planned as leavebehind does it.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import segno
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import Environment
from pypdf import PdfWriter

from leavebehind import read_workbook
from leavebehind.context.contexts import interview_context, reader_context
from leavebehind.plan import plan_packages
from leavebehind.plan_records import InterviewPlan, PackagePlan, Section
from leavebehind.search import Search
from leavebehind.template.word_template import WordTemplate
from leavebehind.template_values import Fields, Link, Picture, QrCode

TEMPLATES = Path(__file__).parent.parent.parent / "word_templates"


def plan(search: Search) -> Iterator[tuple[InterviewPlan, PackagePlan, Mapping[str, object]]]:
    """Every package of the workbook, and what its templates can say."""
    sections = {path.stem: _section(path) for path in sorted(TEMPLATES.glob("*.docx"))}
    for interview in plan_packages(search, sections).interviews:
        shared = interview_context(search, interview)
        for package in interview.packages:
            yield interview, package, reader_context(shared, search, package)


def _section(path: Path) -> Section:
    template = WordTemplate.at(path)
    return Section(name=path.stem, path=path, variables=template.variables, loops=template.loops)


def fill(template: Path, context: Mapping[str, object]) -> bytes:
    """One document."""
    document, file = DocxTemplate(template), io.BytesIO()
    document.render(for_docxtpl(dict(context), document), Environment(autoescape=True))
    document.save(file)
    return file.getvalue()


def for_docxtpl(value: Any, document: DocxTemplate) -> Any:
    """The value with pictures and links as docxtpl knows them."""
    match value:
        case Link():
            return value.text
        case QrCode():
            return InlineImage(document, io.BytesIO(qr_code(value.text)), width=Mm(value.width))
        case Picture():
            return InlineImage(document, str(value.path), height=Mm(value.height))
        case Fields():
            return {name: for_docxtpl(value[name], document) for name in value}
        case dict():
            return {name: for_docxtpl(item, document) for name, item in value.items()}
        case list() | tuple():
            return [for_docxtpl(item, document) for item in value]
    return value


@lru_cache
def qr_code(text: str) -> bytes:
    image = io.BytesIO()
    segno.make(text, micro=False).save(image, kind="png", scale=10, border=4)
    return image.getvalue()


def libreoffice(document: Path, profile: Path) -> Path:
    """The document as a PDF beside it; with a profile of its own it doesn't mind an open window."""
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(document.parent), str(document)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return document.with_suffix(".pdf")


Convert = Callable[[Path], Path]


def make_package(
    package: PackagePlan, context: Mapping[str, object], folder: Path, convert: Convert
) -> Path:
    """The combined PDF of one interviewer, and the documents beside it."""
    folder.mkdir(parents=True)
    merged = PdfWriter()
    for section in package.sections:
        document = folder / f"{section.name}.docx"
        values = {name: context[name] for name in section.variables}
        document.write_bytes(fill(section.path, values))
        merged.append(convert(document))
    pdf = folder / "package.pdf"
    merged.write(pdf)
    return pdf


def main(workbook: Path, output: Path, convert: Convert | None = None) -> None:
    with tempfile.TemporaryDirectory() as profile:
        convert = convert or partial(libreoffice, profile=Path(profile))
        for interview, package, context in plan(read_workbook(workbook)):
            folder = output / interview.interview.key / package.interviewer.name
            make_package(package, context, folder, convert)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
