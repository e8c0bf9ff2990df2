"""What this machine can print with: its PDF engines, and the faces that templates ask for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leavebehind import fonts
from leavebehind.pdf.choice import engines
from leavebehind.template.sources import template_paths


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
    wanted = sorted(frozenset().union(*(fonts.named(path) for path in paths)))
    stand_ins = fonts.substitutes(paths)
    return Diagnosis(
        engines={engine.name: engine.missing() for engine in engines()},
        faces={face: stand_ins.get(face, "") for face in wanted},
    )
