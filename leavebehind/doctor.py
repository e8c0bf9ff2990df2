"""What this machine can print with: its PDF engines, and the fonts of the templates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from leavebehind import fonts
from leavebehind.pdf.choice import engines
from leavebehind.pdf.embedded import OFFICE2PDF, Embedded
from leavebehind.pdf.font_substitution import named_families
from leavebehind.records import Note
from leavebehind.template.sources import template_paths

DOCXTPL_NG = Note(
    "docxtpl-ng is installed, which replaces docxtpl, so that templates may be filled wrongly; "
    "fix it with: pip uninstall docxtpl-ng, then pip install --force-reinstall docxtpl"
)

PURE = Note(
    "the embedded engine has only its pure Python converter, word2pdf, here: its PDFs have no tags "
    "for screen readers, and some documents look different from Word"
)


@dataclass(frozen=True)
class Diagnosis:
    """`engines`: name → "" or what is missing; `fonts`: family → "" or its substitute.

    `converters` are those of the embedded engine that are here: name → version.
    """

    engines: Mapping[str, str]
    fonts: Mapping[str, str]
    notes: tuple[Note, ...] = ()
    converters: Mapping[str, str] = field(default_factory=dict)

    @property
    def preferred(self) -> str:
        """The engine that "auto" takes; "" where there is none."""
        return next((name for name, missing in self.engines.items() if not missing), "")

    def to_json(self) -> dict[str, Any]:
        """The diagnosis as plain dictionaries."""
        return {
            "engines": [
                {"name": name, "works": not missing, "missing": missing}
                for name, missing in self.engines.items()
            ],
            "converters": dict(self.converters),
            "preferred": self.preferred or None,
            "fonts": [
                {"name": name, "installed": not substitute, "replaced_by": substitute or None}
                for name, substitute in self.fonts.items()
            ],
            "notes": [asdict(note) for note in self.notes],
        }


def doctor() -> Diagnosis:
    """Which engines and fonts this machine has for the shipped templates."""
    paths = list(template_paths(Path()).values())
    families = sorted(named_families(paths))
    substitutes = fonts.installed().substitutes(families)
    return Diagnosis(
        engines={engine.name: engine.missing() for engine in engines()},
        fonts={family: substitutes.get(family, "") for family in families},
        notes=tuple(_notes()),
        converters=Embedded().versions(),
    )


def _notes() -> Iterator[Note]:
    if any(distributions(name="docxtpl-ng")):
        yield DOCXTPL_NG
    if (here := Embedded().installed()) and OFFICE2PDF not in here:
        yield PURE
