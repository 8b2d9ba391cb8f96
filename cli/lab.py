"""sddc lab: the estate's switches, clouds and hosts, embedded in this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.demo import demo
from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import EstatePath, Format, OutputFormat

if TYPE_CHECKING:
    from lab.embedded import Lab

app = typer.Typer(help="The estate's switches, clouds and hosts, embedded in this machine.", no_args_is_help=True)

app.command()(demo)

StateFolder = Annotated[
    Path | None,
    typer.Option("--state", help="Where the lab keeps its state; without it .sddc/lab in the estate's folder."),
]
WithoutClouds = Annotated[bool, typer.Option("--without-clouds", help="Leave OpenStack out.")]
Wipe = Annotated[bool, typer.Option("--wipe", help="Throw the lab's state away too.")]


@app.command()
def up(estate: EstatePath = None, state: StateFolder = None, without_clouds: WithoutClouds = False) -> None:
    """Start whatever of the lab does not run: emulated EOS switches, real FRR routers (as root), OpenStack, hosts."""
    from cli.terminal import open_terminal

    terminal = open_terminal()
    lab = _lab(estate, state, with_clouds=not without_clouds)
    with _faults():
        lab.up(lambda line: terminal.err.print(f" ▸ {line}", markup=False))
    terminal.out.print(f"The lab is up. Use it with:  export SDDC_ACCESS={lab.access_file}", markup=False)


@app.command()
def status(estate: EstatePath = None, state: StateFolder = None, output: OutputFormat = Format.TABLE) -> None:
    """Show which parts of the lab run; ends with 1 unless all of them do."""
    from cli.terminal import open_terminal

    terminal = open_terminal()
    with _faults():
        parts = _lab(estate, state).status()
    if output is Format.JSON:
        terminal.json([{"part": part.name, "running": part.running, "detail": part.detail} for part in parts])
    else:
        width = max(len(part.name) for part in parts)
        for part in parts:
            state_word = "[green]runs[/]  " if part.running else "[red]stopped[/]"
            terminal.out.print(f"{part.name:<{width}}  {state_word}  {part.detail}")
    raise typer.Exit(Exit.DONE if all(part.running for part in parts) else Exit.FAILED)


@app.command()
def down(estate: EstatePath = None, state: StateFolder = None, wipe: Wipe = False) -> None:
    """End every process of the lab."""
    from cli.terminal import open_terminal

    with _faults():
        _lab(estate, state).down(wipe=wipe)
    open_terminal().out.print("The lab is down." + (" Its state is gone." if wipe else ""))


def _lab(estate: Path | None, state: Path | None, *, with_clouds: bool = True) -> "Lab":
    from cli.estates import estate_path, loaded
    from lab.embedded import Lab

    path = estate_path(estate)
    folder = state or path / ".sddc" / "lab"
    return Lab(loaded(path), folder, with_clouds)


class _faults:  # noqa: N801 - reads as the statement that it is
    """Turn what can go wrong with a lab into words."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from lab.eos.spec import SpecInvalid as SwitchesInvalid
        from lab.frr import FrrLabError
        from lab.hosts.spec import SpecInvalid as HostsInvalid
        from lab.layout import LabTooLarge
        from lab.openstack.failure import OpenStackLabError
        from lab.processes import ProcessNotStarted

        told = (SwitchesInvalid, FrrLabError, HostsInvalid, LabTooLarge, OpenStackLabError, ProcessNotStarted, OSError)
        if isinstance(error, told):
            advice = "What was started runs on; end it with: sddc lab down"
            raise CommandFailed(f"The lab could not be started: {error}", advice) from None
