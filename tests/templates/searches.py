"""Workbooks: what candidates hand over, and what nobody has foreseen."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import save_workbook
from PIL import Image

SAMPLE = Path(__file__).parents[2] / "samples" / "interviews.xlsx"
PAPERS = ("letter", "a4")
LETTERS = [
    (words, paper, (length + sheet) % 2 == 0)
    for length, words in enumerate((40, 200, 252, 308, 352, 400))
    for sheet, paper in enumerate(PAPERS)
]
"""From three sentences to 400 words on either paper, with a date and a position or without."""

NAME_60 = "Maximiliane-Konstantina Freifrau von Hohenstaufen-Wittelsbach"
COMPOUND = "Donaudampfschifffahrtsgesellschaftskapitänspatentsinhaberschaft"
WORD_70 = "Unbreakable" * 6 + "Word"
SENTENCE = "I turned a muddle of numbers into something that people could act on by Monday. "
ADDRESS = "https://example.org/" + "/".join(["a-long-part-of-an-address"] * 6)
FRENCH = "Préparer la nuit, c’est payer la journée : personne ne l’avait remarqué avant mars. "
USUAL_WORK, USUAL_ARTICLE = (
    "https://goeury.example/la-nuit",
    "https://revue.example/2025/nuit?n=1&p=2",
)


def usual_search(folder: Path) -> dict[str, Any]:
    """What an ordinary candidate hands over, in French and on A4, with all that is shared."""
    Image.new("RGB", (300, 400), "grey").save(folder / "scan.png")
    return {
        "Candidate": {
            "Name": "Anaïs L’Hôpital Gœury, fille",
            "Headline": "Directrice des achats",
            "Email": "anais@goeury.example",
            "Phone": "+33 3 81 00 00 00",
            "City": "Besançon",
            "Summary": FRENCH * 2,
        },
        "Interviews": [
            {
                "Interview": "A",
                "Company": "Société d’épicerie « Cœur »",
                "Role": "Directrice de la chaîne d’approvisionnement",
                "Date": datetime.date(2027, 5, 4),
                "Format": "bound",
                "Package": "full",
                "Opening": FRENCH,
                "Why me": f"{FRENCH * 3}\n{FRENCH * 2}",
                "Why them": FRENCH * 2,
                "Closing": FRENCH,
            }
        ],
        "Interviewers": [{"Interview": "A", "Name": "Jean Ñíguez", "Title": "Directeur"}],
        "Experience": [
            {
                "Title": "Directrice adjointe de la logistique et des approvisionnements du Nord",
                "Company": "Halles du Doubs",
                "Start": month(2024 - 4 * n, 3),
                "End": month(2028 - 4 * n, 2),
                "Highlights": "\n".join([FRENCH] * n),
            }
            for n in range(4)
        ],
        "Education": [{"Degree": "Master", "Institution": "Université de Lyon"}],
        "Skills": [{"Category": "Langues", "Skills": "français, deutsch, español"}],
        "References": [
            {"Name": "Léa Martin", "Title": "Cheffe", "Company": "Halles", "Permission": "yes"},
            {"Name": "Luc Noël", "Phone": "+33 3 81 00 00 01", "Permission": "yes"},
        ],
        "Recommendations": [
            {"From": "Témoin un", "File": "scan.png"},
            {"From": "Témoin deux", "Title": "Cheffe", "Text": f"{FRENCH * 4}\n{FRENCH}"},
            {"From": "Témoin trois", "Date": month(2024, 3), "Text": FRENCH, "File": "scan.png"},
            {"From": "Témoin quatre", "Relationship": "collègue", "Text": FRENCH * 3},
        ],
        "Work samples": [
            {"Title": "La nuit", "Date": month(2024, 2), "Description": FRENCH, "URL": USUAL_WORK},
            {"Title": "Le jour", "Description": FRENCH * 3, "URL": "https://a.example"},
        ],
        "Publications": [
            {"Title": "Payer le jour", "Venue": "Revue", "URL": USUAL_ARTICLE, "Quote": FRENCH}
        ],
        "Settings": {"Language": "fr"},
    }


def month(year: int, number: int) -> datetime.date:
    return datetime.date(year, number, 1)


def long_search(folder: Path) -> dict[str, Any]:
    """Everything that the sheets take, and more of it than a person should hand over."""
    Image.new("RGB", (300, 400), "grey").save(folder / "photo.png")
    return {
        "Candidate": {
            "Name": NAME_60,
            "Headline": f"{COMPOUND}, Leiterin für Betriebsanalysen und Prozessverbesserung",
            "Email": f"{'m' * 40}@hohenstaufen-wittelsbach.example",
            "Phone": "+49 30 901820",
            "Address": "Straße des Siebzehnten Juni 135, Hinterhaus, vierte Etage",
            "City": "Berlin",
            "Postal code": "10623",
            "Website": "https://hohenstaufen-wittelsbach.example/persoenlich/lebenslauf",
            "LinkedIn": "https://www.linkedin.com/in/maximiliane-konstantina-hohenstaufen",
            "Summary": SENTENCE * 6,
            "Photo": "photo.png",
        },
        "Interviews": [
            {
                "Interview": "NW-1",
                "Company": f"{COMPOUND} & Söhne GmbH",
                "Role": f"Leitung {COMPOUND}",
                "Date": datetime.date(2027, 3, 16),
                "Format": "bound",
                "Package": "full",
                "Opening": SENTENCE * 5,
                "Why me": "\n".join([SENTENCE * 5] * 2),
                "Why them": SENTENCE * 5,
                "Closing": SENTENCE * 2,
            }
        ],
        "Interviewers": [
            {
                "Interview": "NW-1",
                "Name": NAME_60,
                "Title": f"Vorstandsvorsitzende der {COMPOUND}",
                "Talking points": "\n".join([SENTENCE] * 12),
                "Research notes": "\n".join([SENTENCE] * 12),
                "Personal note": SENTENCE * 2,
            },
            *({"Interview": "NW-1", "Name": f"{'AB'[n]}. Reader"} for n in range(2)),
        ],
        "Experience": [
            {
                "Title": f"{COMPOUND} Nummer {n}",
                "Company": "Beispielgesellschaft für Betriebsführung",
                "Location": "Frankfurt an der Oder",
                "Start": month(2026 - 2 * n, 1),
                "End": month(2027 - 2 * n, 12),
                "Highlights": "\n".join([SENTENCE * (1 + n % 2)] * (n % 5)),
            }
            for n in range(14)
        ],
        "Education": [
            {"Degree": f"Abschluss {n}", "Institution": "Universität", "Notes": SENTENCE * (n % 2)}
            for n in range(5)
        ],
        "Skills": [{"Category": f"{COMPOUND[: 8 * n]}", "Skills": SENTENCE} for n in range(1, 6)],
        "References": [
            {
                "Name": f"{n}. {NAME_60}",
                "Title": f"Leiterin der {COMPOUND}",
                "Company": "Beispielgesellschaft",
                "Relationship": SENTENCE,
                "Email": f"{'e' * 30}@{'beispiel' * 4}.example",
                "Permission": "yes",
            }
            for n in range(6)
        ],
        "Recommendations": [
            {"From": NAME_60, "Title": COMPOUND, "Text": "\n".join([SENTENCE * 8] * 9)},
            {"From": "Ann Other", "Text": "\n".join([SENTENCE * 4] * 2)},
        ],
        "Work samples": [
            {"Title": f"{n}. {SENTENCE}", "Description": SENTENCE * 4, "URL": ADDRESS}
            for n in range(9)
        ],
        "Publications": [
            {
                "Title": f"{n}. {SENTENCE}",
                "Venue": "Journal",
                "Date": month(2020, 1 + n),
                "Authors": f"{NAME_60}, Ann Other",
                "URL": f"{ADDRESS}/{n}" if n % 3 else "",
                "Quote": SENTENCE * (n % 2),
            }
            for n in range(12)
        ],
        "Settings": {"Language": "de", "Max references": 6},
    }


def short_search(language: str) -> dict[str, Any]:
    """Hardly more than a name."""
    return {
        "Candidate": {"Name": "Xu"},
        "Experience": [{"Title": "Clerk"}],
        "References": [{"Name": "Bo", "Permission": "yes"}],
        "Recommendations": [{"From": "Bo", "Text": "Good."}],
        "Work samples": [{"Title": "One"}],
        "Publications": [{"Title": "Two"}],
        "Interviews": [
            {"Interview": "NW-1", "Company": "X", "Role": "Y", "Format": "bound", "Package": "full"}
        ],
        "Settings": {"Language": language},
    }


def strange_search() -> dict[str, Any]:
    """Words without end, and scripts from elsewhere."""
    return {
        "Candidate": {
            "Name": f"{WORD_70}",
            "Headline": "山田太郎 한국어 简体中文",
            "Email": "a@b.example",
            "City": "Πάτρα",
            "Region": "Київ",
            "Summary": f"{WORD_70} 日本語の段落がここにあります。שלום עולם (test) مرحبا 123",
        },
        "Experience": [
            {"Title": WORD_70, "Company": WORD_70, "Highlights": f"{WORD_70}\n日本語\nمرحبا"},
        ],
        "References": [{"Name": WORD_70, "Email": f"{WORD_70}@x.example", "Permission": "yes"}],
        "Recommendations": [
            {"From": "שלום עולם", "Text": "עברתי מכאן לשם.\nانتقلت من هنا إلى هناك."}
        ],
        "Work samples": [{"Title": WORD_70, "Description": WORD_70, "URL": ADDRESS}],
        "Publications": [{"Title": "日本語の記事", "URL": ADDRESS, "Quote": WORD_70}],
        "Interviews": [
            {"Interview": "NW-1", "Company": "X", "Role": "Y", "Format": "bound", "Package": "full"}
        ],
        "Settings": {"Language": "es"},
    }


def panel_search(folder: Path) -> dict[str, Any]:
    """A panel of five, 25 publications, and a photo three times as wide as it is high."""
    Image.new("RGB", (900, 300), "grey").save(folder / "wide.png")
    return {
        "Candidate": {"Name": "Rajesh Venkataraman", "City": "Ulm", "Photo": "wide.png"},
        "Experience": [{"Title": "Ingenieur"}],
        "References": [{"Name": "Bo", "Permission": "yes"}],
        "Recommendations": [{"From": "Bo", "Text": "Gut gemacht."}],
        "Work samples": [{"Title": "Eins", "URL": "https://a.example/eins"}],
        "Publications": [
            {
                "Title": f"Von sehr großen Protokollen, Band {n}" + " und mehr" * 3 * (n == 11),
                "Venue": "Tagungsband der Konferenz für Speicher und Dateisysteme",
                "Date": datetime.date(2020 + n // 12, 1 + n % 12, 1),
                "Kind": "talk",
                "Authors": "R. Venkataraman, B. Other",
                "URL": f"https://a.example/{n}",
            }
            for n in range(1, 26)
        ],
        "Interviews": [
            {
                "Interview": "NW-1",
                "Company": "Halde & Söhne",
                "Role": "Architekt",
                "Date": datetime.date(2027, 3, 16),
                "Format": "bound",
                "Package": "full",
                "Paper": "letter",
                "Opening": "Guten Tag.",
            }
        ],
        "Interviewers": [
            {
                "Interview": "NW-1",
                "Name": f"{chr(65 + n)}. Gegenüber",
                "Title": "Leitung",
                "Part": "Hiring manager",
                "Talking points": "Wer räumt auf?\nWas blieb liegen?\nWem gehört der Dienst?",
                "Research notes": "Schrieb das Protokoll\nZeichnet lieber",
            }
            for n in range(1, 6)
        ],
        "Settings": {"Language": "de"},
    }


def letter_of(count: int) -> dict[str, str]:
    """The paragraphs of a letter of so many words, of six characters with their space."""
    words_of_six = ("nobody", "in", "this", "company", "noticed")
    quarter = " ".join(words_of_six[n % 5] for n in range(count // 4))
    return dict.fromkeys(("Opening", "Why me", "Why them", "Closing"), quarter)


def letters_search(folder: Path) -> dict[str, Any]:
    """An interview and its reader for each of LETTERS."""
    search = usual_search(folder)
    search["Candidate"] |= {"Address": "1, rue du Doubs", "Signature": "scan.png"}
    (one,) = search["Interviews"]
    search["Interviews"] = [
        {
            **one,
            "Interview": str(number),
            "Package": "basic",
            "Paper": paper,
            "Date": one["Date"] if dated else None,
            **letter_of(words),
        }
        for number, (words, paper, dated) in enumerate(LETTERS)
    ]
    search["Interviewers"] = [
        {"Interview": str(number), "Name": "Dana Wu", "Title": "Head" if dated else None}
        for number, (_, _, dated) in enumerate(LETTERS)
    ]
    return search


SEARCHES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "usual-fr": usual_search,
    "panel-de": panel_search,
    "long-de": long_search,
    "short-fr": lambda folder: short_search("fr"),
    "strange-es": lambda folder: strange_search(),
    "letters": letters_search,
    "cards-letter": lambda folder: {"Settings": {"Language": "en-US", "Paper": "letter"}},
    "cards-a4": lambda folder: {"Settings": {"Language": "en-US", "Paper": "a4"}},
}
WHOLE = ["sample", "usual-fr", "panel-de", "long-de", "short-fr", "strange-es"]
"""Those that fill every section."""


def workbook_of(search: str, folder: Path) -> Path:
    """The sample, or one of SEARCHES, saved in the folder."""
    if search == "sample":
        return SAMPLE
    return save_workbook(SEARCHES[search](folder), folder / "interviews.xlsx")
