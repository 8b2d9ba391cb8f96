"""sddc lab: the estate's switches, clouds and hosts, embedded in this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.demo import demo
from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import EstatePath, Format, OutputFormat

if TYPE_CHECKING:
    from orchestration.process_identity import ProcessIdentity

app = typer.Typer(help="The estate's switches, clouds and hosts, embedded in this machine.", no_args_is_help=True)

app.command()(demo)

StateFolder = Annotated[
    Path | None,
    typer.Option("--state", help="Where the lab keeps its state; without it .sddc/lab in the estate's folder."),
]
Network = Annotated[
    str | None,
    typer.Option(
        "--network",
        envvar="SDDC_LAB_NETWORK",
        metavar="127.N",
        help="Where its addresses begin, N from 1 to 126. Without it where the lab was, else the first free place.",
        show_default=False,
    ),
]
WithoutClouds = Annotated[bool, typer.Option("--without-clouds", help="Leave OpenStack out.")]
UntilProcessEnds = Annotated[
    int | None,
    typer.Option(
        "--until-process-ends",
        envvar="SDDC_LAB_UNTIL_PROCESS_ENDS",
        metavar="PID",
        help="End the lab by itself once this process has ended, in whatever way, for instance $$ in a pipeline's "
        "script. Without it, the lab runs until sddc lab down.",
        show_default=False,
    ),
]
Wipe = Annotated[bool, typer.Option("--wipe", help="Throw the lab's state away too.")]


@app.command()
def up(
    estate: EstatePath = None,
    state: StateFolder = None,
    network: Network = None,
    without_clouds: WithoutClouds = False,
    until_process_ends: UntilProcessEnds = None,
) -> None:
    """Start whatever of the lab does not run: emulated EOS switches, real FRR routers (as root), OpenStack, hosts."""
    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from lab.embedded import Lab
    from lab.folder import read_lab
    from lab.layout import FIRST_NETWORK
    from lab.reservation import reserved_network

    terminal = open_terminal()
    path = estate_path(estate)
    folder = state or _default_folder(path)
    wanted = loaded(path)
    chosen = None if network is None else _network(network)
    owner = None if until_process_ends is None else _owner(until_process_ends)
    with _faults("The lab could not be started", "What was started runs on; end it with: sddc lab down"):
        before = read_lab(folder)
        if owner is None and before is not None and before.owner is not None and before.owner.is_running:
            owner = before.owner  # what has stopped of a lab is started for as long as the rest of it
        there = Lab(wanted, folder, not without_clouds, network=before.network if before else FIRST_NETWORK)
        runs = before is not None and any(part.running for part in there.status())
        with reserved_network(wanted, folder, chosen, clouds=not without_clouds, runs=runs) as first:
            lab = Lab(wanted, folder, not without_clouds, str(path.resolve()), first, owner)
            lab.up(lambda line: terminal.err.print(f" ▸ {line}", markup=False))
    until = "" if owner is None else f", until process {owner.pid} ends"
    terminal.out.print(f"The lab is up{until}. Use it with:  export SDDC_ACCESS={lab.access_file}", markup=False)


@app.command()
def status(estate: EstatePath = None, state: StateFolder = None, output: OutputFormat = Format.TABLE) -> None:
    """Show which parts of the lab run; ends with 1 unless all of them do."""
    from rich.cells import cell_len, set_cell_size

    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from lab.embedded import Lab
    from lab.folder import read_lab
    from lab.layout import FIRST_NETWORK

    terminal = open_terminal()
    path = estate_path(estate)
    folder = state or _default_folder(path)
    wanted = loaded(path)
    with _faults("The lab cannot be looked at", ""):
        record = read_lab(folder)
        clouds, network = (record.clouds, record.network) if record else (True, FIRST_NETWORK)
        parts = Lab(wanted, folder, clouds, network=network).status()
    if output is Format.JSON:
        from cli.documents.lab import lab_document

        terminal.document(lab_document(parts))
    else:
        width = max(cell_len(part.name) for part in parts)
        for part in parts:
            state_word = "[green]runs[/]  " if part.running else "[red]stopped[/]"
            terminal.out.print(f"{set_cell_size(part.name, width)}  {state_word}  {part.detail}")
    raise typer.Exit(Exit.DONE if all(part.running for part in parts) else Exit.FAILED)


@app.command()
def down(estate: EstatePath = None, state: StateFolder = None, wipe: Wipe = False) -> None:
    """End every process of the lab; the estate may have errors by now, and --state alone is enough."""
    from cli.estates import estate_path
    from cli.terminal import open_terminal
    from lab.embedded import end_lab

    folder = state or _default_folder(estate_path(estate))
    with _faults("The lab could not be ended", "Try again; what was ended stays ended."):
        end_lab(folder, wipe=wipe)
    open_terminal().out.print("The lab is down." + (" Its state is gone." if wipe else ""))


def _default_folder(path: Path) -> Path:
    return (path.parent if path.is_file() else path) / ".sddc" / "lab"


def _owner(pid: int) -> "ProcessIdentity":
    from orchestration.process_identity import identify

    owner = identify(pid) if pid > 0 else None
    if owner is None:
        raise CommandFailed(
            f"There is no process {pid}, so a lab cannot run until it ends.",
            "Name one that runs, such as the shell of the script: --until-process-ends $$",
            Exit.USAGE,
        )
    return owner


def _network(text: str) -> int:
    from lab.layout import LAST_NETWORK

    number = text.removeprefix("127.")
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= LAST_NETWORK):
        raise CommandFailed(
            f"The network of a lab is 127.1 to 127.{LAST_NETWORK}, not {text}.",
            "Everything in it listens on loopback, where nobody else can reach it.",
            Exit.USAGE,
        )
    return int(number)


class _faults:  # noqa: N801 - reads as the statement that it is
    """Turn what can go wrong with a lab into words."""

    def __init__(self, what: str, advice: str) -> None:
        self.what, self.advice = what, advice

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from lab.folder import FolderUnusable
        from lab.frr import FrrLabError
        from lab.hosts.spec import SpecInvalid as HostsInvalid
        from lab.layout import LabTooLarge
        from lab.listeners import AddressTaken
        from lab.openstack.failure import OpenStackLabError
        from lab.processes import ProcessNotStarted
        from lab.switch.spec import SwitchLabInvalid

        if isinstance(error, (AddressTaken, FolderUnusable, LabTooLarge)):
            raise CommandFailed(f"{self.what}: {error}") from None
        told = (SwitchLabInvalid, FrrLabError, HostsInvalid, OpenStackLabError, ProcessNotStarted, OSError)
        if isinstance(error, told):
            raise CommandFailed(f"{self.what}: {error}", self.advice) from None
