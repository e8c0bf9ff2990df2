"""Run as a script by `word`: docx2pdf calls sys.exit and asserts where something goes wrong."""

from __future__ import annotations

import sys
from typing import Any

import docx2pdf
from answering import serve


def convert(question: dict[str, Any]) -> dict[str, Any]:
    """Makes the PDF `pdf` of `document`, and leaves Word and the person's documents open."""
    docx2pdf.convert(question["document"], question["pdf"], keep_active=True)
    return {}


def word_runs() -> bool:
    """Whether Word is open already; known on Windows only."""
    if sys.platform != "win32":
        return True
    import pythoncom
    import win32com.client

    try:
        win32com.client.GetActiveObject("Word.Application")
    except pythoncom.com_error:
        return False
    return True


def quit_word() -> None:
    """Ends the Word that this worker started, unless the person has opened something in it."""
    import win32com.client

    word = win32com.client.GetActiveObject("Word.Application")
    if word.Documents.Count == 0:
        word.Quit()


if __name__ == "__main__":
    ours = not word_runs()
    serve(convert)
    if ours:
        quit_word()
