"""What paragraphs and runs take from their styles, their theme and the document's defaults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from leavebehind.docx.package import TRUE, A, W, content_types, parsed, stories
from leavebehind.docx.table_conditions import conditions

THEME = "word/theme/theme1.xml"
SETTINGS = "word/settings.xml"
NUMBERING = "word/numbering.xml"
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{0,20})?")


@dataclass(frozen=True)
class Measures:
    """Of a paragraph style, in points; `line` in multiples of the font's own."""

    size: float = 11
    line: float = 1
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0


_MEASURES = (
    ("rPr/sz", "val", "size", 2),
    ("pPr/spacing", "line", "line", 240),
    ("pPr/spacing", "before", "before", 20),
    ("pPr/spacing", "after", "after", 20),
    ("pPr/ind", "left", "left", 20),
    ("pPr/ind", "right", "right", 20),
)
"""Where each is, and how many of its units are one."""


class StyleSheet:
    """Resolves properties: the nearest layer that names one wins (ECMA-376 part 1, 17.7.2)."""

    # The layers are the element's properties, its style, those that this is based on, and the
    # document's defaults. What tables and numberings add in between counts for hidden text alone.

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        root = next((parsed(parts[name]) for name in style_parts(parts)), None)
        styles = [] if root is None else root.findall(f"{W}style")
        self.styles = {style.get(f"{W}styleId", ""): style for style in styles}
        """Id → style."""
        self._default = _default_style(styles, "paragraph")
        self._default_table = _default_style(styles, "table")
        self._defaults = None if root is None else root.find(f"{W}docDefaults")
        self._known_layers: dict[tuple[str | None, str], list[etree._Element | None]] = {}
        self._known_measures: dict[str, Measures] = {}
        self._numbering = parts.get(NUMBERING)
        self.theme = _theme_fonts(parsed(parts[THEME])) if THEME in parts else {}
        """The Latin fonts of the theme, "major" for headings and "minor" for text."""

    def property(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """The property that holds for a paragraph; None where no layer names it."""
        return next(iter(self.properties(paragraph, name)), None)

    def properties(self, paragraph: etree._Element, name: str) -> list[etree._Element]:
        """The property in every layer that names it, the nearest first."""
        layers = self._layers(self._style_of(paragraph), "pPr")
        return list(_named(name, [paragraph.find(f"{W}pPr"), *layers]))

    def is_on(self, paragraph: etree._Element, name: str) -> bool:
        """Whether a property that is on or off is on."""
        return is_on(self.property(paragraph, name))

    def those_with(
        self, paragraphs: Iterable[etree._Element], name: str
    ) -> frozenset[etree._Element]:
        """The paragraphs for which a property is on."""
        return frozenset(paragraph for paragraph in paragraphs if self.is_on(paragraph, name))

    def attribute(self, paragraph: etree._Element, name: str, attribute: str) -> str | None:
        """An attribute of a property: each may come from another layer (17.3.1.12)."""
        found = (layer.get(f"{W}{attribute}") for layer in self.properties(paragraph, name))
        return next((value for value in found if value is not None), None)

    def is_hidden(self, element: etree._Element) -> bool:
        """Whether a run, or the mark of a paragraph, is hidden on paper.

        What is hidden on the web alone (`webHidden`) is printed.
        """
        # Only marks can be hidden in this way: it lets a heading and its text share a line.
        is_separator = is_on(element.find(f"{W}pPr/{W}rPr/{W}specVanish"))
        return is_separator or self.is_toggled(element, "vanish")

    def is_toggled(self, element: etree._Element, name: str) -> bool:
        """Whether a toggle property holds for a run or the mark of a paragraph (17.7.3)."""
        own = _properties(element)
        if own is not None and (direct := own.find(f"{W}{name}")) is not None:
            return is_on(direct)
        paragraph = next(element.iterancestors(f"{W}p"), None) if _is_run(element) else element
        styles = (self._style_of(paragraph), value_of(own, "rStyle"))
        *_, defaults = self._layers(None, "rPr")
        if defaults is not None and is_on(defaults.find(f"{W}{name}")):
            return True
        # Of table, paragraph and character style, each turns around what the one before has left.
        every = (self._table_layers(element, name), *(self._layers(s, "rPr")[:-1] for s in styles))
        nearest = (next(_named(name, layers), None) for layers in every)
        return bool(sum(map(is_on, nearest)) % 2)

    def row_property(self, row: etree._Element, name: str) -> etree._Element | None:
        """The property that holds for a row of a table."""
        layers = [row.find(f"{W}trPr"), *self._layers(self._table_style(row), "trPr")]
        return next(_named(name, layers), None)

    def cell_property(self, cell: etree._Element, name: str) -> etree._Element | None:
        """The property that holds for a cell of a table."""
        inside = next(iter(cell), None)
        styled = [] if inside is None else self._table_layers(inside, name, "tcPr")
        return next(_named(name, [cell.find(f"{W}tcPr"), *styled]), None)

    def run_value(self, run: etree._Element, name: str) -> str:
        """What a property of a run says, by its style of table, too; "" where no layer names it."""
        layers = [*self._run_properties(run, name), *_named(name, self._table_layers(run, name))]
        return next((layer.get(f"{W}val", "") for layer in layers), "")

    def twips(self, paragraph: etree._Element, name: str, attribute: str) -> int:
        """An attribute that is a measure in twips; 0 where no layer has it, or not as a number."""
        return whole_number(self.attribute(paragraph, name, attribute))

    def font(self, run: etree._Element) -> str:
        """The family of a run's Latin letters; "" where the document leaves it open."""
        return next(filter(None, map(self._family, self._run_properties(run, "rFonts"))), "")

    def size(self, run: etree._Element) -> float:
        """The size of a run's font in points; 10 where no layer says it (17.3.2.38)."""
        sizes = (size.get(f"{W}val", "") for size in self._run_properties(run, "sz"))
        return next((int(size) for size in sizes if size.isdigit()), 20) / 2

    def measures(self, styles: Iterable[str]) -> list[Measures]:
        """What each paragraph style, its list and those that it is based on say of its measures."""
        return [self._measured(style) for style in styles]

    def _measured(self, style: str) -> Measures:
        if style not in self._known_measures:
            measured: dict[str, float] = {}
            for layer in reversed(self.chain(style)):
                indent = self._list_indents.get(layer.get(f"{W}styleId", ""))
                measured |= ({} if indent is None else {"left": indent}) | _own_measures(layer)
            self._known_measures[style] = Measures(**measured)
        return self._known_measures[style]

    @cached_property
    def _list_indents(self) -> dict[str, float]:
        """How far a list indents the styles that it names, in points (ECMA-376, 17.9.23)."""
        levels = [] if self._numbering is None else parsed(self._numbering).iter(f"{W}lvl")
        found = ((value_of(level, "pStyle"), level.find(f"{W}pPr/{W}ind")) for level in levels)
        return {
            style: measure(indent, "left") / 20
            for style, indent in found
            if style is not None and indent is not None
        }

    def _run_properties(self, run: etree._Element, name: str) -> Iterator[etree._Element]:
        paragraph = next(run.iterancestors(f"{W}p"), None)
        style = self._style_of(paragraph)
        # The defaults come last, so those behind the character style must not count.
        character = self._layers(value_of(run, "rPr/rStyle"), "rPr")[:-1]
        layers = [run.find(f"{W}rPr"), *character, *self._layers(style, "rPr")]
        yield from _named(name, layers)

    def _style_of(self, paragraph: etree._Element | None) -> str | None:
        """The style of a paragraph: the usual one where the document lacks that which it names."""
        named = value_of(paragraph, "pPr/pStyle")
        return named if named in self.styles else self._default

    def _table_style(self, element: etree._Element) -> str | None:
        """The style of the table around; that around a text box doesn't count."""
        around = next(element.iterancestors(f"{W}tbl", f"{W}txbxContent"), None)
        if around is None or around.tag != f"{W}tbl":
            return None
        return value_of(around, "tblPr/tblStyle") or self._default_table

    def _table_layers(
        self, element: etree._Element, name: str, kind: str = "rPr"
    ) -> list[etree._Element | None]:
        """Where the style of the table around names a property of runs, or of another kind, the
        strongest first."""
        style = self._table_style(element)
        if style is None:
            return []
        chain = self.chain(style)
        formats = [one for based in chain for one in based.iterfind(f"{W}tblStylePr")]
        layers = [(one.get(f"{W}type"), one.find(f"{W}{kind}")) for one in formats]
        naming = [
            (where, one) for where, one in layers if next(_named(name, [one]), None) is not None
        ]
        # Which conditions hold depends on the whole table, so that it is rarely asked.
        holding = conditions(element) if naming else []
        found = [one for wanted in holding for where, one in naming if where == wanted]
        return [*found, *self._layers(style, kind)[:-1]]

    def chain(self, style: str | None) -> list[etree._Element]:
        """The style, and those that it is based on."""
        chain: dict[str, etree._Element] = {}
        while style is not None and style in self.styles and style not in chain:
            chain[style] = self.styles[style]
            style = value_of(chain[style], "basedOn")
        return list(chain.values())

    def _layers(self, style: str | None, kind: str) -> list[etree._Element | None]:
        """The properties of the style, of those that it is based on, and the defaults."""
        if (style, kind) not in self._known_layers:
            found = [one.find(f"{W}{kind}") for one in self.chain(style)]
            default = f"{W}{kind}Default/{W}{kind}"
            found.append(None if self._defaults is None else self._defaults.find(default))
            self._known_layers[style, kind] = found
        return self._known_layers[style, kind]

    def _family(self, fonts: etree._Element) -> str:
        # A theme's font wins over a name beside it (ECMA-376 part 1, 17.3.2.26).
        themed = self.theme.get(fonts.get(f"{W}asciiTheme", "")[:5], "")
        return themed or str(fonts.get(f"{W}ascii", ""))


def is_on(toggle: etree._Element | None) -> bool:
    """Whether an element that means on or off is there and on (17.17.4)."""
    return toggle is not None and toggle.get(f"{W}val") not in ("0", "false", "off")


def is_set(parts: Mapping[str, bytes], name: str) -> bool:
    """Whether a setting of the whole document is on (17.15.1)."""
    return SETTINGS in parts and is_on(parsed(parts[SETTINGS]).find(f"{W}{name}"))


def measure(element: etree._Element | None, attribute: str, otherwise: int = 0) -> int:
    """A measure in an attribute of an element, as Word reads it; other programs write fractions."""
    return whole_number(None if element is None else element.get(f"{W}{attribute}"), otherwise)


def whole_number(value: str | None, otherwise: int = 0) -> int:
    """The number in a text, rounded; `otherwise` where there is none."""
    return round(float(value)) if value and _NUMBER.fullmatch(value) else otherwise


def measures(asked: Iterable[tuple[etree._Element | None, str]]) -> list[int]:
    """The measure in an attribute of each element; 0 where there is none."""
    return [measure(element, attribute) for element, attribute in asked]


def _own_measures(style: etree._Element) -> dict[str, float]:
    own: dict[str, float] = {}
    for path, attribute, name, unit in _MEASURES:
        found = style.find("/".join(f"{W}{step}" for step in path.split("/")))
        if found is not None and f"{W}{attribute}" in found.attrib:
            own[name] = measure(found, attribute) / unit
    return own


def style_parts(parts: Mapping[str, bytes]) -> list[str]:
    """The parts that hold the styles; a sound document has one at most."""
    return [name for name, kind in content_types(parts).items() if kind.endswith(".styles+xml")]


def font_families(parts: Mapping[str, bytes]) -> frozenset[str]:
    """The font families that the text of a document is set in."""
    sheet = StyleSheet(parts)
    runs = (run for text in _printed(parts) for run in text.iter(f"{W}r"))
    return frozenset(sheet.font(run) for run in runs if run.find(f"{W}t") is not None) - {""}


def characters(parts: Mapping[str, bytes]) -> frozenset[str]:
    """Every character that is printed of a document."""
    texts = (text.text or "" for part in _printed(parts) for text in part.iter(f"{W}t"))
    return frozenset(character for text in texts for character in text)


def _printed(parts: Mapping[str, bytes]) -> Iterator[etree._Element]:
    yield from (parsed(parts[name]) for name, kind in stories(parts).items() if kind != "comments")


def _named(name: str, layers: list[etree._Element | None]) -> Iterator[etree._Element]:
    for layer in layers:
        if layer is not None and (found := layer.find(f"{W}{name}")) is not None:
            yield found


def _default_style(styles: list[etree._Element], kind: str) -> str | None:
    """The id of the style that holds where no other is named."""
    of_kind = (style for style in styles if style.get(f"{W}type") == kind)
    default = (style for style in of_kind if style.get(f"{W}default") in TRUE)
    return next((style.get(f"{W}styleId") for style in default), None)


def _is_run(element: etree._Element) -> bool:
    return bool(etree.QName(element).localname == "r")


def _properties(element: etree._Element) -> etree._Element | None:
    """The properties of a run, or of the mark of a paragraph."""
    return element.find(f"{W}rPr" if _is_run(element) else f"{W}pPr/{W}rPr")


def _theme_fonts(theme: etree._Element) -> dict[str, str]:
    # As `asciiTheme` of a run begins: majorHAnsi, minorAscii …
    schemes = {name: theme.find(f".//{A}{name}Font/{A}latin") for name in ("major", "minor")}
    return {name: latin.get("typeface", "") for name, latin in schemes.items() if latin is not None}


def value_of(element: etree._Element | None, path: str) -> str | None:
    """The value of what the path (rPr/rStyle) leads to; None where there is none."""
    steps = "/".join(f"{W}{step}" for step in path.split("/"))
    found = None if element is None else element.find(steps)
    return None if found is None else found.get(f"{W}val")
