"""What a play did on each host, from the events that Ansible sends while it runs; pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class HostStatus(StrEnum):
    """How a play ended on one host."""

    OK = "ok"
    CHANGED = "changed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    """The play said nothing about the host, or was ended before it was done with it."""


@dataclass(frozen=True, slots=True)
class HostEvent:
    """One task that has ended on one host."""

    host: str
    task: str
    status: str
    """ok, changed, skipped, ignored, failed or unreachable."""
    message: str
    """What went wrong, redacted; empty where nothing did."""
    not_done: tuple[str, ...]
    """What the play says it left undone on this host (a task's `not_done`)."""
    started: float
    ended: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class HostResult:
    """What a play did on one host."""

    host: str
    status: HostStatus
    ok: int = 0
    """Tasks that ended well, those that changed something among them, as Ansible counts."""
    changed: int = 0
    failed: int = 0
    unreachable: int = 0
    skipped: int = 0
    task: str = ""
    """The first task that failed, or could not reach the host."""
    message: str = ""
    """What that task said, redacted; for an unknown host, why nothing is known."""
    not_done: tuple[str, ...] = ()
    duration_seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Return whether the play went through on this host; an unknown one never passes."""
        return self.status in (HostStatus.OK, HostStatus.CHANGED)


@dataclass(frozen=True, slots=True)
class Redaction:
    """What must not be seen: given values wherever they stand, and whatever is called a password, secret or token."""

    secrets: tuple[str, ...] = ()

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in sorted(filter(None, self.secrets), key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return _PRIVATE_KEY.sub(HIDDEN, _NAMED_SECRET.sub(rf"\1{HIDDEN}", text))


HIDDEN = "[hidden]"
_NAMED_SECRET = re.compile(
    r"""((?:pass(?:word|phrase|wd)?|secret|token|api_?key)['"]?\s*[:=]\s*)(?:"[^"]*"|'[^']*'|[^\s,;}]+)""",
    re.IGNORECASE,
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_STATUS = {
    "runner_on_ok": "ok",
    "runner_on_skipped": "skipped",
    "runner_on_failed": "failed",
    "runner_on_unreachable": "unreachable",
}


def host_event(event: Mapping[str, object], redact: Redaction) -> HostEvent | None:
    """Return what an ansible-runner event says about a host, or None if it is about something else."""
    status = _STATUS.get(str(event.get("event")))
    data = event.get("event_data")
    if status is None or not isinstance(data, Mapping):
        return None
    result = data.get("res")
    result = result if isinstance(result, Mapping) else {}
    if status == "failed" and data.get("ignore_errors"):
        status = "ignored"
    elif status == "ok" and result.get("changed"):
        status = "changed"
    return HostEvent(
        host=str(data["host"]),
        task=str(data.get("task", "")),
        status=status,
        message=redact(_complaint(result)) if status in ("failed", "unreachable", "ignored") else "",
        not_done=tuple(redact(str(item)) for item in _list(result.get("not_done"))),
        started=_seconds(data.get("start")),
        ended=_seconds(data.get("end")),
    )


def host_results(hosts: Iterable[str], events: Iterable[HostEvent], why_unknown: str) -> tuple[HostResult, ...]:
    """Return one result per host, in the order of `hosts`.

    `why_unknown` is empty when the play went to its end; else it says why it did not, and then only hosts that failed
    or were unreachable are known: nothing is claimed of one that was cut short.
    """
    by_host: dict[str, list[HostEvent]] = {host: [] for host in hosts}
    for event in events:
        by_host.setdefault(event.host, []).append(event)
    return tuple(_host_result(host, of_host, why_unknown) for host, of_host in by_host.items())


def _host_result(host: str, events: list[HostEvent], why_unknown: str) -> HostResult:
    counts = {status: sum(event.status == status for event in events) for status in ("ok", "changed", "ignored")}
    failures = [event for event in events if event.status in ("failed", "unreachable")]
    status, task, message = _verdict(events, failures, why_unknown)
    return HostResult(
        host=host,
        status=status,
        ok=counts["ok"] + counts["changed"] + counts["ignored"],
        changed=counts["changed"],
        failed=sum(event.status == "failed" for event in events),
        unreachable=sum(event.status == "unreachable" for event in events),
        skipped=sum(event.status == "skipped" for event in events),
        task=task,
        message=message,
        not_done=tuple(dict.fromkeys(item for event in events for item in event.not_done)),
        duration_seconds=max(0.0, events[-1].ended - events[0].started) if events else 0.0,
    )


def _verdict(events: list[HostEvent], failures: list[HostEvent], why_unknown: str) -> tuple[HostStatus, str, str]:
    """Return how it ended, and the task and message to show for it."""
    if failures:
        first = failures[0]
        return HostStatus(first.status), first.task, first.message
    if why_unknown or not events:
        last = events[-1].task if events else ""
        return HostStatus.UNKNOWN, last, why_unknown or "The play said nothing about this host."
    if any(event.status == "changed" for event in events):
        return HostStatus.CHANGED, "", ""
    return HostStatus.OK, "", ""


def _complaint(result: Mapping[str, object]) -> str:
    """Return what a failed task says: its message, and of a loop the first item that failed; standard error if any."""
    for item in _list(result.get("results")):
        if isinstance(item, Mapping) and item.get("failed"):
            return _complaint(item)
    parts = [str(result.get(key, "")).strip() for key in ("msg", "module_stderr", "stderr")]
    return "\n".join(dict.fromkeys(filter(None, parts))) or "The task failed and said nothing."


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _seconds(value: object) -> float:
    """Return a time of ansible-runner (ISO 8601; UTC where it says no offset) in seconds since 1970; 0 for none."""
    if not value:
        return 0.0
    moment = datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
