"""A letter with something of everything that Word can write into one, part by part."""

from __future__ import annotations

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MICROSOFT = "http://schemas.microsoft.com/office/word/2010"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:w14="{MICROSOFT}/wordml" xmlns:wps="{MICROSOFT}/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" mc:Ignorable="w14"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_A = "http://schemas.openxmlformats.org/drawingml/2006"

_KINDS = {
    "word/document.xml": f"{_WORD}.document.main+xml",
    "word/styles.xml": f"{_WORD}.styles+xml",
    "word/settings.xml": f"{_WORD}.settings+xml",
    "word/numbering.xml": f"{_WORD}.numbering+xml",
    "word/fontTable.xml": f"{_WORD}.fontTable+xml",
    "word/header1.xml": f"{_WORD}.header+xml",
    "word/footer1.xml": f"{_WORD}.footer+xml",
    "word/footnotes.xml": f"{_WORD}.footnotes+xml",
    "word/endnotes.xml": f"{_WORD}.endnotes+xml",
    "word/comments.xml": f"{_WORD}.comments+xml",
    "word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
}


def _relationships(*entries: tuple[str, str]) -> str:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"{_mode(target)}/>'
        for number, (kind, target) in enumerate(entries, start=1)
    )
    names = f'xmlns="{PACKAGE}/relationships"'
    return f"{_HEAD}<Relationships {names}>{relations}</Relationships>"


def _mode(target: str) -> str:
    return ' TargetMode="External"' if target.startswith("https:") else ""


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def _code(instruction: str, result: str, data: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run(result)}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


_PICTURE = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="1080000" cy="720000"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
    '<wp:docPr id="1" name="Photo" descr="Avery Quinn"/>'
    f'<a:graphic xmlns:a="{_A}/main"><a:graphicData uri="{_A}/picture">'
    f'<pic:pic xmlns:pic="{_A}/picture"><pic:nvPicPr><pic:cNvPr id="1" name="photo.png"/>'
    '<pic:cNvPicPr><a:picLocks noChangeAspect="1"/></pic:cNvPicPr></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="rId10"><a:lum bright="10000"/></a:blip>'
    '<a:srcRect l="1000"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1080000" cy="720000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    '<a:ln w="9525"><a:solidFill><a:srgbClr val="1F3864"/></a:solidFill></a:ln>'
    '<a:effectLst><a:softEdge rad="12700"/></a:effectLst></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_TEXT_BOX = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
    '<wp:inline><wp:extent cx="900000" cy="300000"/><wp:docPr id="2" name="Box"/>'
    f'<a:graphic xmlns:a="{_A}/main"><a:graphicData uri="{MICROSOFT}/wordprocessingShape">'
    "<wps:wsp><wps:cNvSpPr/><wps:spPr/><wps:txbx><w:txbxContent>"
    "<w:p><w:r><w:t>In the box</w:t></w:r></w:p>"
    "</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
    '<mc:Fallback><w:pict><v:shape style="width:70pt;height:24pt"><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>In the box</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
_TABLE = (
    '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/>'
    '<w:jc w:val="center"/><w:tblCellMar><w:left w:w="100" w:type="dxa"/></w:tblCellMar>'
    '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="0" w:noVBand="1"/></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="4500"/><w:gridCol w:w="4500"/></w:tblGrid>'
    '<w:tr><w:trPr><w:trHeight w:val="400"/><w:tblHeader/></w:trPr>'
    '<w:tc><w:tcPr><w:tcW w:w="4500" w:type="dxa"/>'
    '<w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/></w:tcPr>'
    f"{_paragraph(_run('Year'))}</w:tc>"
    f'<w:tc><w:tcPr><w:tcW w:w="4500" w:type="dxa"/></w:tcPr>{_paragraph(_run("Result"))}</w:tc>'
    '</w:tr><w:tr><w:trPr><w:jc w:val="center"/></w:trPr>'
    f'<w:tc><w:tcPr><w:vAlign w:val="top"/></w:tcPr>{_paragraph(_run("2026"))}</w:tc>'
    f"<w:tc><w:tcPr><w:noWrap/></w:tcPr>{_paragraph(_run('Doubled'))}</w:tc></w:tr></w:tbl>"
)
_FORM_CHECKBOX = (
    '<w:ffData><w:name w:val="Remote"/><w:enabled/><w:calcOnExit w:val="0"/>'
    '<w:checkBox><w:sizeAuto/><w:default w:val="0"/></w:checkBox></w:ffData>'
)
_CHECKBOX = (
    '<w:sdt><w:sdtPr><w:alias w:val="Onsite"/><w:id w:val="42"/><w:lock w:val="sdtLocked"/>'
    '<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent><w:r><w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
)
_BODY = (
    _paragraph(
        _run("Avery Quinn", '<w:b/><w:bCs/><w:color w:val="1F3864" w:themeColor="accent1"/>'),
        '<w:pStyle w:val="Heading1"/>',
    )
    + _paragraph(
        _run(
            "Dear Dana,",
            '<w:spacing w:val="6"/><w:position w:val="2"/><w:sz w:val="22"/><w:szCs w:val="22"/>',
        )
        + _run(" two  words ", '<w:i/><w:lang w:val="en-US"/>')
        + "<w:r><w:tab/><w:br/><w:noBreakHyphen/></w:r>",
        '<w:keepNext/><w:spacing w:before="120" w:after="160" w:line="276" w:lineRule="auto"/>'
        '<w:ind w:left="360" w:right="0" w:firstLine="240"/><w:jc w:val="both"/>',
    )
    + _paragraph(
        _run("One point"),
        '<w:pStyle w:val="Bullet"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        '<w:rPr><w:color w:val="1F3864"/></w:rPr>',
    )
    + _paragraph(_PICTURE + _TEXT_BOX)
    + _TABLE
    + _paragraph(_code("FORMCHECKBOX", "", _FORM_CHECKBOX) + _CHECKBOX)
    + _paragraph(
        '<w:bookmarkStart w:id="1" w:name="Terms"/>' + _run("terms") + '<w:bookmarkEnd w:id="1"/>'
        f'<w:hyperlink r:id="rId11" w:history="1">{_run("my page")}</w:hyperlink>'
        f'<w:hyperlink w:anchor="Terms">{_run("see above")}</w:hyperlink>'
        + _code("PAGEREF Terms", "1")
        + f'<w:fldSimple w:instr=" DATE ">{_run("today")}</w:fldSimple>'
    )
    + _paragraph(
        '<w:commentRangeStart w:id="0"/>' + _run("noted") + '<w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:endnoteReference w:id="2"/></w:r>'
    )
    + _paragraph(
        '<w:ins w:id="5" w:author="Dana" w:date="2026-01-02T03:04:05Z">'
        + _run("added")
        + '</w:ins><w:del w:id="6" w:author="Dana" w:date="2026-01-02T03:04:05Z">'
        "<w:r><w:delText>taken away</w:delText></w:r></w:del>" + _run("hidden", "<w:vanish/>"),
        '<w:rPr><w:ins w:id="7" w:author="Dana" w:date="2026-01-02T03:04:05Z"/></w:rPr>',
    )
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/>'
    '<w:footerReference w:type="default" r:id="rId6"/>'
    '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" '
    'w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
    '<w:pgNumType w:start="1"/><w:cols w:num="2" w:space="720"/><w:docGrid w:linePitch="360"/>'
    "</w:sectPr>"
)


def _note(kind: str, text: str) -> str:
    separators = "".join(
        f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for number, name in enumerate(("separator", "continuationSeparator"))
    )
    return (
        f'{_HEAD}<w:{kind}s {NAMES}>{separators}<w:{kind} w:id="2">'
        f"{_paragraph(_run(text))}</w:{kind}></w:{kind}s>"
    )


def _style(kind: str, identifier: str, name: str, content: str) -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f"{content}</w:style>"
    )


_STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:cs="Arial"/>'
    '<w:sz w:val="21"/><w:lang w:val="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "</w:docDefaults>"
    + _style("paragraph", "Normal", "Normal", '<w:qFormat/><w:rsid w:val="00A1B2C3"/>')
    + _style("paragraph", "Heading1", "heading 1", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>')
    + _style("paragraph", "Bullet", "List Bullet", "<w:pPr><w:contextualSpacing/></w:pPr>")
    + _style("paragraph", "Quote", "Quote", "<w:rPr><w:i/></w:rPr>")
    + _style(
        "table",
        "Grid",
        "Table Grid",
        '<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        "</w:tblBorders></w:tblPr>",
    )
)
_SETTINGS = (
    '<w:view w:val="print"/><w:zoom w:percent="100"/><w:embedTrueTypeFonts/>'
    '<w:proofState w:spelling="clean" w:grammar="clean"/>'
    '<w:defaultTabStop w:val="720"/><w:autoHyphenation/><w:hyphenationZone w:val="425"/>'
    '<w:compat><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:rsids><w:rsidRoot w:val="00A1B2C3"/><w:rsid w:val="00D4E5F6"/></w:rsids>'
    '<w:themeFontLang w:val="en-US"/><w:decimalSymbol w:val="."/>'
)
_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_FONTS = (
    '<w:font w:name="Calibri"><w:family w:val="swiss"/>'
    '<w:embedRegular r:id="rId1" w:fontKey="{00000000-0000-0000-0000-000000000000}"/></w:font>'
)
_COLORS = "".join(
    f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
    for name, value in (
        *(("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "44546A"), ("lt2", "E7E6E6")),
        *((f"accent{number}", f"1F386{number}") for number in range(1, 7)),
        *(("hlink", "0563C1"), ("folHlink", "954F72")),
    )
)
_FONT_SET = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_THEME = (
    f'<a:theme xmlns:a="{_A}/main" name="Office"><a:themeElements>'
    f'<a:clrScheme name="Office">{_COLORS}</a:clrScheme><a:fontScheme name="Office">'
    f"<a:majorFont>{_FONT_SET}</a:majorFont><a:minorFont>{_FONT_SET}</a:minorFont></a:fontScheme>"
    f'<a:fmtScheme name="Office"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst>'
    f"<a:lnStyleLst>{f'<a:ln>{_FILL}</a:ln>' * 3}</a:lnStyleLst><a:effectStyleLst>"
    f"{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)
_CORE = (
    f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Cover letter</dc:title>'
    "<dc:creator>Avery Quinn</dc:creator><cp:keywords>analyst</cp:keywords>"
    "<cp:lastModifiedBy>Avery</cp:lastModifiedBy><cp:revision>1</cp:revision>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-02T03:04:05Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-02T03:04:05Z</dcterms:modified>'
    "<cp:category>letters</cp:category></cp:coreProperties>"
)
_APP = (
    f'<Properties xmlns="{OFFICE}/extended-properties"><Template>Letter.dotx</Template>'
    "<TotalTime>1</TotalTime><Pages>1</Pages><Words>9</Words><Characters>50</Characters>"
    "<Application>Microsoft Office Word</Application><DocSecurity>0</DocSecurity>"
    "<Lines>1</Lines><Paragraphs>1</Paragraphs><Manager>Kim</Manager><Company>Quinn</Company>"
    "<CharactersWithSpaces>60</CharactersWithSpaces>"
    "<HyperlinkBase>https://quinn.example</HyperlinkBase><AppVersion>16.0000</AppVersion>"
    "</Properties>"
)
_CUSTOM = (
    f'<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Status">'
    "<vt:lpwstr>draft</vt:lpwstr></property></Properties>"
)
_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    '<Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.'
    'obfuscatedFont"/>'
    + "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in _KINDS.items()
    )
    + "</Types>"
)
_R = f"{OFFICE}/relationships"
_TEXTS = {
    "[Content_Types].xml": _HEAD + _TYPES,
    "_rels/.rels": _relationships(
        (f"{_R}/officeDocument", "word/document.xml"),
        (f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        (f"{_R}/extended-properties", "docProps/app.xml"),
        (f"{_R}/custom-properties", "docProps/custom.xml"),
    ),
    "word/document.xml": (
        f"{_HEAD}<w:document {NAMES}><w:body>{_BODY}{_SECTION}</w:body></w:document>"
    ),
    "word/_rels/document.xml.rels": _relationships(
        *((f"{_R}/{kind}", f"{kind}.xml") for kind in ("styles", "settings", "numbering")),
        (f"{_R}/fontTable", "fontTable.xml"),
        (f"{_R}/header", "header1.xml"),
        (f"{_R}/footer", "footer1.xml"),
        *((f"{_R}/{kind}", f"{kind}.xml") for kind in ("footnotes", "endnotes", "comments")),
        (f"{_R}/image", "media/photo.png"),
        (f"{_R}/hyperlink", "https://quinn.example/work"),
        (f"{_R}/theme", "theme/theme1.xml"),
        (f"{_R}/customXml", "../customXml/item1.xml"),
    ),
    "word/styles.xml": f"{_HEAD}<w:styles {NAMES}>{_STYLES}</w:styles>",
    "word/settings.xml": f"{_HEAD}<w:settings {NAMES}>{_SETTINGS}</w:settings>",
    "word/numbering.xml": f"{_HEAD}<w:numbering {NAMES}>{_NUMBERING}</w:numbering>",
    "word/fontTable.xml": f"{_HEAD}<w:fonts {NAMES}>{_FONTS}</w:fonts>",
    "word/_rels/fontTable.xml.rels": _relationships((f"{_R}/font", "fonts/font1.odttf")),
    "word/header1.xml": f"{_HEAD}<w:hdr {NAMES}>{_paragraph(_run('Avery at Northwind'))}</w:hdr>",
    "word/footer1.xml": f"{_HEAD}<w:ftr {NAMES}>{_paragraph(_code('PAGE', '1'))}</w:ftr>",
    "word/footnotes.xml": _note("footnote", "at the foot"),
    "word/endnotes.xml": _note("endnote", "at the end"),
    "word/comments.xml": f'{_HEAD}<w:comments {NAMES}><w:comment w:id="0" w:author="Dana" '
    f'w:initials="D">{_paragraph(_run("hm"))}</w:comment></w:comments>',
    "word/theme/theme1.xml": _HEAD + _THEME,
    "docProps/core.xml": _HEAD + _CORE,
    "docProps/app.xml": _HEAD + _APP,
    "docProps/custom.xml": _HEAD + _CUSTOM,
    "customXml/item1.xml": '<search xmlns="urn:quinn" xmlns:q="urn:quinn"><a t="q:b"/></search>',
}
PARTS: dict[str, bytes] = {
    **{name: text.encode() for name, text in _TEXTS.items()},
    "word/media/photo.png": b"\x89PNG\r\n\x1a\nphoto",
    "word/fonts/font1.odttf": b"font",
}
"""Every part of the letter, by its name."""
