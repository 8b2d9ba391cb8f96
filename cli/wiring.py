"""From settings to controllers: the only place that joins the domains."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cli.exits import Exit
from cli.failure import CommandFailed

if TYPE_CHECKING:
    from inventory.access import Access
    from inventory.finding import Finding
    from inventory.model.estate import Estate
    from orchestration.controller import Controller
    from orchestration.plan import PlanBasis
    from orchestration.record import Journal
    from orchestration.waves import Pace
    from provisioning.usage import CloudUsage
    from sdn.delivery.transport import DeviceAccess, Transport

CONFIRM_SECONDS = 120
"""After so long without a confirmation a switch takes a change back by itself."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may set about looking and changing."""

    allow_delete: bool = False
    confirm_seconds: int = CONFIRM_SECONDS


def read_access(path: Path | None) -> "Access":
    """Read how the live world is reached."""
    from inventory.access import AccessUnusable, load_access

    try:
        return load_access(path, os.environ)
    except AccessUnusable as error:
        raise CommandFailed(str(error), "See: sddc explain access", Exit.FAILED) from None


def device_access(estate: "Estate", access: "Access") -> "dict[str, DeviceAccess]":
    """Return how to log in to each switch: where the access says, else at its management address."""
    from inventory.numbering import management_index
    from sdn.delivery.transport import DeviceAccess

    password = access.switches.password
    if password is None:
        if not estate.switches:
            return {}
        raise CommandFailed(
            "No password for the switches is known.",
            "Set SDDC_USERNAME and SDDC_PASSWORD, or name an access file with --access (sddc lab up says the lab's).",
        )
    found: dict[str, DeviceAccess] = {}
    for switch in estate.switches.values():
        fabric = estate.fabrics[switch.fabric]
        login = access.switches.logins.get(switch.name)
        found[switch.name] = DeviceAccess(
            host=login.host if login else str(fabric.management[management_index(fabric, switch)]),
            port=login.port if login else access.switches.port,
            username=access.switches.username,
            password=password,
            known_hosts=access.switches.known_hosts,
        )
    return found


@contextmanager
def controllers(
    estate: "Estate", access: "Access", options: Options, applied: Mapping[str, str] = MappingProxyType({})
) -> "Iterator[tuple[Controller, ...]]":
    """Make the controllers of every domain that the estate has; whatever they hold open is closed at the end.

    `applied` is what the journal remembers of switches, by name.
    """
    from sdn.delivery.transport import NetmikoTransport

    transport = NetmikoTransport()
    try:
        yield _made(estate, access, options, transport, applied)
    finally:
        transport.close()


def drift_controllers(access: "Access") -> "Callable[[Estate], tuple[Controller, ...]]":
    """Return how to make the controllers that only look, each time for the estate as it is then."""
    from sdn.delivery.transport import NetmikoTransport

    transport = NetmikoTransport()
    return lambda estate: _made(estate, access, Options(), transport, {})


def _made(
    estate: "Estate", access: "Access", options: Options, transport: "Transport", applied: Mapping[str, str]
) -> "tuple[Controller, ...]":
    from provisioning.cloud import OpenStackCloud
    from provisioning.pools import PoolController
    from sdn.controller import FabricController
    from sdn.delivery.task import Settings

    made: list[Controller] = []
    if estate.switches:
        settings = Settings(run=secrets.token_hex(4), timer_seconds=options.confirm_seconds)
        made.append(FabricController(estate, device_access(estate, access), transport, settings, applied=applied))
    if any(site.cloud for site in estate.sites.values()):
        made.append(
            PoolController(
                estate, lambda name: OpenStackCloud(name, access.clouds_yaml), allow_delete=options.allow_delete
            )
        )
    return tuple(made)


def paces(made: "tuple[Controller, ...]") -> "dict[str, Pace]":
    """Return how carefully each kind of change goes: switches carefully, definitions in clouds freely."""
    from orchestration.waves import CAREFUL, FREE

    return {kind: CAREFUL if kind == "device" else FREE for controller in made for kind in controller.kinds}


def basis(estate: "Estate", path: Path, access: "Access") -> "PlanBasis":
    """Return what plans are made from."""
    from orchestration.plan import PlanBasis

    return PlanBasis(estate.name, str(path), estate.digest, access.name)


@contextmanager
def journal(path: Path, url: str | None) -> "Iterator[Journal]":
    """Open the journal of an estate: in its folder, or where the user says."""
    from orchestration.journal import open_journal
    from orchestration.record import JournalUnusable

    folder = path.parent if path.is_file() else path
    try:
        with open_journal(url or folder / ".sddc" / "journal.sqlite") as opened:
            yield opened
    except JournalUnusable as error:
        raise CommandFailed(str(error), "Nothing more was changed.") from None


def last_applied(path: Path, url: str | None, now: "PlanBasis") -> Mapping[str, str]:
    """Return what the journal remembers of the switches; where it cannot say, what they run has to do."""
    from orchestration.journal import read_remembered
    from orchestration.record import JournalUnusable

    folder = path.parent if path.is_file() else path
    try:
        return read_remembered(url or folder / ".sddc" / "journal.sqlite", now, "device")
    except JournalUnusable:
        return {}


def open_usage(access: "Access") -> "Callable[[str], CloudUsage]":
    """Return how the use of a cloud is read."""
    from provisioning.cloud import OpenStackCloud
    from provisioning.usage import CloudUsage

    return lambda name: CloudUsage(name, OpenStackCloud(name, access.clouds_yaml).connection)


def read_estate(path: Path) -> "Callable[[], tuple[Estate, tuple[Finding, ...]]]":
    """Return how the estate is read again and again: the exporter follows its edits."""
    from inventory.finding import EstateInvalid
    from inventory.load import examine

    def read() -> "tuple[Estate, tuple[Finding, ...]]":
        found = examine(path)
        if found.errors:
            raise EstateInvalid(found.findings)
        return found.estate, found.findings

    return read
