"""Build the packages of a job search that lies in a database (SQLite), and no workbook.

    python samples/from_database.py DATABASE OUTPUT

Its tables are called as the sheets are, and have the same columns; Candidate has one row.
"""

import sqlite3
import sys
from contextlib import closing

import leavebehind


def main(database: str, output: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("select name from sqlite_schema where type = 'table'")
        names = [name for (name,) in tables.fetchall()]
        data = {name: connection.execute(f'select * from "{name}"').fetchall() for name in names}
    report = leavebehind.build(leavebehind.Search.from_data(data), output)
    for package in report.packages:
        print(package.interview.company, package.interviewer.name, package.pdf)


if __name__ == "__main__":
    main(*sys.argv[1:])
