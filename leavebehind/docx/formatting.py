"""How the text of a Word document looks: its styles and numbering, worked out to what they come to.

Programs write one look in many ways: LibreOffice copies into each style what it inherits, renames
styles and drops what is the default. Here every property has its final value, or none where that
is the default (ECMA-376 part 1, 17.3 and 17.7). What is not understood is kept as it is written,
so that a difference in it counts. A float is a length in twips, which programs round.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

Element: TypeAlias = "etree._Element"
Properties: TypeAlias = "dict[str, object]"

TOGGLES = frozenset(
    {"b", "i", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint"}
    | {"vanish"}
)
"""Two styles that both set one of these cancel out (17.7.3)."""

_SWITCHES = {
    **dict.fromkeys([*TOGGLES, "rtl", "specVanish", "keepNext", "keepLines", "pageBreakBefore"], 0),
    **dict.fromkeys(["contextualSpacing", "mirrorIndents", "bidi", "suppressAutoHyphens"], 0),
    **dict.fromkeys(["suppressLineNumbers", "suppressOverlap", "adjustRightInd"], 0),
    **dict.fromkeys(["widowControl", "kinsoku", "wordWrap", "overflowPunct"], 1),
    **dict.fromkeys(["autoSpaceDE", "autoSpaceDN"], 1),
}
"""What is on or off, and its default."""

_UNSEEN = frozenset(
    {"pStyle", "rStyle", "numPr", "rPr", "sectPr", "cnfStyle", "divId", "noProof", "webHidden"}
    | {"lang", "bCs", "iCs", "szCs", "cs", "snapToGrid", "topLinePunct", "qFormat", "oMath"}
)
"""What shows elsewhere, or doesn't show."""

OTHER_SCRIPTS = re.compile(
    "([\u0590-\u1fff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufdff\ufe70-\uffef\U0001f000-\U0003ffff]+)"
)
"""What has fonts of its own: scripts of East Asia, and those that join or run to the left."""

_SIDES = {"start": "left", "end": "right"}
_LENGTHS = {"left", "right", "before", "after", "firstLine", "hanging"}
_NO_LINE = {"nil", "none", ""}


def tag(element: Element) -> str:
    """The element's name; Word's own without its namespace."""
    return str(element.tag).removeprefix(W)


def value(element: Element | None, name: str = "val", default: str = "") -> str:
    """An attribute of Word's namespace."""
    return default if element is None else str(element.get(W + name, default))


def is_on(element: Element) -> bool:
    """Whether an element like w:b is switched on."""
    return value(element, default="1") not in {"0", "false", "off"}


def twips(text: str | None) -> float:
    """A length as a number that programs may round; 0 where there is none."""
    return float(text) if text and re.fullmatch(r"-?\d+(\.\d+)?", text) else 0.0


def literal(element: Element) -> str:
    """The element as it is written."""
    return bytes(etree.tostring(element, method="c14n", exclusive=True)).decode()


class Formatting:
    """The styles, numbering and theme of one document."""

    def __init__(
        self,
        styles: Element | None,
        numbering: Element | None,
        theme: Element | None,
        *,
        hyphenates: bool,
    ) -> None:
        self._hyphenates = hyphenates
        self._styles = {value(style, "styleId"): style for style in _children(styles, "style")}
        self._default_paragraph = next(
            (
                key
                for key, style in self._styles.items()
                if value(style, "type") == "paragraph" and value(style, "default") in {"1", "true"}
            ),
            "",
        )
        defaults = styles.find(f"{W}docDefaults") if styles is not None else None
        self._default_p = _find(defaults, "pPrDefault", "pPr")
        self._default_r = _find(defaults, "rPrDefault", "rPr")
        self._levels = dict(_levels(numbering))
        self._lists: dict[str, int] = {}
        fonts = theme.iter(f"{A}majorFont", f"{A}minorFont") if theme is not None else ()
        self._fonts = {
            etree.QName(font).localname[:5]: str(latin.get("typeface"))
            for font in fonts
            if (latin := font.find(f"{A}latin")) is not None
        }

    def paragraph(self, properties: Element | None) -> Properties:
        """How the paragraph lies on the page."""
        found: Properties = {"tabs": {}, "line": 240.0}
        layers = [*self._chain(self._style_of(properties), "pPr"), properties]
        for layer in [self._default_p, *layers]:
            if layer is None:
                continue
            numbered = layer.find(f"{W}numPr")
            if numbered is not None:
                found["list"] = self._list(numbered, found.get("list"))
                level = self._level(found["list"])
                _add_paragraph(found, level.find(f"{W}pPr") if level is not None else None)
            _add_paragraph(found, layer)
        return self._settled_paragraph(found)

    def run(self, paragraph: Element | None, properties: Element | None, text: str) -> Properties:
        """How a run of the paragraph looks."""
        found: Properties = {}
        in_paragraph = self._style_run(self._style_of(paragraph))
        by_character = self._style_run(value(_find(properties, "rStyle")))
        _add_run(found, self._default_r)
        for one in (in_paragraph, by_character):
            for name, setting in one.items():
                both = name in TOGGLES and one is by_character and in_paragraph.get(name)
                found[name] = (not setting) if both else setting
        _add_run(found, properties)
        return self._settled_run(found, text)

    def styles(self) -> Iterator[tuple[str, object]]:
        """Every style of paragraphs and of characters: its name, and what it comes to."""
        for key, style in self._styles.items():
            kind, name = value(style, "type"), value(style.find(f"{W}name")).casefold()
            if kind == "paragraph":
                named = etree.Element(f"{W}pPr")
                etree.SubElement(named, f"{W}pStyle").set(f"{W}val", key)
                yield f"{kind} {name}", (self.paragraph(named), self.run(named, None, ""))
            elif kind == "character":
                yield f"{kind} {name}", self._settled_run(self._style_run(key), "")

    def table(self, properties: Element | None) -> tuple[dict[str, Element], list[str]]:
        """What is said of the table, its style included; and what that says of single cells."""
        found: dict[str, Element] = {}
        named = value(_find(properties, "tblStyle"))
        chain = [*self._chain(named, "tblPr"), properties]
        for layer in chain:
            found.update({tag(e): e for e in layer} if layer is not None else {})
        conditional = [
            literal(one)
            for style in self._lineage(named)
            for one in self._styles[style].iterchildren(f"{W}tblStylePr")
        ]
        return found, conditional

    def _style_of(self, properties: Element | None) -> str:
        named = value(_find(properties, "pStyle"))
        return named if named in self._styles else self._default_paragraph

    def _style_run(self, style: str) -> Properties:
        found: Properties = {}
        for layer in self._chain(style, "rPr"):
            _add_run(found, layer)
        return found

    def _chain(self, style: str, kind: str) -> list[Element]:
        """What the style and those that it is based on say, the farthest first."""
        said = (self._styles[one].find(W + kind) for one in reversed(self._lineage(style)))
        return [element for element in said if element is not None]

    def _lineage(self, style: str) -> list[str]:
        lineage: list[str] = []
        while style in self._styles and style not in lineage:
            lineage.append(style)
            style = value(self._styles[style].find(f"{W}basedOn"))
        return lineage

    def _list(self, numbered: Element, inherited: object) -> tuple[str, str]:
        number, level = inherited if isinstance(inherited, tuple) else ("", "0")
        return (
            value(numbered.find(f"{W}numId"), default=number),
            value(numbered.find(f"{W}ilvl"), default=level),
        )

    def _level(self, numbered: object) -> Element | None:
        return self._levels.get(numbered) if isinstance(numbered, tuple) else None

    def _settled_paragraph(self, found: Properties) -> Properties:
        numbered = found.pop("list", None)
        level = self._level(numbered)
        if level is not None and isinstance(numbered, tuple):
            # Lists are told apart by where each is first used: their numbers differ by program.
            which = self._lists.setdefault(numbered[0], len(self._lists))
            found["list"] = (which, numbered[1], self._bullet(level))
        hangs = found.pop("hanging", 0.0)
        first = found.pop("firstLine", 0.0)
        assert isinstance(hangs, float) and isinstance(first, float)
        found["firstLine"] = first - hangs
        tabs = found["tabs"]
        assert isinstance(tabs, dict)
        found["tabs"] = tuple((place, *tabs[place]) for place in sorted(tabs))
        hyphenated = self._hyphenates and not found.pop("suppressAutoHyphens", False)
        found.pop("suppressAutoHyphens", None)
        found["hyphenated"] = hyphenated or None
        return _without_defaults(found)

    def _bullet(self, level: Element) -> tuple[object, ...]:
        told = ("numFmt", "lvlText", "start", "suff", "lvlJc", "isLgl", "lvlRestart")
        plain = {"start": "1", "suff": "tab", "lvlJc": "left", "isLgl": "", "lvlRestart": ""}
        looks: Properties = {}
        _add_run(looks, level.find(f"{W}rPr"))
        said = [value(level.find(W + name), default=plain.get(name, "")) for name in told]
        run = self._settled_run(looks, "")
        if said[1] in {"\u2022", "\uf0b7"}:
            # One round bullet: the second is where the font Symbol has it.
            said[1] = "\u2022"
            run.pop("font", None)
        return (*(_SIDES.get(word, word) for word in said), run)

    def _settled_run(self, found: Properties, text: str) -> Properties:
        fonts = {
            script: self._fonts.get(str(found.pop(f"{script}Theme", ""))[:5])
            or found.pop(script, "")
            for script in ("ascii", "hAnsi", "eastAsia", "cs")
        }
        for script in fonts:
            found.pop(script, None)
        found["font"] = (fonts["ascii"], fonts["hAnsi"])
        if OTHER_SCRIPTS.match(text):
            found["otherFonts"] = (fonts["eastAsia"], fonts["cs"])
        return _without_defaults(found)


def _children(element: Element | None, name: str) -> Iterator[Element]:
    yield from element.iterchildren(W + name) if element is not None else ()


def _find(element: Element | None, *path: str) -> Element | None:
    for name in path:
        element = element.find(W + name) if element is not None else None
    return element


def _levels(numbering: Element | None) -> Iterator[tuple[tuple[str, str], Element]]:
    """(list, level) → what the numbering says of it."""
    abstract = {value(one, "abstractNumId"): one for one in _children(numbering, "abstractNum")}
    for number in _children(numbering, "num"):
        key = value(number, "numId")
        base = abstract.get(value(number.find(f"{W}abstractNumId")))
        for level in _children(base, "lvl"):
            yield (key, value(level, "ilvl")), level
        for changed in _children(number, "lvlOverride"):
            if (level := next(_children(changed, "lvl"), None)) is not None:
                yield (key, value(changed, "ilvl")), level


def _add_paragraph(found: Properties, said: Element | None) -> None:
    for element in said if said is not None else ():
        match tag(element):
            case name if name in _UNSEEN:
                pass
            case "ind" | "spacing":
                _add_lengths(found, element)
            case "tabs":
                tabs = found["tabs"]
                assert isinstance(tabs, dict)
                found["tabs"] = _with_tabs(tabs, element)
            case "pBdr":
                for side in element:
                    found[f"border {tag(side)}"] = line(side)
            case "jc":
                found["jc"] = _SIDES.get(value(element), value(element))
            case _:
                _add_plain(found, element)


def _add_lengths(found: Properties, element: Element) -> None:
    for attribute, said in element.attrib.items():
        name = str(attribute).removeprefix(W)
        name = _SIDES.get(name, name)
        if name == "line":
            found["line"] = twips(said)
        elif name in _LENGTHS:
            found[name] = twips(said)
            if name in {"firstLine", "hanging"}:
                found["hanging" if name == "firstLine" else "firstLine"] = 0.0
        else:
            found[name] = said


def _with_tabs(known: Mapping[float, object], element: Element) -> dict[float, object]:
    tabs = dict(known)
    for stop in element:
        place, kind = twips(value(stop, "pos")), value(stop)
        tabs.pop(place, None)
        if kind not in {"clear", "num"}:
            tabs[place] = (_SIDES.get(kind, kind), value(stop, "leader", "none"))
    return tabs


def _add_run(found: Properties, said: Element | None) -> None:
    for element in said if said is not None else ():
        match tag(element):
            case name if name in _UNSEEN:
                pass
            case "rFonts":
                for attribute, font in element.attrib.items():
                    name = str(attribute).removeprefix(W)
                    # A named font of a nearer style wins over the theme's of a farther one.
                    found.pop(f"{name}Theme", None)
                    found[name.replace("cstheme", "csTheme")] = str(font)
                for script in ("ascii", "hAnsi", "eastAsia", "cs"):
                    theme = value(element, "cstheme" if script == "cs" else f"{script}Theme")
                    if theme:
                        found[f"{script}Theme"] = theme
            case "color":
                found["color"] = value(element).upper()
            case "u":
                found["u"] = (value(element, default="single"), value(element, "color", "auto"))
            case "spacing" | "position":
                found[tag(element)] = twips(value(element))
            case "bdr":
                found["bdr"] = line(element)
            case _:
                _add_plain(found, element)


def _add_plain(found: Properties, element: Element) -> None:
    name = tag(element)
    if name in _SWITCHES:
        found[name] = is_on(element)
    elif name == "shd":
        found["shd"] = shade(element)
    elif set(element.attrib) == {f"{W}val"} and not len(element):
        found[name] = value(element)
    else:
        found[name] = literal(element)


def line(border: Element) -> tuple[str, ...] | None:
    """A border: kind, width, distance and colour; None where there is none."""
    if value(border) in _NO_LINE:
        return None
    color = value(border, "color", "auto").upper()
    return value(border), value(border, "sz", "0"), value(border, "space", "0"), color


def shade(element: Element) -> tuple[str, ...] | None:
    """A background: pattern, fill and colour; None where there is none."""
    fill, pattern = value(element, "fill", "auto").upper(), value(element, default="clear")
    if pattern in {"clear", "nil"}:
        return None if fill in {"AUTO", ""} else ("clear", fill)
    return pattern, fill, value(element, "color", "auto").upper()


_DEFAULTS: Mapping[str, Iterable[object]] = {
    "jc": ("left",),
    "left": (0.0,),
    "right": (0.0,),
    "firstLine": (0.0,),
    "before": (0.0,),
    "after": (0.0,),
    "lineRule": ("auto",),
    "beforeAutospacing": ("0", "false", "off"),
    "afterAutospacing": ("0", "false", "off"),
    "textAlignment": ("auto", "baseline"),
    "textDirection": ("lrTb",),
    "outlineLvl": ("9",),
    "color": ("AUTO", ""),
    "u": (("none", "auto"),),
    "sz": ("20",),
    "kern": ("0",),
    "w": ("100",),
    "spacing": (0.0,),
    "position": (0.0,),
    "vertAlign": ("baseline",),
    "highlight": ("none",),
    "em": ("none",),
    "effect": ("none",),
    "font": (("", ""),),
    "tabs": ((),),
}


def _without_defaults(found: Properties) -> Properties:
    return {
        name: setting
        for name, setting in found.items()
        if setting is not None
        and setting not in _DEFAULTS.get(name, ())
        and not (name in _SWITCHES and setting == bool(_SWITCHES[name]))
    }
