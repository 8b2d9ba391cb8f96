"""Configuration sessions of Arista EOS: which are open, which waits for a confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdn.delivery.task import OUR_MARK
from sdn.delivery.transport import DeviceSession

_WAITING = "pendingCommitTimer"
"""How a release up to 4.31 shows a commit that waits; from 4.32 on `commitTimerSessionName` is there while one does."""


@dataclass(frozen=True, slots=True)
class OpenSessions:
    """The sessions of a switch that are not finished."""

    waiting: str | None
    """Committed with a timer and not confirmed: no other commit is possible meanwhile."""
    open: tuple[str, ...]
    """Begun and not committed."""

    @property
    def ours(self) -> tuple[str, ...]:
        """Those that this tool left behind."""
        return tuple(name for name in (*self.open, self.waiting) if name and name.startswith(OUR_MARK))


def open_sessions(session: DeviceSession) -> OpenSessions:
    """Ask a switch for its sessions; raises DeviceUnreachable or DeviceRejected."""
    data = session.run_json("show configuration sessions detail | json")
    listed = data.get("sessions")
    states = {
        name: detail.get("state")
        for name, detail in (listed.items() if isinstance(listed, Mapping) else ())
        if isinstance(detail, Mapping)
    }
    named = data.get("commitTimerSessionName")
    waiting = named if isinstance(named, str) and named else None
    return OpenSessions(
        waiting=waiting or next((name for name, state in states.items() if state == _WAITING), None),
        open=tuple(name for name, state in states.items() if state == "pending"),
    )
