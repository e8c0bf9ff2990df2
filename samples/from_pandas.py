"""Build the packages of a job search whose rows are DataFrames: here one CSV file a sheet.

    python samples/from_pandas.py FOLDER OUTPUT

FOLDER has Candidate.csv (one row), Interviews.csv, Interviewers.csv and whatever else there is,
with the columns that a workbook has. It needs `pip install pandas`.
"""

import sys
from pathlib import Path

import pandas as pd

import leavebehind


def main(folder: str, output: str) -> None:
    data = {path.stem: pd.read_csv(path) for path in sorted(Path(folder).glob("*.csv"))}
    interviews = data["Interviews"]
    interviews["Date"] = pd.to_datetime(interviews["Date"])
    coming = interviews[interviews["Date"] >= pd.Timestamp.today().normalize()]
    people = data["Interviewers"]
    data["Interviews"] = coming
    data["Interviewers"] = people[people["Interview"].isin(coming["Interview"])]
    search = leavebehind.Search.from_data(data, folder)
    for package in leavebehind.build(search, output).packages:
        print(package.interview.company, package.interviewer.name, package.pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
