"""Merging: the workbook's changes in the person's document, as tracked changes."""

from __future__ import annotations

import io
import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import docx
import pytest
from commands import run
from conftest import SAMPLES
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from lxml import etree
from merging import W, accepted, edited, rejected, story
from openpyxl import load_workbook
from word_xml import NAMES, RELS, code, document, link, p, r, table

import leavebehind
from leavebehind.docx.blocks import paragraph_texts
from leavebehind.docx.comments import waiting
from leavebehind.docx.merge import merge
from leavebehind.docx.package import read_parts
from leavebehind.docx.print_copy import print_copy
from leavebehind.resolve import Choice

Versions = list[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """The sample's documents as two workbooks make them."""
    folder = tmp_path_factory.mktemp("versions") / "samples"
    shutil.copytree(SAMPLES, folder, ignore=shutil.ignore_patterns("packages", "gallery"))
    documents = []
    for name in ("before", "after"):
        leavebehind.build(folder / "interviews.xlsx", folder / name, pdf="none")
        documents.append(_documents(folder / name))
        _change(folder / "interviews.xlsx")
    before, after = documents
    return [(before[path], after[path]) for path in sorted(before.keys() & after.keys())]


def _change(workbook: Path) -> None:
    """Gives the workbook other words in every second long text, and takes out some rows."""
    book = load_workbook(workbook)
    texts = [
        cell
        for sheet in book
        if sheet.title not in ("Packages", "Settings", "Sections")
        for row in sheet.iter_rows(min_row=2, min_col=2)
        for cell in row
        if isinstance(cell.value, str) and len(cell.value) > 25 and "/" not in cell.value
    ]
    for cell in texts[::2]:
        words = cell.value.split(" ")
        words[len(words) // 2] = "another"
        cell.value = " ".join(words)
    for name in ("Experience", "References", "Skills"):
        book[name].delete_rows(3)
    book.save(workbook)


def _documents(folder: Path) -> Mapping[str, bytes]:
    found = (path for path in folder.rglob("*.docx") if ".leavebehind" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


class TestLaws:
    @pytest.mark.parametrize("seed", range(12))
    def test_rejecting_all_gives_theirs_and_merging_twice_changes_nothing(
        self, versions: Versions, seed: int
    ) -> None:
        random_ = random.Random(seed)
        base, new = random_.sample(random_.choice(versions), 2)
        mine = edited(base, random_, random_.randrange(1, 6))
        merged = merge(base, mine, new)
        assert story(rejected(merged.data)) == story(mine)
        assert merge(new, merged.data, new).data == merged.data
        assert waiting(merged.data) == (merged.open_changes, merged.clashes)

    def test_where_they_changed_nothing_accepting_all_gives_the_new_one(
        self, versions: Versions
    ) -> None:
        for base, new in versions[::2]:
            for one, other in ((base, new), (new, base)):
                merged = merge(one, one, other)
                assert said_by(accepted(merged.data)) == said_by(other)
                assert story(rejected(merged.data)) == story(one)
                assert not merged.clashes

    def test_where_one_side_changed_nothing_every_byte_stays(self, versions: Versions) -> None:
        base, new = versions[0]
        mine = edited(base, random.Random(1), 3)
        assert merge(base, mine, base).data == mine
        assert merge(base, new, new).data == new

    @pytest.mark.validator
    def test_word_opens_it(
        self,
        versions: Versions,
        tmp_path: Path,
        validate_docx: Callable[[Iterable[Path]], None],
    ) -> None:
        paths = []
        for seed in range(8):
            random_ = random.Random(seed)
            base, new = random_.choice(versions)
            paths.append(tmp_path / f"{seed}.docx")
            paths[-1].write_bytes(merge(base, edited(base, random_, 3), new).data)
        validate_docx(paths)


@pytest.mark.libreoffice
def test_a_document_that_libreoffice_saved_is_merged_as_any(
    versions: Versions, tmp_path: Path, save_in_libreoffice: Callable[..., None]
) -> None:
    chosen = versions[::9]
    mine = [edited(base, random.Random(number), 2) for number, (base, _) in enumerate(chosen)]
    paths = [tmp_path / f"{number}.docx" for number in range(len(mine))]
    for path, data in zip(paths, mine, strict=True):
        path.write_bytes(data)
    save_in_libreoffice(*paths)
    for path, data, (base, new) in zip(paths, mine, chosen, strict=True):
        saved = path.read_bytes()
        merged, plain = merge(base, saved, new), merge(base, data, new)
        assert story(rejected(merged.data)) == story(saved)
        assert merged.clashes == plain.clashes
        assert merged.open_changes == pytest.approx(plain.open_changes, rel=0.2)


def said_by(data: bytes) -> dict[str, list[object]]:
    """What a document says."""
    return story(data, looks=False)


def texts(data: bytes) -> list[str]:
    return paragraph_texts(read_parts(data))


def comments(data: bytes) -> str:
    return read_parts(data).get("word/comments.xml", b"").decode()


CHANGES = {
    "a word": (p("Dear Ms Wu"), p("Dear Dr Wu")),
    "a paragraph in the middle": (p("A") + p("Z"), p("A") + p("New one") + p("Z")),
    "a paragraph at the end": (p("A"), p("A") + p("One") + p("Two")),
    "a paragraph before a table": (p("A") + table([p("c")]), p("A") + p("N") + table([p("c")])),
    "a paragraph at the end of a cell": (table([p("A")]), table([p("A") + p("N")])),
    "the last paragraph": (p("A") + p("x y z u"), p("A") + p("r s t v", properties="")),
    "a row": (table([p("a")], [p("c")]), table([p("a")], [p("b")], [p("c")])),
    "a table": (p("A") + p("Z"), p("A") + table([p("x"), p("y")]) + p("Z")),
    "a table at the end": (
        p("A") + table([p("x")]) + p(),
        p("A") + table([p("x")]) + p() + table([p("y")]) + p(),
    ),
    "a table and words at the end": (p("A") + table([p("x")]) + p("r s"), p("A") + p("t u")),
    "a field": (p("See ", code("REF x", "3")), p("See ", code("REF y", "4"))),
    "a tab": (p("a b"), p("a<w:r/>".replace("<w:r/>", ""), "<w:r><w:tab/></w:r>", "b")),
    "more spaces": (p("a b"), p("a  b")),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_turned", [False, True])
def test_what_is_put_in_or_taken_out(change: str, is_turned: bool) -> None:
    bodies = CHANGES[change][::-1] if is_turned else CHANGES[change]
    base, new = (document(p("First") + body) for body in bodies)
    mine = document(p("First and mine") + bodies[0])
    merged = merge(base, mine, new)
    assert merged.open_changes == (2 if "at the end" in change and "cell" not in change else 1)
    assert texts(rejected(merged.data)) == texts(mine)
    assert texts(accepted(merged.data)) == ["First and mine", *texts(new)[1:]]
    assert not merged.clashes


class TestClashes:
    def test_the_same_words_changed_leave_theirs_and_a_comment(self) -> None:
        base, mine, new = (document(p(f"Dear {w}, hello")) for w in ("Ms Wu", "Dana", "Dr Wu"))
        merged = merge(base, mine, new)
        assert texts(merged.data) == texts(mine)
        assert "Dr" in comments(merged.data)
        assert (merged.open_changes, merged.clashes) == (0, 1)

    def test_a_further_clash_takes_the_place_of_the_former(self) -> None:
        first, mine, second, third = (
            document(p(f"Dear {w}, hello")) for w in ("Ms Wu", "Dana", "Dr Wu", "Professor Wu")
        )
        merged = merge(second, merge(first, mine, second).data, third)
        assert waiting(merged.data) == (0, 1)
        assert "Professor" in comments(merged.data)
        assert texts(merged.data) == texts(mine)

    def test_a_paragraph_that_both_put_in_is_there_once(self) -> None:
        base = document(p("First") + p("Last"))
        mine = document(p("First of mine") + p("Added by both") + p("Last"))
        new = document(p("First") + p("Added by both") + p("Last, another"))
        merged = merge(base, mine, new)
        assert texts(accepted(merged.data)) == ["First of mine", "Added by both", "Last, another"]
        assert texts(rejected(merged.data)) == texts(mine)

    def test_both_changed_the_same_way(self) -> None:
        base, mine = document(p("one two")), document(p("one three") + p("x"))
        assert merge(base, mine, document(p("one three"))).data == mine

    def test_a_paragraph_that_they_took_out_is_in_a_comment(self) -> None:
        base = document(p("A b c d") + p("One two three four"))
        new = document(p("A b c d") + p("One two three five"))
        merged = merge(base, document(p("A b c d")), new)
        assert "One two three five" in comments(merged.data)
        assert texts(merged.data) == ["A b c d"]

    def test_they_took_out_all(self) -> None:
        merged = merge(document(p("one")), document(""), document(p("two")))
        assert "“two”" in comments(merged.data)

    def test_what_they_changed_is_not_taken_out(self) -> None:
        base = document(p("A b c d") + p("One two three four"))
        mine = document(p("A b c d") + p("One two three mine"))
        merged = merge(base, mine, document(p("A b c d")))
        assert texts(merged.data) == texts(mine)
        assert "One two three four" in comments(merged.data)

    def test_a_header_is_commented_in_the_body(self) -> None:
        base, mine, new = (document(p("A"), header=w) for w in ("one", "two", "three"))
        merged = merge(base, mine, new)
        assert "three" in comments(merged.data)
        assert "commentReference" in read_parts(merged.data)["word/document.xml"].decode()

    def test_what_both_put_in_one_place_never_becomes_one_word(self) -> None:
        base, mine, new = (document(p(f"Dear {name},")) for name in ("", "Dana", "Tom"))
        merged = merge(base, mine, new)
        assert texts(accepted(merged.data)) == ["Dear Dana,"]
        assert "“Tom”" in comments(merged.data)
        assert "“Two”" in comments(merge(*map(document, (p(), p("One"), p("Two")))).data)

    def test_no_comment_of_a_merge_takes_the_place_of_another(self) -> None:
        versions = (p("A b c d") + p("One"), p("Mine"), p("A b c x") + p("Two"))
        merged = merge(*map(document, versions))
        assert waiting(merged.data) == (0, merged.clashes) == (0, 2)
        assert "A b c x" in comments(merged.data)
        assert "Two" in comments(merged.data)


@pytest.mark.parametrize("theirs", ["One two three four of mine", ""])
@pytest.mark.parametrize("put", [p, lambda text: table([p(text)])], ids=["text", "a table"])
def test_what_the_workbook_has_moved_is_not_there_twice_if_they_changed_it(
    theirs: str, put: Callable[[str], str]
) -> None:
    """The order of references is the reader's, so that it changes with the reader."""
    former, end = put("One two three four"), p("Dear Dana Wu") + p("A b c d") + p("Yours")
    base, new = document(former + end), document(end + former + p("Z"))
    merged = merge(base, document((put(theirs) if theirs else "") + end), new)
    assert texts(accepted(merged.data)).count("One two three four") == 0
    assert texts(rejected(merged.data)) == [*filter(None, [theirs]), *texts(document(end))]
    assert texts(accepted(merged.data))[-1] == "Z"
    assert ("in another place" in comments(merged.data)) == bool(theirs)


@pytest.mark.parametrize("last", ["nine", "ten"])
def test_a_table_in_another_shape_is_not_there_twice_if_they_changed_it(last: str) -> None:
    """A longer address may take a second column away, and other themes have no tables."""
    words = ("One two three", "four five six", "a b c", f"seven eight {last}")
    cells = [p(one) for one in words]
    former = table([*cells[:3], p("seven eight nine")])
    mine = document(p("A") + former.replace("three", "three and mine") + p("Z"))
    new = document(p("A") + "".join(table([cell]) for cell in cells) + p("Z x"))
    merged = merge(document(p("A") + former + p("Z")), mine, new)
    assert texts(accepted(merged.data)) == [*texts(mine)[:-1], "Z x"]
    assert ("seven eight ten" in comments(merged.data)) == (last == "ten")
    assert bool(merged.notes) == (last == "nine")


def test_an_empty_paragraph_does_not_say_which_table_is_which() -> None:
    base = document(table([p("One two three four")]) + p())
    new = document(p() + table([p("One two three five")]) + p("Z"))
    mine = document(table([p("One two three four")], [p("Mine")]) + p())
    merged = merge(base, mine, new)
    assert texts(accepted(merged.data)) == ["One two three five", "Mine", "Z"]
    assert texts(rejected(merged.data)) == texts(mine)
    assert not merged.clashes


def test_what_is_put_in_before_what_goes_in_front_of_a_table_is_all_rejected() -> None:
    centred = p(properties='<w:pPr><w:jc w:val="center"/></w:pPr>')
    base = document(p("One two") + table([p("c")]) + p())
    new = document(centred + p("Three four") + table([p("c")]) + p())
    merged = merge(base, base, new)
    assert story(rejected(merged.data)) == story(base)
    assert said_by(accepted(merged.data)) == said_by(new)


def test_the_same_clash_in_two_paragraphs_is_in_a_comment_at_each() -> None:
    base, mine, new = (document(p(f"A {w} day") + p(f"Ein {w} Tag")) for w in ("1", "2", "3"))
    assert merge(base, mine, new).clashes == 2


def test_a_header_is_merged() -> None:
    base, new = (document(p("A"), header=f"The {w} head") for w in ("old", "new"))
    merged = merge(base, document(p("A mine"), header="The old head"), new)
    assert "The new head" in texts(accepted(merged.data))
    assert "The old head" in texts(rejected(merged.data))


def test_a_header_is_found_again_behind_a_new_section() -> None:
    section = "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>"
    base, new = (document(p("A"), header=f"The {w} head") for w in ("old", "new"))
    merged = merge(base, document(section + p("A"), header="The old head"), new)
    assert "The new head" in texts(accepted(merged.data))


def test_a_row_with_other_cells_takes_the_place_of_the_former() -> None:
    base, new = (document(table([p("a")], row)) for row in ([p("b")], [p("b"), p("x")]))
    merged = merge(base, document(table([p("a mine")], [p("b")])), new)
    assert texts(accepted(merged.data)) == ["a mine", "b", "x"]
    assert texts(rejected(merged.data)) == ["a mine", "b"]
    assert not merged.clashes


def test_the_words_for_a_text_box_that_they_took_out_are_in_a_comment() -> None:
    base, new = (document(p("A", _box(words))) for words in ("In the box", "In a new box"))
    merged = merge(base, document(p("A")), new)
    assert "In a new box" in comments(merged.data)


def test_the_words_of_a_text_box_in_a_clash_are_in_a_comment() -> None:
    base, mine = document(p("one two")), document(p("one three"))
    merged = merge(base, mine, document(p("one ", _box("In the box"))))
    assert "In the box" in comments(merged.data)


def test_the_words_of_a_text_box_change_in_what_older_programs_show_too() -> None:
    def twice(words: str) -> str:
        choice = f'<mc:Choice Requires="wps">{_box(words)[5:-6]}</mc:Choice>'
        fallback = f"<mc:Fallback>{_box(words)[5:-6]}</mc:Fallback>"
        space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        both = f'<mc:AlternateContent xmlns:mc="{space}">{choice}{fallback}'
        return f"<w:r>{both}</mc:AlternateContent></w:r>"

    base, new = (document(p("A", twice(f"an {word} box"))) for word in ("old", "other"))
    merged = accepted(merge(base, document(p("A mine", twice("an old box"))), new).data)
    body = etree.fromstring(read_parts(merged)["word/document.xml"])
    boxes = ["".join(box.itertext()) for box in body.iter(f"{W}txbxContent")]
    assert boxes == ["an other box", "an other box"]


def _box(words: str) -> str:
    box = f"<w:txbxContent>{p(words)}</w:txbxContent>"
    return f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"


def test_a_header_that_is_new_is_in_a_comment() -> None:
    merged = merge(document(p("A")), document(p("A mine")), document(p("A"), header="Of old"))
    assert "Of old" in comments(merged.data)
    assert b"commentReference" in read_parts(merged.data)["word/document.xml"]


def test_only_the_style_differs() -> None:
    styles = (
        '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>',
        '<w:pPr><w:pStyle w:val="Title"/></w:pPr>',
    )
    base, new = (document(p("One two") + p("Z", properties=one) * 3) for one in styles)
    merged = merge(base, document(p("One mine") + p("Z", properties=styles[0]) * 3), new)
    assert b'w:val="Title"' in read_parts(accepted(merged.data))["word/document.xml"]
    assert b'w:val="Title"' not in read_parts(rejected(merged.data))["word/document.xml"]
    assert merged.open_changes == 1


def test_other_looks_of_words_are_told_in_a_note() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>there</w:t></w:r>"
    base, new = document(p("one ", "there")), document(p("two ", bold))
    assert merge(base, document(p("one ", "there") + p("Mine")), new).notes


@pytest.mark.parametrize("beside", [p("x"), p(link("rIdX", "Mail"))], ids=["text", "a link"])
def test_other_looks_of_what_says_the_same_are_told_in_a_note(beside: str) -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>there</w:t></w:r>"
    base, new = (document(beside.replace("</w:p>", f"{one}</w:p>")) for one in (r("there"), bold))
    assert merge(base, base, new).notes
    assert not merge(base, document(p("Mine") + beside), document(beside + p("More"))).notes


def test_other_looks_under_another_style_are_told_in_a_note() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>there</w:t></w:r>"
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    base, new = document(p("there")), document(p(bold, properties=style))
    assert merge(base, base, new).notes


def test_the_persons_comment_on_words_that_go_stays() -> None:
    """Some programs keep the reference of a comment in the run of the words."""
    noted = '<w:r><w:t>old words</w:t><w:commentReference w:id="0"/></w:r>'
    base, new = document(p("Some old words")), document(p("Some new words"))
    merged = merge(base, document(p("Some ", noted)), new)
    assert texts(accepted(merged.data)) == ["Some new words"]
    for settled in (accepted, rejected):
        assert b"commentReference" in read_parts(settled(merged.data))["word/document.xml"]


def test_comments_in_the_xml_are_no_words() -> None:
    """Other programs than Word write them; lxml crashes where it makes one canonical."""
    properties = "<w:pPr><w:keepNext/><!-- odd --><?odd w?></w:pPr>"
    base, new = document(p("Some old words")), document(p("Some new words"))
    mine = document(f"<w:p>{properties}<w:r><w:t>Some o<!-- odd -->ld words</w:t></w:r></w:p>")
    for theirs, wanted in ((mine, new), (base, mine), (mine, mine)):
        merged = merge(base, theirs, wanted)
        assert texts(accepted(merged.data)) == texts(wanted)


def test_a_style_that_the_words_ask_for_comes_along() -> None:
    style = '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>'
    base, new = (document(table([p("A b", properties=one)])) for one in ("", style))
    merged = merge(base, document(p("Mine") + table([p("A b")])), new)
    assert b'w:val="Heading1"' in read_parts(accepted(merged.data))["word/document.xml"]
    assert b'w:val="Heading1"' not in read_parts(rejected(merged.data))["word/document.xml"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (p("a b"), table([p("a b")]) + p()),
        (p("x y"), p("r s") + table([p("x y")]) + p("t u")),
        (p("x y") + table([p("x y")]) + p("t u"), p("r s")),
    ],
)
def test_words_that_go_into_a_table_or_come_out_of_it(before: str, after: str) -> None:
    base, new = (document(p("First") + body) for body in (before, after))
    merged = merge(base, document(p("First and mine") + before), new)
    assert said_by(accepted(merged.data)) == said_by(document(p("First and mine") + after))
    assert said_by(rejected(merged.data)) == said_by(document(p("First and mine") + before))


def _inserted(text: str) -> str:
    return f'<w:ins w:id="90" w:author="Ann" w:date="2026-01-01T00:00:00Z">{r(text)}</w:ins>'


def _control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


END = '<w:pPr><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr>'
WRAPPED = {
    "in what they have put in": (
        p("a b c"),
        p(_inserted("a b c")),
        p("a b new c"),
        ["a b new c"],
    ),
    "beside what they have put in": (
        p("a b c"),
        p("a ", _inserted("MINE "), "b c"),
        p("a new b c"),
        ["a MINE new b c"],
    ),
    "behind a content control": (
        p("To ", _control(r("Ms Wu"))),
        p("To ", _control(r("Ms Wu my"))),
        p("To ", _control(r("Ms Wu")), " new"),
        ["To Ms Wu my new"],
    ),
    "a paragraph in a content control": (
        _control(p("a b")) + p("z"),
        _control(p("a b")) + p("z mine"),
        _control(p("a c") + p("new")) + p("z"),
        ["a c", "new", "z mine"],
    ),
    "the end of a section": (
        p("a") + p("gone", properties=END) + p("b"),
        p("a mine") + p("gone", properties=END) + p("b"),
        p("a") + p("b"),
        ["a mine", "b"],
    ),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_words_go_where_they_belong(case: str) -> None:
    base, mine, new = map(document, WRAPPED[case][:3])
    merged = merge(base, mine, new)
    assert texts(accepted(merged.data)) == WRAPPED[case][3]
    assert story(rejected(merged.data)) == story(mine)


def test_a_style_that_is_new_comes_along_with_those_it_builds_on() -> None:
    def version(*added: str) -> bytes:
        word = docx.Document()
        word.add_paragraph("One")
        if added:
            base = word.styles.add_style("Proud", WD_STYLE_TYPE.PARAGRAPH)
            word.styles.add_style("Prouder", WD_STYLE_TYPE.PARAGRAPH).base_style = base
            word.styles.add_style("Loud", WD_STYLE_TYPE.CHARACTER)
        for text in added:
            word.add_paragraph("", style="Prouder").add_run(text, style="Loud")
        return _saved(word)

    base, new = version(), version("Two")
    merged = merge(base, edited_text(base, "One", "Mine"), new)
    last = docx.Document(io.BytesIO(accepted(merged.data))).paragraphs[-1]
    assert (last.text, last.style and last.style.name) == ("Two", "Prouder")
    assert last.style and last.style.base_style and last.style.base_style.name == "Proud"
    assert last.runs[0].style.name == "Loud"
    assert texts(rejected(merged.data)) == ["Mine"]


@pytest.mark.parametrize("former", ["lowerRoman", "decimal", ""])
def test_an_item_of_a_list_is_numbered_as_the_workbook_has_it(former: str) -> None:
    base, new = _list(former, "a" if former else ""), _list("lowerRoman", "a", "b")
    merged = accepted(merge(base, edited_text(base, "One", "Mine"), new).data)
    assert texts(merged) == ["Mine", "a", "b", "End"]
    root = docx.Document(io.BytesIO(merged)).part.numbering_part.element
    last = etree.fromstring(read_parts(merged)["word/document.xml"]).findall(f".//{W}numId")[-1]
    number = root.find(f"{W}num[@{W}numId='{last.get(f'{W}val')}']")
    shape = root.find(f"{W}abstractNum[@{W}abstractNumId='{number[0].get(f'{W}val')}']")
    assert shape.find(f"{W}lvl/{W}numFmt").get(f"{W}val") == "lowerRoman"


def _list(kind: str, *items: str) -> bytes:
    """A document with these items, numbered in this way by the list 77."""
    word = docx.Document()
    word.add_paragraph("One")
    if kind:
        lists = word.part.numbering_part.element
        level = f'<w:lvl w:ilvl="0"><w:numFmt w:val="{kind}"/><w:lvlText w:val="%1."/></w:lvl>'
        shape = f'<w:abstractNum {NAMES} w:abstractNumId="77">{level}</w:abstractNum>'
        lists.insert(0, etree.fromstring(shape))
        number = f'<w:num {NAMES} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
        lists.append(etree.fromstring(number))
    for item in filter(None, items):
        properties = word.add_paragraph(item)._p.get_or_add_pPr()
        properties.get_or_add_numPr().get_or_add_numId().val = 77
    word.add_paragraph("End")
    return _saved(word)


@pytest.mark.parametrize(("before", "after"), [("", "b"), ("a", "ab"), ("a", "b"), ("ab", "b")])
def test_a_footnote_comes_along(before: str, after: str) -> None:
    base, new = _with_footnotes(before), _with_footnotes(after)
    merged = merge(base, edited_text(base, "See", "Oh: See"), new)
    for data, wanted in ((accepted(merged.data), after), (rejected(merged.data), before)):
        parts = read_parts(data)
        called = etree.fromstring(parts["word/document.xml"]).iter(f"{W}footnoteReference")
        notes = etree.fromstring(parts["word/footnotes.xml"])
        by_number = {note.get(f"{W}id"): "".join(note.itertext()) for note in notes}
        assert "".join(by_number[one.get(f"{W}id")] for one in called) == wanted


def _with_footnotes(notes: str) -> bytes:
    """A document whose one paragraph has a footnote for each letter."""
    if not notes:
        return document(p("See"))
    calls = [f'<w:r><w:footnoteReference w:id="{ord(note)}"/></w:r>' for note in notes]
    texts = [f'<w:footnote w:id="{ord(note)}">{p(note)}</w:footnote>' for note in notes]
    line = f'<w:footnote w:type="separator" w:id="0">{p()}</w:footnote>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/></Types>'
    return document(
        p("See", *calls),
        {"word/footnotes.xml": f"<w:footnotes {NAMES}>{line}{''.join(texts)}</w:footnotes>"},
        f'<Relationship Id="rIdF" Type="{RELS}/footnotes" Target="footnotes.xml"/>',
        types=("</Types>", override),
    )


def _saved(word: Document) -> bytes:
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def test_a_link_comes_along() -> None:
    base = document(p("See it"))
    relation = (
        '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/hyperlink" Target="https://a.example/" TargetMode="External"/>'
    )
    new = document(p("See it ", link("rIdX", "there")), relations=relation)
    merged = merge(base, document(p("Oh: See it")), new)
    assert texts(accepted(merged.data)) == ["Oh: See it there"]
    assert b"https://a.example" in read_parts(merged.data)["word/_rels/document.xml.rels"]


def test_a_picture_comes_along() -> None:
    versions = []
    for size in (3, 5):
        word = docx.Document()
        word.add_paragraph("A portrait")
        word.add_picture(io.BytesIO(_png(size)))
        versions.append(io.BytesIO())
        word.save(versions[-1])
    base, new = (one.getvalue() for one in versions)
    mine = edited_text(base, "A portrait", "My portrait")
    merged = merge(base, mine, new)
    assert story(rejected(merged.data)) == story(mine)
    assert _png(5) in read_parts(merged.data).values()
    assert len(docx.Document(io.BytesIO(accepted(merged.data))).inline_shapes) == 1


def _png(size: int) -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("RGB", (size, size)).save(made, "PNG")
    return made.getvalue()


def edited_text(data: bytes, before: str, after: str) -> bytes:
    parts = read_parts(data)
    parts["word/document.xml"] = parts["word/document.xml"].replace(before.encode(), after.encode())
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def test_a_further_change_is_merged_upon_open_ones() -> None:
    first, second, third = (document(p(f"Dear Ms Wu, {w} day")) for w in ("one", "two", "three"))
    mine = document(p("Dear Ms Wu, one day") + p("Mine"))
    merged = merge(second, merge(first, mine, second).data, third)
    assert texts(rejected(merged.data)) == texts(mine)
    assert texts(accepted(merged.data)) == ["Dear Ms Wu, three day", "Mine"]


def test_their_own_tracked_changes_stay() -> None:
    own = '<w:ins w:id="1" w:author="Me"><w:r><w:t>and mine </w:t></w:r></w:ins>'
    base, new = document(p("one two")), document(p("one three"))
    merged = merge(base, document(p("one ", own, "two")), new)
    assert b'w:author="Me"' in read_parts(merged.data)["word/document.xml"]
    assert texts(accepted(merged.data)) == ["one and mine three"]


def test_their_own_tracked_change_of_a_paragraphs_looks_stays_with_those_looks() -> None:
    former, wanted = (f'<w:pPr><w:pStyle w:val="{one}"/></w:pPr>' for one in ("Near", "Far"))
    own = '<w:pPrChange w:id="1" w:author="Me"><w:pPr/></w:pPrChange></w:pPr>'
    mine = document(p("one two", properties=former.replace("</w:pPr>", own)))
    merged = merge(
        document(p("one two", properties=former)), mine, document(p("one 2", properties=wanted))
    )
    assert story(rejected(merged.data)) == story(mine)
    assert texts(accepted(merged.data)) == ["one 2"]


def test_a_row_goes_and_comes_with_the_ends_between_the_paragraphs_of_its_cells() -> None:
    # Without them LibreOffice leaves an empty row: it takes out one whose content all goes.
    less, more = (document(table([p("A")], *rows) + p()) for rows in ([], [[p("B") + p("C")]]))
    for base, new, mark in ((less, more, "ins"), (more, less, "del")):
        merged = merge(base, base, new)
        root = etree.fromstring(read_parts(merged.data)["word/document.xml"])
        ends = [bool(end.findall(f"{W}pPr/{W}rPr/{W}{mark}")) for end in root.iter(W + "p")]
        assert ends == [False, True, False, False]
        assert texts(accepted(merged.data)) == texts(new) == texts(print_copy(merged.data)[0])
        assert texts(rejected(merged.data)) == texts(base)
        assert merged.open_changes == 1


def test_a_row_that_the_template_makes_two_tables_of_is_not_there_twice() -> None:
    ada, bob = "Ada Lovelace, analyst in London", "Bob Hope, actor in Paris"
    row, two = (
        document(p("Referees") + rows + p("The end"))
        for rows in (table([p(ada), p(bob)]), table([p(ada)]) + p("and") + table([p(bob)]))
    )
    mine = document(p("Referees") + table([p(ada + ", a friend"), p(bob)]) + p("The end"))
    merged = merge(row, mine, two)
    assert texts(accepted(merged.data)) == texts(mine)
    assert merged.clashes == 1
    untouched = merge(row, row, two)
    assert texts(accepted(untouched.data)) == texts(two)
    assert texts(rejected(untouched.data)) == texts(row)


def test_a_print_has_the_changes_and_a_note() -> None:
    base, new = document(p("one two")), document(p("one three"))
    merged = merge(base, document(p("one two") + p("Mine")), new)
    printed, notes = print_copy(merged.data)
    assert texts(printed) == ["one three", "Mine"]
    assert any("1 tracked change" in note for note in notes)


class TestFolder:
    @pytest.fixture
    def conflict(self, make_workbook: Callable[..., Path]) -> tuple[Path, Path]:
        """A workbook that has changed since the person edited the letter."""
        workbook = make_workbook(_opening("The first words of it."))
        report = leavebehind.build(workbook, pdf="none")
        letter = next(one.path for one in report.documents if one.section == "cover_letter")
        word = docx.Document(str(letter))
        word.add_paragraph("A paragraph of mine.")
        word.save(str(letter))
        make_workbook(_opening("The second words of it."))
        return workbook, letter

    def test_resolve(self, conflict: tuple[Path, Path]) -> None:
        workbook, letter = conflict
        leavebehind.build(workbook, pdf="none")
        theirs = letter.read_bytes()
        settled = leavebehind.resolve(letter, keep="merge")
        assert settled.open_changes == 1
        assert settled.copy and settled.copy.read_bytes() == theirs
        assert not letter.with_name("Cover letter.new.docx").exists()
        self.assert_merged(workbook, letter)

    def test_a_merge_that_was_killed_before_the_ledger_knew_of_it_is_not_made_twice(
        self, conflict: tuple[Path, Path], tmp_path: Path
    ) -> None:
        workbook, letter = conflict
        leavebehind.build(workbook, pdf="none")
        beside, state = (
            letter.with_name("Cover letter.new.docx"),
            tmp_path / "packages/.leavebehind",
        )
        new = beside.read_bytes()
        shutil.copytree(state, tmp_path / "before")
        leavebehind.resolve(letter, keep="merge")
        merged = letter.read_bytes()
        shutil.rmtree(state)
        (tmp_path / "before").rename(state)
        beside.write_bytes(new)
        settled = leavebehind.resolve(letter, keep="merge")
        assert (settled.open_changes, letter.read_bytes()) == (1, merged)
        self.assert_merged(workbook, letter)

    def test_build_and_resolve_all(self, conflict: tuple[Path, Path]) -> None:
        workbook, letter = conflict
        report = leavebehind.build(workbook, pdf="none", on_conflict="merge")
        assert any("1 tracked change" in note.message for note in report.notes)
        self.assert_merged(workbook, letter)
        assert list(leavebehind.resolve_all(workbook, keep="merge")) == []

    @pytest.mark.parametrize("is_whole", [True, False])
    def test_a_dry_run_foretells_whether_it_can_be_merged(
        self, conflict: tuple[Path, Path], is_whole: bool
    ) -> None:
        workbook, letter = conflict
        if not is_whole:
            letter.write_bytes(letter.read_bytes()[:500])
        found = [
            [
                document.outcome
                for package in leavebehind.build(
                    workbook, pdf="none", on_conflict="merge", dry_run=dry_run
                ).packages
                for document in package.documents
                if document.path == letter
            ]
            for dry_run in (True, False)
        ]
        assert found == [["updated" if is_whole else "conflict"]] * 2

    def test_resolve_all(self, conflict: tuple[Path, Path]) -> None:
        workbook, letter = conflict
        leavebehind.build(workbook, pdf="none")
        [settled] = leavebehind.resolve_all(workbook, keep="merge")
        assert settled.document == letter
        self.assert_merged(workbook, letter)

    @pytest.mark.parametrize("keep", ["mine", "new", "merge"])
    @pytest.mark.parametrize("every", [True, False])
    def test_a_conflict_is_resolved_where_its_whole_folder_was_moved_to(
        self, conflict: tuple[Path, Path], keep: Choice, every: bool
    ) -> None:
        workbook, letter = conflict
        leavebehind.build(workbook, pdf="none")
        moved = letter.parents[1].rename(letter.parents[2] / "Later") / letter.parent.name
        mine = moved / letter.name
        if every:
            [settled] = leavebehind.resolve_all(workbook, keep=keep)
        else:
            settled = leavebehind.resolve(mine, keep=keep)
        assert settled.document == mine
        assert settled.copy and settled.copy.is_file()
        assert not mine.with_name("Cover letter.new.docx").exists()
        outcome = next(
            document.outcome
            for package in leavebehind.build(workbook, pdf="none").packages
            for document in package.documents
            if document.path == mine
        )
        assert outcome == ("unchanged" if keep == "new" else "kept")

    def test_resolve_all_passes_over_a_new_version_that_was_thrown_away(
        self, conflict: tuple[Path, Path]
    ) -> None:
        workbook, letter = conflict
        leavebehind.build(workbook, pdf="none")
        letter.with_name("Cover letter.new.docx").unlink()
        assert list(leavebehind.resolve_all(workbook, keep="mine")) == []

    def test_the_command_line(self, conflict: tuple[Path, Path]) -> None:
        workbook, letter = conflict
        run("build", workbook, "--pdf", "none")
        output, _ = run("status", workbook)
        assert "--merge" in output
        output, _ = run("resolve", "--all", workbook, "--merge")
        assert "1 tracked change" in output
        output, _ = run("status", workbook)
        assert "the workbook's changes wait in it: 1 tracked change" in output
        assert json.loads(run("resolve", "--all", workbook, "--mine", "--json")[0]) == {
            "resolved": []
        }
        run("resolve", letter, "--mine", "--merge", code=2)
        output, _ = run("build", workbook, "--pdf", "none", "--on-conflict", "merge")
        assert "1 kept" in output

    def test_a_lost_base_is_refused_in_words(self, conflict: tuple[Path, Path]) -> None:
        workbook, letter = conflict
        leavebehind.build(workbook, pdf="none")
        before = letter.read_bytes()
        for base in (workbook.parent / "packages" / ".leavebehind" / "base").iterdir():
            base.unlink()
        with pytest.raises(leavebehind.OutputError, match="lost"):
            leavebehind.resolve(letter, keep="merge")
        assert letter.read_bytes() == before
        assert letter.with_name("Cover letter.new.docx").exists()

    def assert_merged(self, workbook: Path, letter: Path) -> None:
        merged = letter.read_bytes()
        assert any("second words" in text for text in texts(accepted(merged)))
        assert any("first words" in text for text in texts(rejected(merged)))
        assert "A paragraph of mine." in texts(merged)
        for on_conflict in ("beside", "merge"):
            report = leavebehind.build(workbook, pdf="none", on_conflict=on_conflict)  # type: ignore[arg-type]
            outcomes = {one.section: one.outcome for one in report.documents}
            assert outcomes["cover_letter"] == "kept"
            assert letter.read_bytes() == merged
        [status] = [
            one for one in leavebehind.status(workbook).documents if one.section == "cover_letter"
        ]
        assert (status.state, status.open_changes) == ("edited by hand", 1)


def _opening(text: str) -> Mapping[str, object]:
    interview = {"Interview": "NW-1", "Company": "Northwind", "Role": "PM", "Opening": text}
    return {"Interviews": [interview]}
