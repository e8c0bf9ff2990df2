"""The worker's side of `batch`: run as a script, it builds one workbook after another."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

from leavebehind.build import build_in
from leavebehind.cli.output import problems_of
from leavebehind.cli.signals import break_off, break_off_when_ended
from leavebehind.report import BuildOptions
from leavebehind.session import Session
from leavebehind.worker import serve


def build(session: Session, question: dict[str, Any]) -> dict[str, Any]:
    """The report of the workbook as JSON, or the problems for which there is none."""
    try:
        options = BuildOptions(**question["options"])
        report = build_in(session, question["workbook"], question["output"], options)
    except Exception as error:
        return problems_of(error)
    return report.to_json()


def main(converters: int) -> None:
    # Each build of the session finds the LibreOffice of the one before.
    break_off_when_ended()
    with Session(converters=converters) as session:
        serve(partial(build, session), break_off)


if __name__ == "__main__":
    main(int(sys.argv[1]))
