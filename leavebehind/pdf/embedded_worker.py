"""Run as a script by `embedded`: office2pdf holds the GIL, and must not take the run with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import office2pdf
from answering import serve


def convert(question: dict[str, Any]) -> dict[str, Any]:
    """Makes the PDF `pdf` of `document`; the answer holds the converter's warnings."""
    options = office2pdf.ConvertOptions(
        font_paths=question["fonts"],
        last_resort_font_family=question["last_resort"],
        tagged=True,
        include_warnings=True,
    )
    data = Path(question["document"]).read_bytes()
    result = office2pdf.convert_bytes(data, office2pdf.Format.DOCX, options)
    Path(question["pdf"]).write_bytes(result.pdf)
    return {"warnings": [_facts(warning) for warning in result.warnings]}


def _facts(warning: Any) -> dict[str, str]:
    kept = ("kind", "from_", "to", "element", "message")
    return {name: str(getattr(warning, name, "")) for name in kept}


if __name__ == "__main__":
    serve(convert)
