"""What this machine can print with: its PDF engines, and the faces that templates ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leavebehind import faces
from leavebehind.pdf import engines
from leavebehind.records import Note
from leavebehind.sections import template_paths


@dataclass(frozen=True)
class Diagnosis:
    """`engines`: name → "" or what is missing; `faces`: family → "" or what stands in for it."""

    engines: Mapping[str, str]
    faces: Mapping[str, str]

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
            "preferred": self.preferred or None,
            "fonts": [
                {"name": name, "installed": not stand_in, "replaced_by": stand_in or None}
                for name, stand_in in self.faces.items()
            ],
        }


def diagnose() -> Diagnosis:
    """Which engines and faces this machine has for the shipped templates."""
    paths = list(template_paths(Path()).values())
    wanted = sorted(frozenset().union(*(faces.named(path) for path in paths)))
    stand_ins = _stand_ins(paths)
    return Diagnosis(
        engines={engine.name: engine.missing() for engine in engines()},
        faces={face: stand_ins.get(face, "") for face in wanted},
    )


def replaced_faces(templates: Iterable[Path]) -> list[Note]:
    """A note for each face that the templates ask for and this machine lacks."""
    return [
        Note(f"the font {face} is not on this machine; {stand_in} stands in for it in PDFs")
        for face, stand_in in sorted(_stand_ins(templates).items())
    ]


def _stand_ins(templates: Iterable[Path]) -> dict[str, str]:
    pairs = (pair for path in templates for pair in faces.replaced(path))
    return {face: stand_in or "another font" for face, stand_in in pairs}
