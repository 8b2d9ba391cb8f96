"""sddc dashboards: what Prometheus and Grafana need to show the metrics."""

import json
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import CommandFailed


def dashboards(
    folder: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write into.")],
) -> None:
    """Write the Prometheus rules and the Grafana dashboard for the exported metrics."""
    from capacity.dashboards import dashboard
    from capacity.rules import rule_files
    from cli.terminal import open_terminal

    texts = {**rule_files(), "sddc-capacity.json": json.dumps(dashboard(), indent=2) + "\n"}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"{folder} cannot be written: {error.strerror}.") from None
    open_terminal().out.print(f"{', '.join(texts)} are in {folder}.", markup=False)
