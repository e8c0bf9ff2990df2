"""How Sphinx builds these pages: sphinx-build -W -n docs build/docs"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

import leavebehind

sys.path.insert(0, str(Path(__file__).parent))
import message_index

project = "leavebehind"
author = "the leavebehind authors"
release = leavebehind.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
html_theme = "furo"
html_title = f"leavebehind {release}"
html_show_copyright = False
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 3
exclude_patterns = ["README.md"]
add_module_names = False
python_use_unqualified_type_names = True
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_class_signature = "separated"
# What Python and the libraries say of themselves is not in these pages.
nitpick_ignore_regex = [
    (r"py:.*", r"(?!leavebehind).*"),
    (r"py:.*", r"leavebehind\.\w+(\.\w+)+"),
]


class MessageIndex(SphinxDirective):
    """Every message that the code has."""

    def run(self) -> list[nodes.Node]:
        lines = "\n".join(message_index.index())
        return self.parse_text_to_nodes(lines, allow_section_headings=True)


def to_public_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.TextElement
) -> nodes.reference | None:
    """A type is referred to by the module that holds it, and described by its public name."""
    name = str(node.get("reftarget", "")).rpartition(".")[2]
    if node.get("refdomain") != "py" or name not in leavebehind.__all__:
        return None
    target = f"leavebehind.{name}"
    domain: Any = env.get_domain("py")
    document = node.get("refdoc", "")
    found: nodes.reference | None = domain.resolve_xref(
        env, document, app.builder, "obj", target, node, contnode
    )
    return found


def sized_pictures(app: Sphinx, path: Path, parent: str, content: list[str]) -> None:
    """The sized pictures of a README, which GitHub takes as HTML alone, as pictures of the page."""
    content[0] = re.sub(
        r'<img src="([^"]+)" width="([^"]+)" alt="([^"]+)">',
        r'![\3](\1){width="\2"}',
        content[0],
    )


def setup(app: Sphinx) -> None:
    """Adds what these pages need beside the extensions."""
    app.add_directive("message-index", MessageIndex)
    app.connect("include-read", sized_pictures)
    app.connect("missing-reference", to_public_name)
