"""The overview page of a workbook's packages, opened in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path

from leavebehind.build import AnySource, folder_of, not_built, source_of
from leavebehind.files import AnyPath
from leavebehind.packages.ledger import OVERVIEW


def open_packages(workbook: AnySource, output: AnyPath | None = None) -> Path:
    """Open the overview page of the workbook's packages in the browser, and return its path.

    Where there is no browser, the page is there all the same. Raises OutputError where nothing was
    built yet, and WorkbookError where nothing can be.
    """
    page = overview_page(workbook, output)
    if not page.is_file():
        raise not_built(source_of(workbook), page)
    webbrowser.open(page.as_uri())
    return page


def overview_page(workbook: AnySource, output: AnyPath | None = None) -> Path:
    """Where the overview page lies, or will lie after a build."""
    return folder_of(source_of(workbook), output) / OVERVIEW
