"""How near the embedded converters come to LibreOffice, document by document.

    leavebehind build samples/interviews.xlsx --output packages
    python tests/benchmarks/compare_engines.py packages/*/*.docx packages/*/*/*.docx

Prints for each .docx the pages that each converter makes, the share of LibreOffice's words that are
there at all, and that stand within 2 and 5 mm of where LibreOffice puts them, on the same page, and
the seconds it took; last the means. "embedded" is the engine as it chooses. Needs LibreOffice,
pypdfium2 and the converters; what is missing is left out.

Measured on the sample's filled documents, in the default theme and in the modern one: the pages,
and how many words in a hundred stand within 2 mm of where LibreOffice 7.4
puts them.

| document        | pages | office2pdf 0.4 | dxpdf 0.8 |
|-----------------|-------|----------------|-----------|
| cover page      | 1     | 100, 100       | 32, 86    |
| contents        | 1     | 100, 100       | 10, 52    |
| cover letter    | 1     | 100, 100       | 1, 100    |
| résumé          | 2     | 100, 100       | 2, 26     |
| references      | 1     | 100, 100       | 20, 34    |
| recommendations | 2     | 100, 100       | 44, 49    |
| work samples    | 1     | 100, 100       | 54, 63    |
| publications    | 1     | 100, 100       | 3, 19     |
| business card   | 1     | 100, 100       | 8, 17     |
| interview brief | 2     | 100, 100       | 17, 24    |

All three make the same pages. A document alone takes office2pdf 0.2 to 0.4 s, start of the child
included, dxpdf 0.6 s and LibreOffice 1.3 s.
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from rich.console import Console
from rich.table import Table

from leavebehind import fonts
from leavebehind.pdf.embedded import Embedded
from leavebehind.pdf.font_substitution import with_substitutes
from leavebehind.pdf.libreoffice import LibreOffice

NEAR = 2 * 72 / 25.4
"""Two millimetres, in points."""

Convert = Callable[[Path, Path], Path]


@dataclass(frozen=True)
class Word:
    text: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Conversion:
    pdf: Path | None
    seconds: float
    failure: str = ""


def libreoffice(document: Path, folder: Path) -> Path:
    return LibreOffice().convert(document, folder)


def embedded(document: Path, folder: Path) -> Path:
    return Embedded().convert(document, folder)


def office2pdf(document: Path, folder: Path) -> Path:
    return Embedded(converters=("office2pdf",)).convert(document, folder)


def word2pdf(document: Path, folder: Path) -> Path:
    return Embedded(converters=("word2pdf",)).convert(document, folder)


def dxpdf(document: Path, folder: Path) -> Path:
    """dxpdf finds fonts through fontconfig only, so that ours are shown to it there."""
    # Its fontconfig leaves a file in every folder of fonts, so they are linked into a new one.
    links = folder / "fonts"
    links.mkdir()
    for font in fonts.FOLDER.glob("*.ttf"):
        (links / font.name).symlink_to(font)
    settings = folder / "fonts.conf"
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    settings.write_text(f"<fontconfig><dir>{links}</dir>{system}</fontconfig>", encoding="utf-8")
    pdf, copy = folder / f"{document.stem}.pdf", folder / "copy.docx"
    copy.write_bytes(with_substitutes(document.read_bytes(), fonts.installed()))
    code = "import sys, dxpdf; dxpdf.convert_file(sys.argv[1], sys.argv[2])"
    command = [sys.executable, "-c", code, str(copy), str(pdf)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
    return pdf


def converters() -> dict[str, Convert]:
    """The converters that are compared with LibreOffice, those that are here."""
    known: Mapping[str, Convert] = {"office2pdf": office2pdf, "word2pdf": word2pdf, "dxpdf": dxpdf}
    here = {name: known[name] for name in known if importlib.util.find_spec(name) is not None}
    return {"embedded": embedded, **here}


def make(convert: Convert, document: Path, folder: Path) -> Conversion:
    """One conversion, timed; a converter that fails costs its own cell of the table."""
    folder.mkdir(parents=True)
    start = time.perf_counter()
    try:
        pdf = convert(document.resolve(), folder)
    except Exception as error:  # whatever a converter raises is a result here
        return Conversion(None, time.perf_counter() - start, str(error))
    return Conversion(pdf, time.perf_counter() - start)


def words(pdf: Path) -> list[Word]:
    """Every word of a PDF and where its upper left corner stands, in points."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [word for number, page in enumerate(document, 1) for word in _words(page, number)]


def _words(page: pypdfium2.PdfPage, number: int) -> Iterator[Word]:
    height, text = page.get_height(), page.get_textpage()
    whole = text.get_text_range()
    for match in re.finditer(r"\S+", whole):
        left, _, _, top = text.get_charbox(match.start(), loose=True)
        yield Word(match[0], number, left, height - top)


def share_present(expected: Sequence[Word], actual: Sequence[Word]) -> float:
    """The share of the expected words that are there, wherever they stand."""
    wanted, found = (Counter(word.text for word in words) for words in (expected, actual))
    return (wanted & found).total() / len(expected) if expected else 1.0


def share_near(expected: Sequence[Word], actual: Sequence[Word], distance: float = NEAR) -> float:
    """The share of the expected words that have an actual one of their own within a distance."""
    unmatched: dict[tuple[str, int], list[Word]] = defaultdict(list)
    for word in actual:
        unmatched[word.text, word.page].append(word)
    hits = 0
    for word in expected:
        candidates = unmatched[word.text, word.page]
        nearest = min(candidates, key=lambda other: _distance(word, other), default=None)
        if nearest is not None and _distance(word, nearest) <= distance:
            candidates.remove(nearest)
            hits += 1
    return hits / len(expected) if expected else 1.0


def _distance(one: Word, other: Word) -> float:
    return max(abs(one.x - other.x), abs(one.y - other.y))


def _pages(pdf: Path) -> int:
    with pikepdf.open(pdf) as opened:
        return len(opened.pages)


def _cells(conversion: Conversion, expected: Sequence[Word]) -> list[str]:
    if conversion.pdf is None:
        return ["–", "failed", f"{conversion.seconds:.2f}"]
    shares = (f"{share:.0%}" for share in _shares(conversion, expected))
    return [str(_pages(conversion.pdf)), " ".join(shares), f"{conversion.seconds:.2f}"]


def _shares(conversion: Conversion, expected: Sequence[Word]) -> tuple[float, float, float]:
    """The words that are there, within 2 mm and within 5 mm."""
    if conversion.pdf is None:
        return 0, 0, 0
    found = words(conversion.pdf)
    near, about = share_near(expected, found), share_near(expected, found, 2.5 * NEAR)
    return share_present(expected, found), near, about


def compare(documents: Sequence[Path], folder: Path) -> Table:
    """The table of all documents; the PDFs stay in `folder`, to be looked at."""
    table = Table("document", "LibreOffice pages", "s")
    rivals = converters()
    sums = {name: [0.0, 0.0, 0.0] for name in rivals}
    compared = 0
    for name in rivals:
        for column in ("pages", "there, 2 mm, 5 mm", "s"):
            table.add_column(f"{name} {column}", justify="right")
    for document in documents:
        reference = make(libreoffice, document, folder / document.stem / "libreoffice")
        if reference.pdf is None:
            table.add_row(document.stem, "failed", f"{reference.seconds:.2f}")
            continue
        expected = words(reference.pdf)
        row = [document.stem, str(_pages(reference.pdf)), f"{reference.seconds:.2f}"]
        compared += 1
        for name, convert in rivals.items():
            made = make(convert, document, folder / document.stem / name)
            row += _cells(made, expected)
            sums[name] = [
                sum(pair) for pair in zip(sums[name], _shares(made, expected), strict=True)
            ]
        table.add_row(*row)
    means = ([f"{one / max(compared, 1):.1%}" for one in each] for each in sums.values())
    table.add_row("mean", "", "", *(cell for mean in means for cell in ("", " ".join(mean), "")))
    return table


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    kept = Path(tempfile.mkdtemp(prefix="leavebehind-engines-"))
    Console(width=140).print(compare([Path(name) for name in sys.argv[1:]], kept))
    Console().print(f"The PDFs are in {kept}")
