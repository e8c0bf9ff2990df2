"""A Word template, compiled once and filled many times; the only module that knows docxtpl.

docxtpl finds the tags in Word's XML; Jinja runs them in its immutable sandbox, with an allow-list
of what a template may touch, because a template is somebody else's file. Values are escaped, a
name that does not exist is an error with its paragraph, and pictures, QR codes and links are
plain values that are drawn where they are printed.
"""

from __future__ import annotations

import difflib
import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache
from os import PathLike
from pathlib import Path
from typing import Any, NoReturn

import segno
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml.ns import qn
from docx.shared import Length, Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Namespace, missing
from lxml import etree
from markupsafe import Markup, escape
from PIL import Image, ImageOps

from leavebehind.errors import DocumentProblem, TemplateError
from leavebehind.records import PRIVATE_FIELDS, Fields, Link, Paper, Picture, QrCode

PAPERS: Mapping[Paper, tuple[Length, Length]] = {
    "letter": (Mm(215.9), Mm(279.4)),
    "a4": (Mm(210), Mm(297)),
}
"""Width and height."""

SAFE_TYPES = (Fields, Link, str, tuple, list, dict, LoopContext, Cycler, Namespace, Macro)
"""What a template may read attributes of; everything else it can only print."""

NOT_IN_XML = re.compile("[\x00-\x06\x08\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold, but for the characters that docxtpl itself interprets."""

MARK = "\ue000"
"""Stands for a paragraph of the template; a private character, which no text has."""

DOTS_PER_MM = 300 / 25.4
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Dress:
    """What a document gets besides its text: properties, language and paper."""

    title: str
    author: str
    language: str
    paper: Paper


class WordTemplate:
    """A `.docx` with docxtpl's tags that gives a filled document for every context.

    Raises TemplateError, with part, paragraph and tag, where the file is no Word document or a
    tag can't be understood.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        self._environment = _Environment()
        self._sources: dict[str, str] = {}
        try:
            self._data = self.path.read_bytes()
            self._sources.update(_Filler(self._data, self._environment).sources())
        except OSError as error:
            raise self._error(f"the template can't be read: {error.strerror}") from error
        except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
            raise self._error("this is not a Word document (.docx)") from error
        self._trees = {part: self._parse(part, marked) for part, marked in self._sources.items()}

    @classmethod
    def at(cls, path: Path) -> WordTemplate:
        """The template at `path`, compiled once a process for as long as the file is the same."""
        try:
            state = path.stat()
        except OSError:
            return cls(path)
        return _template_at(path, state.st_mtime_ns, state.st_size)

    @cached_property
    def speaks_of(self) -> frozenset[str]:
        """The top-level names that the template uses."""
        used = (meta.find_undeclared_variables(tree) for tree in self._trees.values())
        return frozenset().union(*used)

    @cached_property
    def lists(self) -> frozenset[str]:
        """The top-level names that it loops over."""
        loops = (loop for tree in self._trees.values() for loop in tree.find_all(nodes.For))
        names = (node.name for loop in loops for node in _names(loop.iter))
        return frozenset(names) & self.speaks_of

    def problems(self, vocabulary: Mapping[str, frozenset[str]]) -> list[DocumentProblem]:
        """Every name in the template that `vocabulary` (name → its fields) doesn't have."""
        found = []
        for part, tree in self._trees.items():
            for line, owner, name in _mentions(tree, self.speaks_of):
                known = vocabulary.get(owner) if owner else vocabulary
                if known is not None and name not in Fields(dict.fromkeys(known)):
                    message, hint = _unknown(name, owner, known)
                    found.append(self._problem(message, hint, part, line, name))
        return list(dict.fromkeys(found))

    def render(self, context: Mapping[str, object], dress: Dress | None = None) -> bytes:
        """The filled document, the same bytes for the same context.

        Raises TemplateError where the context lacks a name, or a value can't be drawn.
        """
        filler = _Filler(self._data, self._environment)
        token = _current.set(filler)
        try:
            filler.render(dict(context), self._environment)
        except _UnknownName as error:
            unknown = _unknown(error.name, error.owner, error.known or context)
            raise self._error(*unknown, *_place(filler, error), error.name) from error
        except SecurityError as error:
            raise self._error(f"not allowed: {error}", "", *_place(filler, error)) from error
        except BAD_VALUE as error:
            raise self._error(str(error), "", *_place(filler, error)) from error
        finally:
            _current.reset(token)
        if dress:
            filler.put_on(dress)
        return filler.packed()

    def _parse(self, part: str, marked: str) -> nodes.Template:
        try:
            return self._environment.parse(marked)
        except TemplateSyntaxError as error:
            message = error.message or "unreadable tag"
            raise self._error(message, "", part, error.lineno) from error

    def _error(self, *told: Any) -> TemplateError:
        return TemplateError([self._problem(*told)])

    def _problem(
        self, message: str, hint: str = "", part: str = "", line: int = 0, name: str = ""
    ) -> DocumentProblem:
        """`line` counts as Jinja does."""
        paragraph, tag = _found_at(self._sources.get(part, ""), line, name)
        return DocumentProblem(self.path.name, _part_word(part), paragraph, tag, message, hint)


@lru_cache(maxsize=64)
def _template_at(path: Path, _changed: int, _size: int) -> WordTemplate:
    return WordTemplate(path)


BAD_VALUE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError)
"""What running a tag on the wrong kind of value raises."""


class _UnknownName(UndefinedError):  # noqa: N818  # it never leaves the module
    """A tag used a name that isn't there; `known` are the names that its owner has."""

    def __init__(self, name: str, owner: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.name, self.owner, self.known = name, owner, tuple(known)


class _Undefined(StrictUndefined):
    """An unknown name, which fails as soon as it is used and remembers what there is."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        name, owner = str(self._undefined_name), self._undefined_obj
        if isinstance(owner, Fields | Mapping):
            raise _UnknownName(name, "this value", (str(key) for key in owner))
        raise _UnknownName(name, "" if owner is missing else "this value", ())

    __iter__ = __str__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = __contains__ = (
        _fail_with_undefined_error
    )


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja, locked down: what stands in a template can read values, and nothing else."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=_Undefined, finalize=_printed)
        self.patched: dict[str, str] = {}
        self._compiled: dict[tuple[str, bool], Template] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """The source compiled, once for all documents."""
        key = (source, bool(self.autoescape))
        if key not in self._compiled:
            self._compiled[key] = super().from_string(source, *args, **kwargs)
        return self._compiled[key]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A field before a method of the same name: a column may be called "items"."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, SAFE_TYPES) and super().is_safe_attribute(obj, attr, value)


class _Filler(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """One filling of a template: docxtpl's way, with sources compiled once."""

    def __init__(self, data: bytes, environment: _Environment) -> None:
        super().__init__(io.BytesIO(data))
        self.environment = environment

    def sources(self) -> Iterator[tuple[str, str]]:
        """Every part with tags, by its name: as Jinja reads it, but with a MARK for each paragraph.

        docxtpl gives Jinja a new line for each paragraph that is left; those that hold a tag like
        {%p … %} are gone by then, and the marks still count them.
        """
        self.render_init()
        yield self._source(self.docx.part, self.get_xml())
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                yield self._source(part, self.get_part_xml(part))
        for part in self.docx.part.package.parts:
            if part.content_type == CT.WML_FOOTNOTES:
                yield self._source(part, part.blob.decode())

    def _source(self, part: Any, xml: str) -> tuple[str, str]:
        marked = super().patch_xml(re.sub(r"<w:p([ >])", rf"{MARK}<w:p\1", xml))
        return str(part.partname), re.sub(r"<w:p([ >])", r"\n<w:p\1", marked)

    def patch_xml(self, src_xml: str) -> str:
        known = self.environment.patched
        if src_xml not in known:
            known[src_xml] = super().patch_xml(src_xml)
        return known[src_xml]

    def render_properties(self, context: dict[str, object], jinja_env: Any = None) -> None:
        """Properties are plain text, so nothing in them is escaped."""
        plain = self.environment.overlay(autoescape=False)
        super().render_properties(context, plain)

    def put_on(self, dress: Dress) -> None:
        """Set properties, language and paper."""
        properties = self.docx.core_properties
        properties.title, properties.author = dress.title, dress.author
        properties.last_modified_by, properties.language = dress.author, dress.language
        defaults = self.docx.styles.element.find(qn("w:docDefaults"))
        for language in [] if defaults is None else defaults.iter(qn("w:lang")):
            language.set(qn("w:val"), dress.language)
        for section in self.docx.sections:
            _set_paper(section, dress.paper)

    def packed(self) -> bytes:
        """The document as bytes, without the time of day in it."""
        loose, packed = io.BytesIO(), io.BytesIO()
        self.docx.save(loose)
        with zipfile.ZipFile(loose) as source, zipfile.ZipFile(packed, "w") as target:
            for name in source.namelist():
                entry = zipfile.ZipInfo(name, ZIP_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return packed.getvalue()


_current: ContextVar[_Filler] = ContextVar("filler")
"""The document being filled, for the values that are drawn into it."""


def _printed(value: object) -> object:
    """What a tag prints for a value."""
    match value:
        case None:
            return ""
        case Picture() | QrCode():
            return _drawn(value)
        case Link():
            return _live(value)
        case tuple():
            return ", ".join(str(item) for item in value)
        case Markup():
            return value
        case str():
            return NOT_IN_XML.sub("", value.replace("\r\n", "\n").replace("\v", "\n"))
        case _:
            return value


def _drawn(value: Picture | QrCode) -> Markup:
    image, height = _qr_code(value) if isinstance(value, QrCode) else _photo(value)
    inline = _current.get().current_rendering_part.new_pic_inline(image, height=Mm(height))
    for properties in inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):
        properties.set("descr", value.description)
    for side in ("distT", "distB", "distL", "distR"):
        # LibreOffice keeps 3.2 mm free on each side where nothing is said.
        inline.set(side, "0")
    return _out_of_run(f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>")


def _qr_code(code: QrCode) -> tuple[io.BytesIO, float]:
    image = io.BytesIO()
    symbol = segno.make(code.text, micro=False, error="m")
    scale = round(code.width * DOTS_PER_MM / symbol.symbol_size(border=4)[0])
    symbol.save(image, kind="png", scale=max(scale, 4), border=4)
    return image, code.width


def _photo(picture: Picture) -> tuple[io.BytesIO, float]:
    """The picture upright, in a format that Word reads, no finer than print needs."""
    image = io.BytesIO()
    with Image.open(picture.path) as original:
        upright = ImageOps.exif_transpose(original)
        upright.thumbnail((2000, int(picture.height * DOTS_PER_MM)))
        if upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
            upright = upright.convert("RGB")
        upright.save(image, "PNG", dpi=(300, 300))
    return image, picture.height


def _live(link: Link) -> Markup:
    part = _current.get().current_rendering_part
    relation = part.relate_to(link.url, RT.HYPERLINK, is_external=True)
    style = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
    text = escape(_printed(link.text))
    return _out_of_run(
        f'<w:hyperlink r:id="{relation}"><w:r>{style}<w:t>{text}</w:t></w:r></w:hyperlink>'
    )


def _out_of_run(xml: str) -> Markup:
    """The XML between two runs: the tag that prints it stands in the text of one."""
    return Markup(f'</w:t></w:r>{xml}<w:r><w:t xml:space="preserve">')


def _set_paper(section: Any, paper: Paper) -> None:
    """Turn a Letter page into A4 or back; the text keeps its width, the margins give."""
    width, height = PAPERS[paper]
    sizes = [size for sizes in PAPERS.values() for size in (sizes, sizes[::-1])]
    old = (section.page_width, section.page_height)
    if not any(abs(old[0] - w) < Mm(1) and abs(old[1] - h) < Mm(1) for w, h in sizes):
        return
    if old[0] > old[1]:
        width, height = height, width
    change = width - old[0]
    section.page_width, section.page_height = width, height
    section.left_margin = Length(section.left_margin + change // 2)
    section.right_margin = Length(section.right_margin + change - change // 2)


def _mentions(tree: nodes.Template, top_level: frozenset[str]) -> Iterator[tuple[int, str, str]]:
    """(line, owner, name) wherever the template speaks of a name, or of a field of an owner.

    The variable of a loop stands for the rows it runs over; what is tested for being defined
    may be absent.
    """
    rows = {
        loop.target.name: loop.iter.name
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.target, nodes.Name) and isinstance(loop.iter, nodes.Name)
    }
    excused = {
        _spelled(asked.node)
        for asked in tree.find_all((nodes.Test, nodes.Filter))
        if asked.name in ("defined", "undefined", "default", "d") and asked.node is not None
    }
    for name in tree.find_all(nodes.Name):
        if name.name in top_level and name.ctx == "load" and _spelled(name) not in excused:
            yield name.lineno, "", name.name
    for access in tree.find_all(nodes.Getattr):
        if isinstance(access.node, nodes.Name) and _spelled(access) not in excused:
            owner = rows.get(access.node.name, access.node.name)
            if owner in top_level:
                yield access.lineno, owner, access.attr


def _names(node: nodes.Node) -> Iterable[nodes.Name]:
    return [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)


def _spelled(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_spelled(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _unknown(name: str, owner: str, known: Iterable[str]) -> tuple[str, str]:
    """What is wrong with a name and what to do, in words."""
    place = f" in {owner}" if owner else ""
    if name in PRIVATE_FIELDS:
        return f"{name} is private to the candidate", "only interview_brief can use it"
    near = difflib.get_close_matches(name, list(known), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "check its spelling, or add such a column"
    return f"there is no {name!r}{place}", hint


def _place(filler: _Filler, error: BaseException) -> tuple[str, int]:
    """The part and the line of the template in which the error arose."""
    line, trace = 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return str(filler.current_rendering_part.partname), line


def _part_word(part: str) -> str:
    """ "/word/header1.xml" → "header"."""
    word = re.sub(r"\d*\.xml$", "", part.rpartition("/")[2])
    return "body" if word == "document" else word


def _found_at(source: str, line: int, name: str) -> tuple[int, str]:
    """The paragraph, counted from 1, and the tag as it was typed, that use the name on a line."""
    lines = source.split("\n")
    if not 0 < line <= len(lines):
        return 0, ""
    text = lines[line - 1]
    tags = list(re.finditer(r"{[{%].*?[%}]}", text))
    word = re.compile(rf"\b{re.escape(name)}\b")
    tag = next((tag for tag in tags if word.search(tag[0])), tags[0] if tags else None)
    before = "".join(lines[: line - 1]) + text[: tag.start() if tag else 0]
    typed = html.unescape(re.sub(r"<[^>]+>", "", tag[0])) if tag else name
    return before.count(MARK), typed
