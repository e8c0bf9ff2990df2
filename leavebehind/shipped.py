"""Where the files lie that come with the library."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).with_name("word_templates")

# In a checkout the templates lie beside the package, where a person finds them.
TEMPLATES = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent / "word_templates"
"""The folder of the shipped templates, one `.docx` a section."""
