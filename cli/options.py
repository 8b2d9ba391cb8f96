"""Arguments and options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a result is shown."""

    TABLE = "table"
    JSON = "json"


class FindingsFormat(StrEnum):
    """How findings are shown."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    GITLAB = "gitlab"


EstatePath = Annotated[
    Path | None,
    typer.Argument(
        metavar="[ESTATE]",
        help="The estate's folder; without it, the one that the current folder is in.",
        show_default=False,
    ),
]
AccessPath = Annotated[
    Path | None,
    typer.Option(
        "--access",
        envvar="SDDC_ACCESS",
        help="File that says how switches, clouds and hosts are reached (see: sddc explain access).",
        show_default=False,
    ),
]
OutputFormat = Annotated[Format, typer.Option("--format", "-f", help="table for people, json for machines.")]
FindingsOutput = Annotated[FindingsFormat, typer.Option("--format", "-f", help="How findings are shown.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before changing anything.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show only what is wrong.")]
AllowDelete = Annotated[
    bool, typer.Option("--allow-delete", help="Also delete what carries the tool's mark and is no longer wanted.")
]
JournalUrl = Annotated[
    str | None,
    typer.Option(
        "--journal",
        envvar="SDDC_JOURNAL",
        help="Database URL of the journal; without it .sddc/journal.sqlite in the estate's folder.",
        show_default=False,
    ),
]
