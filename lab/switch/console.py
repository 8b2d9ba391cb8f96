"""What the emulator needs of a switch of any network operating system: its state, its command line, its logins."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from lab.switch.spec import SwitchSpec
from twin.device_view import DeviceView


class Timer(Protocol):
    """A call that was asked for and can be called off."""

    def cancel(self) -> object:
        """Call it off."""


class Scheduler(Protocol):
    """What calls back after some seconds: an asyncio loop, or a test's own clock."""

    def call_later(self, delay: float, callback: Callable[[], None], /) -> Timer:
        """Call back once, `delay` seconds from now."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to a line, and whether the switch then closes the terminal."""

    text: str = ""
    closes: bool = False


@dataclass(frozen=True, slots=True)
class LabAccount:
    """The account that opens a switch which was never given one of its own."""

    username: str
    password: str = ""
    password_hash: str = ""


class Console(Protocol):
    """One terminal on one switch."""

    @property
    def prompt(self) -> str:
        """Return the prompt that stands before the next line."""

    def answer(self, text: str) -> Reply:
        """Carry out one line."""

    def failed(self, answer: str) -> bool:
        """Tell whether the switch refused the line that it answered so."""


class Logins(Protocol):
    """Who may log in to a switch, and whether its management address can be reached at all."""

    cut_until: float
    cut_after_commit: float

    @property
    def is_reachable(self) -> bool:
        """Tell whether a login can arrive."""

    def admits(self, username: str, password: str) -> bool:
        """Tell whether user name and password are right."""


class EmulatedSwitch(Protocol):
    """One switch of the lab."""

    on_change: list[Callable[[], None]]
    answer_delay: float

    @property
    def spec(self) -> SwitchSpec:
        """Return what the lab's description says of it."""

    @property
    def accounts(self) -> Logins:
        """Return who may log in."""

    @property
    def version(self) -> int:
        """Return a number that grows with every change of the running configuration."""

    @property
    def hostname(self) -> str:
        """Return the name that the switch calls itself."""

    @property
    def startup_errors(self) -> tuple[str, ...]:
        """Return the lines of the startup configuration that were refused."""

    @property
    def pending_commit(self) -> str | None:
        """Return the name of what is committed but not confirmed, None when nothing is."""

    def view(self) -> DeviceView:
        """Return what the running configuration means."""

    def interface_named(self, text: str) -> str | None:
        """Return the full name of an interface that may be abbreviated, None when there is no such kind."""

    def reload(self) -> None:
        """Start again from the startup configuration."""
