"""sddc.hosts: how a play of `sddc play` ended on each host."""

from collections.abc import Iterable
from typing import Literal

from cli.documents.document import JsonDocument, Part
from provisioning.host_results import HostResult, HostStatus


class HostItem(Part):
    """How a play ended on one host, with how many of its tasks ended how."""

    host: str
    status: HostStatus
    ok: int
    changed: int
    failed: int
    unreachable: int
    skipped: int
    task: str
    """The task that failed; empty where none did."""
    message: str
    not_done: tuple[str, ...]
    """What the play says it left undone."""
    seconds: float

    @classmethod
    def of(cls, result: HostResult) -> "HostItem":
        """Take over a result."""
        return cls(
            host=result.host,
            status=result.status,
            ok=result.ok,
            changed=result.changed,
            failed=result.failed,
            unreachable=result.unreachable,
            skipped=result.skipped,
            task=result.task,
            message=result.message,
            not_done=result.not_done,
            seconds=round(result.duration_seconds, 3),
        )


class PlayDocument(JsonDocument):
    """How a play ended on every host."""

    format: Literal["sddc.hosts"] = "sddc.hosts"
    version: Literal[1] = 1
    playbook: str
    check: bool
    """Nothing was changed: the play only said what it would change."""
    passed: bool
    hosts: tuple[HostItem, ...]


def hosts_document(playbook: str, results: Iterable[HostResult], *, check: bool) -> PlayDocument:
    """Make the document of a play's results."""
    items = tuple(results)
    return PlayDocument(
        playbook=playbook,
        check=check,
        passed=all(result.passed for result in items),
        hosts=tuple(map(HostItem.of, items)),
    )
