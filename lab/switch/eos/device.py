"""One switch: its running and startup configuration, its sessions, its checkpoints and its commit timer."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import unified_diff

from lab.switch.console import Scheduler, Timer
from lab.switch.eos.accounts import Accounts
from lab.switch.spec import SwitchSpec
from lab.switch.startup import StartupStore
from twin.device_view import DeviceView
from twin.dialects.eos.editor import Editor, factory, load, parse
from twin.dialects.eos.reading import device_view
from twin.dialects.eos.tree import ConfigSection, render
from twin.dialects.eos.values import interface_name

MAXIMUM_OPEN_SESSIONS = 5
_MANAGEMENT_PORT = "Management1"
_STATE_AT_COMMIT_TIMER_CHANGED_IN = (4, 32)


@dataclass(slots=True)
class CandidateSession:
    """A candidate configuration with a name."""

    name: str
    root: ConfigSection
    state: str = "pending"
    users: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class PendingCommit:
    """A commit that will be taken back unless it is confirmed."""

    session: CandidateSession
    previous: ConfigSection
    timer: Timer
    expires_at: float


class EosSwitch:
    """An emulated switch; a method that can be refused returns what EOS answers, the empty text when all is well."""

    def __init__(self, spec: SwitchSpec, store: StartupStore, accounts: Accounts, scheduler: Scheduler) -> None:
        self.spec = spec
        self.accounts = accounts
        self.booted_at = time.time()
        self.version = 0
        self.sessions: dict[str, CandidateSession] = {}
        self.checkpoints: dict[str, ConfigSection] = {}
        self.pending: PendingCommit | None = None
        self.on_change: list[Callable[[], None]] = []
        self.answer_delay = 0.0
        self._store = store
        self._scheduler = scheduler
        self._view: tuple[int, DeviceView | None] = (-1, None)
        self.ports = (*spec.ports, *(port for port in (_MANAGEMENT_PORT,) if port not in spec.ports))
        self._boot()

    def _boot(self) -> None:
        text = self._store.read(self.spec.name)
        if text is None:
            text = self.spec.startup_config
        self.startup = text if text is not None else f"hostname {self.spec.name}\n"
        self.running, self.startup_errors = parse(self.startup, self.ports)
        self.changed()

    def view(self) -> DeviceView:
        """Return what the running configuration means, read again only after a change."""
        version, view = self._view
        if view is None or version != self.version:
            view = device_view(self.spec.name, self.running)
            self._view = self.version, view
        return view

    def interface_named(self, text: str) -> str | None:
        """Return the full name of an interface that may be abbreviated, None when there is no such kind."""
        return interface_name(text)

    @property
    def pending_commit(self) -> str | None:
        """Return the name of the session whose commit waits to be confirmed."""
        return self.pending.session.name if self.pending else None

    @property
    def hostname(self) -> str:
        """Return the name that the prompt and LLDP show."""
        return self.running.value("hostname") or "localhost"

    @property
    def uptime(self) -> float:
        """Return the seconds since this switch was started."""
        return time.time() - self.booted_at

    def running_text(self) -> list[str]:
        """Return the lines of the running configuration."""
        return render(self.running)

    def changed(self) -> None:
        """Count a change of the running configuration and tell those who asked to know."""
        self.version += 1
        self.accounts.observe(self.running)
        for listener in self.on_change:
            listener()

    def running_editor(self) -> Editor:
        """Return a cursor in the running configuration itself."""
        return Editor(self.running, frozenset(self.ports))

    def open_session(self, name: str) -> CandidateSession | str:
        """Return the session of this name, begun as a copy of the running configuration when it is new."""
        known = self.sessions.get(name)
        if known and known.state == "pending":
            return known
        if known:
            return f"% Cannot enter session {name}: it is already {known.state}"
        if sum(session.state == "pending" for session in self.sessions.values()) >= MAXIMUM_OPEN_SESSIONS:
            return (
                "% Maximum number of pending sessions has been reached. "
                "Please commit or abort previous sessions before creating a new one."
            )
        self.sessions[name] = CandidateSession(name, self.running.copy())
        return self.sessions[name]

    def session_editor(self, session: CandidateSession) -> Editor:
        """Return a cursor in a session's candidate."""
        return Editor(session.root, frozenset(self.ports))

    def clean_session(self, session: CandidateSession) -> None:
        """Empty a session, so that what follows is the whole configuration (`rollback clean-config`)."""
        session.root = factory(self.ports)

    def diff(self, session: CandidateSession) -> str:
        """Return how a session differs from the running configuration, as EOS shows it."""
        lines = unified_diff(
            self.running_text(),
            render(session.root),
            "system:/running-config",
            f"session:/{session.name}-session-config",
            lineterm="",
        )
        return "\n".join(lines)

    def commit(self, session: CandidateSession, seconds: int | None = None) -> str:
        """Make a session the running configuration; with `seconds`, only until then unless it is confirmed."""
        if session.state != "pending":
            return f"% Session {session.name} is already {session.state}"
        if self.pending:
            return (
                f"% Cannot commit session {session.name}: "
                f"session {self.pending.session.name} has a commit timer pending"
            )
        previous = self.running
        self.running = session.root.copy()
        if seconds is None:
            self._complete(session)
        else:
            release = tuple(int(part) for part in self.spec.version.split(".")[:2])
            session.state = "committed" if release >= _STATE_AT_COMMIT_TIMER_CHANGED_IN else "pendingCommitTimer"
            timer = self._scheduler.call_later(float(seconds), self._expire)
            self.pending = PendingCommit(session, previous, timer, self.uptime + seconds)
        self.changed()
        return ""

    def confirm(self, name: str) -> str:
        """Keep what a session committed with a timer; a session that is still open is committed."""
        if self.pending and self.pending.session.name == name:
            self.pending.timer.cancel()
            session, self.pending = self.pending.session, None
            self._complete(session)
            return ""
        session_or_none = self.sessions.get(name)
        return self.commit(session_or_none) if session_or_none else f"% Session {name} does not exist"

    def abort(self, name: str) -> str:
        """Throw a session away; one whose commit timer is pending is taken back at once."""
        if self.pending and self.pending.session.name == name:
            self.pending.timer.cancel()
            self._expire()
            return ""
        session = self.sessions.get(name)
        if session is None or session.state != "pending":
            return f"% Session {name} does not exist"
        del self.sessions[name]
        return ""

    def _complete(self, session: CandidateSession) -> None:
        """Keep the name of the last completed session, as EOS does, and forget those before it."""
        for name in [name for name, other in self.sessions.items() if other.state == "completed"]:
            del self.sessions[name]
        session.state = "completed"

    def _expire(self) -> None:
        if self.pending is None:
            return
        self.running = self.pending.previous
        self.sessions.pop(self.pending.session.name, None)
        self.pending = None
        self.changed()

    def save(self) -> None:
        """Make the running configuration the one that the switch starts with."""
        self.startup = "\n".join([*self.running_text(), "end", ""])
        self._store.write(self.spec.name, self.startup)

    def replace(self, root: ConfigSection) -> str:
        """Make a whole configuration the running one."""
        if self.pending:
            return f"% Session {self.pending.session.name} has a commit timer pending"
        self.running = root.copy()
        self.changed()
        return ""

    def load_into(self, session: CandidateSession, text: str) -> tuple[str, ...]:
        """Enter a whole file into a session; return what was refused."""
        return load(self.session_editor(session), text.splitlines())

    def reload(self) -> None:
        """Start again from the startup configuration; sessions and checkpoints are gone."""
        if self.pending:
            self.pending.timer.cancel()
        self.pending = None
        self.sessions.clear()
        self.booted_at = time.time()
        self._boot()
