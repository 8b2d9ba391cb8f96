"""sddc play: run a playbook on the estate's hosts, against an Ansible inventory made from the estate."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.exits import Exit
from cli.failure import CommandFailed
from cli.options import AccessPath, EstatePath, Format, OutputFormat, Quiet, Yes

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.terminal import Terminal
    from provisioning.host_results import HostEvent

Playbook = Annotated[str, typer.Argument(metavar="PLAYBOOK", help="Its name: host_baseline.")]
Limit = Annotated[
    list[str] | None,
    typer.Option("--limit", "-l", help="Only this host or group (site_tianfu, pool_retail); repeatable."),
]


def play(  # noqa: PLR0913, PLR0917 - each is an option of the command
    playbook: Playbook,
    estate: EstatePath = None,
    check: Annotated[bool, typer.Option("--check", help="Say what would change and change nothing.")] = False,
    limit: Limit = None,
    forks: Annotated[int, typer.Option("--forks", min=1, max=200, help="How many hosts at once.")] = 10,
    access: AccessPath = None,
    yes: Yes = False,
    quiet: Quiet = False,
    output: OutputFormat = Format.TABLE,
) -> None:
    """Run a playbook on the hosts of the estate; ends with 1 unless every host is known to be well."""
    from cli.estates import estate_path, loaded
    from cli.terminal import open_terminal
    from cli.views.hosts import show_hosts
    from cli.wiring import read_access
    from inventory.suggestions import did_you_mean
    from orchestration.stop import interrupted_by_signals
    from provisioning.ansible_inventory import AnsibleInventoryInvalid
    from provisioning.hosts import ansible_hosts
    from provisioning.runner import PlaybookNotRun, PlaySettings, SshAccess, playbooks, run_playbook

    if playbook not in playbooks():
        raise CommandFailed(f"There is no playbook {playbook}.", did_you_mean(playbook, playbooks()), Exit.USAGE)
    terminal = open_terminal()
    reach = read_access(access)
    hosts = ansible_hosts(loaded(estate_path(estate)), reach.hosts)
    if not check and not yes:
        _ask(terminal, playbook, len(hosts), limit)
    settings = PlaySettings(check=check, limit=tuple(limit or ()), forks=forks)
    ssh = SshAccess(reach.hosts.known_hosts, reach.hosts.private_key)
    try:
        with interrupted_by_signals():
            results = run_playbook(playbook, hosts, ssh, settings, None if quiet else _told(terminal))
    except (PlaybookNotRun, AnsibleInventoryInvalid) as error:
        raise CommandFailed(str(error)) from None
    except KeyboardInterrupt:
        raise CommandFailed(
            "Interrupted; every process of the play has ended.",
            "Nothing was changed."
            if check
            else "Hosts that were under way may be half prepared: run the play again, it changes only what differs.",
            Exit.INTERRUPTED,
        ) from None
    if output is Format.JSON:
        from cli.documents.hosts import hosts_document

        terminal.document(hosts_document(playbook, results, check=check))
    else:
        show_hosts(terminal.out, results, check=check)
    raise typer.Exit(Exit.DONE if all(result.passed for result in results) else Exit.FAILED)


def _ask(terminal: "Terminal", playbook: str, count: int, limit: list[str] | None) -> None:
    whom = f"what {', '.join(limit)} names" if limit else f"all {count} hosts"
    if not terminal.err.is_terminal:
        raise CommandFailed("Nobody can be asked here.", "Look first with --check, or say --yes.", Exit.USAGE)
    if not typer.confirm(f"Run {playbook} on {whom}?", err=True):
        raise CommandFailed("Not run; nothing was changed.")


def _told(terminal: "Terminal") -> "Callable[[HostEvent], None]":
    from provisioning.host_results import HostStatus

    def tell(event: "HostEvent") -> None:
        if event.status in (HostStatus.FAILED, HostStatus.UNREACHABLE):
            terminal.err.print(f" ✗ {event.host}  {event.task}: {event.message}", markup=False)
        elif event.status is HostStatus.CHANGED:
            terminal.err.print(f" ~ {event.host}  {event.task}", markup=False)

    return tell
