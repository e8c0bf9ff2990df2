"""The arguments and options that several commands have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click
from click import argument, option


class _FilePath(click.Path):
    """A path of any kind: whether it can be read is said where it is read."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            # A variable of a shell that is not set would mean the current folder.
            self.fail("it is empty", param, ctx)
        return super().convert(value, param, ctx)


def _distinct(_ctx: click.Context, _param: click.Parameter, paths: Sequence[Path]) -> list[Path]:
    # "*.xlsx old.xlsx" would build one of them twice, in two folders.
    return list({path.absolute(): path for path in paths}.values())


FILE = _FilePath(path_type=Path, readable=False)
flag = partial(option, is_flag=True)
file_option = partial(option, type=FILE)
folder_option = partial(file_option, metavar="DIR")
file_argument = partial(argument, type=FILE)
files_argument = partial(argument, type=FILE, nargs=-1, required=True)

workbook_argument = file_argument("workbook", metavar="WORKBOOK", help="The interview workbook.")
workbooks_argument = files_argument(
    "workbooks",
    metavar="WORKBOOK...",
    callback=_distinct,
    help="One or more interview workbooks.",
)
OUTPUT_HELP = "Where packages go; packages/ beside the workbook unless you say."
output_option = folder_option("--output", "-o", "folder", help=OUTPUT_HELP)
theme_option = option("--theme", metavar="NAME", help="default, modern, classic or bold.")
templates_option = folder_option("--templates", help="A folder of your own templates.")
pdf_option = option(
    "--pdf",
    type=click.Choice(["auto", "word", "libreoffice", "embedded", "none"]),
    default="auto",
    show_default=True,
    metavar="ENGINE",
    help="The PDF engine: auto, word, libreoffice, embedded or none.",
)
json_option = flag("--json", "as_json", help="Print the report as one JSON object.")
debug_option = flag("--debug", help="Show Python's traceback of an error.")
