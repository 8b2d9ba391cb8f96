"""What a commit style is given, and what it gives back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from orchestration.change import Status
from sdn.configuration import Tree
from sdn.delivery.transport import DeviceAccess, Transport
from sdn.diff import Difference
from sdn.grammar import Grammar
from sdn.intent.model import DeviceIntent
from sdn.rendered_config import RenderedConfig
from sdn.verify.health import Unaffected

Step = Callable[[str], None]
"""Told about each step as it is done."""

OUR_MARK = "sddc-"
"""Begins the name of every session and checkpoint that this tool makes on a device."""


@dataclass(frozen=True, slots=True)
class DeviceTask:
    """One device to change."""

    device: str
    access: DeviceAccess = field(repr=False)
    grammar: Grammar = field(repr=False)
    intended: Tree = field(repr=False)
    rendered: RenderedConfig = field(repr=False)
    difference: Difference = field(repr=False)
    fingerprint: str
    """Of the running configuration that the difference was made against; with the saved one, if that is to change."""
    unaffected: Unaffected = field(repr=False)
    """What must be up again after the change, if it was before."""
    before: DeviceIntent | None = field(default=None, repr=False)
    """What the device is by its intent, so far as that is known; None: it is in no fabric yet."""

    def cut_off_from(self, devices: Collection[str]) -> "DeviceTask":
        """Return the task for a moment at which these devices cannot be reached."""
        return replace(self, unaffected=self.unaffected.without(devices))

    @property
    def only_saves(self) -> bool:
        """Whether the device runs what is intended already, and has to save it."""
        return not self.difference


@dataclass(frozen=True, slots=True)
class Settings:
    """How patient a commit is; times in seconds."""

    run: str
    """Names what is left on the devices."""
    timer_seconds: int = 120
    """After so long an unconfirmed change is taken back by the device itself."""
    poll_seconds: float = 0.5
    grace_seconds: float = 10.0
    """How long after the timer's end a device is still tried, to see what it came back with."""

    @property
    def confirm_within(self) -> float:
        """How long after the commit a confirmation is still sent; later the timer is left to run out."""
        return self.timer_seconds - min(5.0, self.timer_seconds / 4)


@dataclass(frozen=True, slots=True)
class Result:
    """How a change ended; the message is complete sentences, redacted, empty when all is well."""

    status: Status
    message: str = ""


@dataclass(frozen=True, slots=True)
class CommitContext:
    """What every commit style works with."""

    transport: Transport = field(repr=False)
    settings: Settings
