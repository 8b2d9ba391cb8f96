"""The fabric's switches: read, compare, change, verify."""

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from inventory.model.estate import Estate
from inventory.model.sites import SiteState
from orchestration.change import Action, Address, Change, Check, Outcome, Status
from orchestration.controller import Progress, Survey, Unknown
from sdn.change_order import NoOrder, Turn, order_of
from sdn.configuration import Tree, fingerprint
from sdn.delivery.saving import fingerprint_with_saved
from sdn.delivery.seen import Seen
from sdn.delivery.task import OUR_MARK, CommitContext, DeviceTask, Settings
from sdn.delivery.transport import DeviceAccess, DeviceRejected, DeviceUnreachable, Transport
from sdn.dialects import Dialect, dialect_named
from sdn.diff import Difference, difference, unsaved
from sdn.intent.applied import read, written
from sdn.intent.fabric import fabric_intent
from sdn.intent.model import DeviceIntent
from sdn.meaning import meaning_of
from sdn.redaction import redact
from sdn.render import Renderer, render_all
from sdn.rendered_config import RenderedConfig
from sdn.turns import befores, impossible, in_turn
from sdn.verify.expectations import Fleet, verify_device
from sdn.verify.health import unaffected
from sdn.verify.state import DeviceState

KIND: Final = "device"
_NO_LOGIN: Final = "no login is known for it"
_NOT_SAVED: Final = "{name} runs what the estate wants but has not saved it: a restart would bring back the old one"
_LINES_SHOWN: Final = 20
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Intended:
    """One switch as it should be: the intent, and the configuration rendered from it."""

    intent: DeviceIntent
    rendered: RenderedConfig
    tree: Tree
    dialect: Dialect

    def task(
        self, access: DeviceAccess, found: Difference, print_of_now: str, before: DeviceIntent | None
    ) -> DeviceTask:
        """Return how the switch is made so."""
        return DeviceTask(
            device=self.intent.name,
            access=access,
            grammar=self.dialect.grammar,
            intended=self.tree,
            rendered=self.rendered,
            difference=found,
            fingerprint=print_of_now,
            unaffected=unaffected(before, self.intent, self.dialect.interfaces_up(self.tree)),
            before=before,
        )


def intended_devices(estate: Estate) -> dict[str, Intended]:
    """Derive every switch of the estate, in its order; pure."""
    intents = fabric_intent(estate)
    devices: dict[str, Intended] = {}
    for name, rendered in render_all(intents.values()).items():
        dialect = dialect_named(intents[name].nos)
        devices[name] = Intended(intents[name], rendered, dialect.tree(rendered), dialect)
    return devices


class FabricController:
    """The one who carries out changes of switches; implements `orchestration.controller.Controller`."""

    def __init__(
        self,
        estate: Estate,
        access: Mapping[str, DeviceAccess],
        transport: Transport,
        settings: Settings,
        workers: int = 16,
        applied: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._estate = estate
        self._access = access
        self._context = CommitContext(transport, settings)
        self._workers = workers
        self._applied = applied
        self._renderer = Renderer()
        self._devices = intended_devices(estate)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of address whose changes it carries out."""
        return frozenset({KIND})

    def plan(self) -> Survey:
        """Read all switches at once, change nothing, and say what differs."""
        found = self._each(self._devices, self._compare)
        changes = tuple(item for item in found if isinstance(item, Change))
        turns = self._order(changes)
        return Survey(
            changes=changes if isinstance(turns, NoOrder) else in_turn(changes, turns),
            unknown=tuple(item for item in found if isinstance(item, Unknown)),
            unchanged={"devices": sum(item is None for item in found)},
            impossible=(impossible(self._estate, turns, changes),) if isinstance(turns, NoOrder) else (),
        )

    def _order(self, changes: tuple[Change, ...]) -> tuple[Turn, ...] | NoOrder:
        """Find the order of the switches whose sessions change at both ends; sites out of use may be cut off."""
        after = {name: device.intent for name, device in self._devices.items()}
        sites = self._estate.sites
        kept = [name for name, intent in after.items() if intent.vtep and sites[intent.site].state is SiteState.ACTIVE]
        return order_of(befores(changes), after, kept)

    def apply(self, change: Change, progress: Progress) -> Outcome:
        """Carry out one change of `plan()`; never raises for what the switch does. Thread-safe."""
        if not isinstance(change.payload, DeviceTask):
            return Outcome(change.address, Status.ERROR, "The change does not say what to do. Plan again.")
        dialect = self._devices[change.payload.device].dialect
        steps: list[str] = []

        def step(text: str) -> None:
            steps.append(text)
            progress(change.address, text)

        started = time.monotonic()
        result = dialect.commit(self._context, change.payload, step)
        seconds = time.monotonic() - started
        return Outcome(change.address, result.status, result.message, tuple(steps), seconds)

    def verify(self, changes: tuple[Change, ...] | None = None) -> tuple[Check, ...]:
        """Compare live state with the intent for these changes and their neighbours; None: for everything."""
        names = tuple(self._devices) if changes is None else self._with_neighbors(changes)
        fleet = Fleet(
            {name: device.intent for name, device in self._devices.items()},
            {name: device.tree for name, device in self._devices.items()},
            {name: device.dialect.grammar for name, device in self._devices.items()},
        )
        states = self._each(names, self._state)
        return tuple(
            check
            for name, state in zip(names, states, strict=True)
            for check in verify_device(self._devices[name].intent, fleet, state)
        )

    def _with_neighbors(self, changes: tuple[Change, ...]) -> tuple[str, ...]:
        changed = {change.address.name for change in changes if change.address.kind == KIND} & self._devices.keys()
        expectations = [self._devices[name].intent.expectations for name in changed]
        near = {session.device for expected in expectations for session in expected.sessions}
        near |= {neighbor.device for expected in expectations for neighbor in expected.neighbors}
        return tuple(name for name in self._devices if name in changed | near)

    def _compare(self, name: str) -> Change | Unknown | None:
        device = self._devices[name]
        address = Address(KIND, name)
        access = self._access.get(name)
        if access is None:
            return Unknown(address, device.intent.site, f"{name} cannot be looked at: {_NO_LOGIN}.")
        try:
            seen = self._read(access, device)
        except DeviceUnreachable as unreachable:
            return Unknown(address, device.intent.site, f"{name} cannot be reached: {unreachable.reason}.")
        except DeviceRejected as rejection:
            said = redact(str(rejection), device.dialect.grammar)
            return Unknown(address, device.intent.site, f"{name} does not say what it runs: {said}.")
        now = seen.configuration
        found = difference(now, device.tree, device.dialect.grammar)
        if not found:
            return _not_saved(address, device, access, seen)
        print_of_now = fingerprint(now)
        before = self._before(device, now)
        ports = {port for line in found.sections if (port := device.dialect.port_of_section(line)) is not None}
        meaning = meaning_of(self._estate, before, device.intent, ports)
        return Change(
            address=address,
            action=Action.UPDATE,
            reason=meaning.reason,
            diff=found.text,
            fingerprint=print_of_now,
            site=device.intent.site,
            redundancy_group=device.intent.redundancy_group,
            hits=meaning.hits,
            disrupts=meaning.disrupts,
            payload=device.task(access, found, print_of_now, before),
        )

    def applied(self, address: Address) -> str | None:
        """Return the intent of a switch that was just made as wanted, for the journal."""
        device = self._devices.get(address.name)
        return None if device is None else written(device.intent)

    def _before(self, device: Intended, now: Tree) -> DeviceIntent | None:
        """Return what a switch is by its intent: the last applied, if it still runs that; else what it shows."""
        known = self._applied.get(device.intent.name)
        last = read(known) if known is not None else None
        if last is not None and last.nos == device.intent.nos:
            tree = device.dialect.tree(self._renderer.render(last))
            if not difference(now, tree, device.dialect.grammar):
                return last
        return device.dialect.shown_intent(now, device.intent)

    def _read(self, access: DeviceAccess, device: Intended) -> Seen:
        """Read the configurations, but no running one that may still be taken back.

        A commit of an interrupted run of ours ends by itself within its timer, and what will be there then is
        what must be compared.
        """
        settings = self._context.settings
        end = time.monotonic() + settings.timer_seconds + settings.grace_seconds
        while True:
            seen = device.dialect.reading.configuration(self._context.transport, access, device.tree)
            if seen.waiting is None:
                return seen
            if not seen.waiting.startswith(OUR_MARK):
                raise DeviceRejected(
                    "", f"session {seen.waiting} waits for its confirmation; confirm or abort it first"
                )
            if time.monotonic() > end:
                raise DeviceRejected("", f"session {seen.waiting} of an earlier run still waits for its confirmation")
            time.sleep(settings.poll_seconds)

    def _state(self, name: str) -> DeviceState:
        access = self._access.get(name)
        if access is None:
            return DeviceState.unknown(_NO_LOGIN)
        device = self._devices[name]
        try:
            return device.dialect.reading.state(self._context.transport, access, device.tree)
        except DeviceUnreachable as unreachable:
            return DeviceState.unknown(unreachable.reason)
        except DeviceRejected as rejection:
            return DeviceState.unknown(redact(str(rejection), device.dialect.grammar))

    def _each(self, names: Iterable[str], work: Callable[[str], _Result]) -> list[_Result]:
        """Do the same for many switches at once; an interrupt breaks what is open instead of waiting for it."""
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="switch")
        try:
            return list(pool.map(work, names))
        except BaseException:
            self._context.transport.close()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _not_saved(address: Address, device: Intended, access: DeviceAccess, seen: Seen) -> Change | Unknown | None:
    """Look at what a switch that runs what is wanted would start with."""
    if isinstance(seen.saved, DeviceRejected):
        said = redact(str(seen.saved), device.dialect.grammar)
        return Unknown(address, device.intent.site, f"{address.name} does not say what it would start with: {said}.")
    lost = unsaved(device.tree, seen.saved, device.dialect.grammar)
    if not lost:
        return None
    print_of_now = fingerprint_with_saved(seen.configuration, seen.saved)
    nothing = Difference((), "", ())
    return Change(
        address=address,
        action=Action.UPDATE,
        reason=_NOT_SAVED.format(name=address.name),
        diff=_shortened(lost.text),
        fingerprint=print_of_now,
        site=device.intent.site,
        redundancy_group=device.intent.redundancy_group,
        payload=device.task(access, nothing, print_of_now, device.intent),
    )


def _shortened(text: str) -> str:
    """Head the lines that only the saved configuration (-) or only the running one (+) has, and leave out many."""
    lines = text.splitlines()
    left_out = len(lines) - _LINES_SHOWN
    more = [f"  … and {left_out} lines more"] if left_out > 0 else []
    return "\n".join(["  saved configuration", *(f"{line[0]}    {line[2:]}" for line in lines[:_LINES_SHOWN]), *more])
