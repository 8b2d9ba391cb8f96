"""What became of the hosts of a play."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from provisioning.host_results import HostResult, HostStatus

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    HostStatus.OK: "green",
    HostStatus.CHANGED: "yellow",
    HostStatus.FAILED: "bold red",
    HostStatus.UNREACHABLE: "bold red",
    HostStatus.UNKNOWN: "bold red",
}


def show_hosts(console: "Console", results: Sequence[HostResult], *, check: bool) -> None:
    """Print every host that is not well, what a play left undone, and how many ended how."""
    from rich.markup import escape

    for result in results:
        if not result.passed:
            where = f" in '{result.task}'" if result.task else ""
            style = _STYLES[result.status]
            console.print(
                f"[{style}]{result.status.value:<11}[/] {escape(result.host)}{escape(where)}: {escape(result.message)}"
            )
    undone = Counter(sentence for result in results for sentence in result.not_done)
    for sentence, count in undone.items():
        console.print(f"[dim]not done on {count} hosts: {escape(sentence)}[/]")
    counts = Counter(result.status for result in results)
    words = {HostStatus.CHANGED: "would change" if check else "changed"}
    parts = [f"{counts[status]} {words.get(status, status.value)}" for status in HostStatus if counts[status]]
    console.print(f"{len(results)} hosts: {', '.join(parts) or 'none'}.")
