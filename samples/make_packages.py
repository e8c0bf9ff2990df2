"""Make every package of the sample, and say where each one lies."""

from pathlib import Path

import leavebehind

report = leavebehind.build(Path(__file__).parent / "interviews.xlsx")
for package in report.packages:
    print(package.interview.company, package.interviewer.name, package.pdf or package.folder)
for note in report.notes:
    print(f"{note.place}: {note.message}" if note.place else note.message)
