"""Build every workbook of a folder on a Dask cluster, which shares that folder.

    python samples/build_on_cluster.py CLIENTS [SCHEDULER]

SCHEDULER is a cluster's address such as tcp://10.0.0.5:8786; without it the processes of this
machine do the work. It needs `pip install distributed`.
"""

import sys
from pathlib import Path

from distributed import Client

import leavebehind


def main(folder: str, scheduler: str | None = None) -> None:
    workbooks = sorted(Path(folder).glob("*.xlsx"))
    with Client(scheduler) as client:  # type: ignore[no-untyped-call]  # Dask has no types
        for built in leavebehind.build_many(workbooks, executor=client.get_executor()):
            print(built.workbook.name, len(built.report.packages), *built.report.problems)


if __name__ == "__main__":
    main(*sys.argv[1:])
