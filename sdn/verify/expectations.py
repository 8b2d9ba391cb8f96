"""What is expected of each switch, as questions that its state answers: one small function for each subject."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from inventory.model.fabric import SwitchRole
from orchestration.change import Address, Check, Status
from sdn.configuration import Tree
from sdn.diff import Difference, difference, unsaved
from sdn.grammar import Grammar
from sdn.intent.model import DeviceIntent
from sdn.intent.routing import AddressFamily
from sdn.verify.state import Aspect, DeviceState, SessionKey

NOTHING: Final = "nothing"
_AS_INTENDED: Final = "as intended"
_AS_RUNNING: Final = "as the running one"


@dataclass(frozen=True, slots=True)
class StateQuestion:
    """One expectation: it holds when what is observed reads like what is expected."""

    aspect: Aspect
    name: str
    expected: str
    observe: Callable[[DeviceState], str]
    waits_for: frozenset[Address] = frozenset()
    outside: str | None = None
    """What is observed where nothing but the other end is missing, which no switch can fix."""

    def ask(self, device: str, state: DeviceState) -> Check:
        """Compare with the state of a device; what could not be read is an error, never a pass.

        While the device itself is still to be changed, nothing about it can be expected to hold.
        """
        waits_for = self.waits_for | _on(device)
        unreadable = state.unreadable.get(self.aspect)
        if unreadable is not None:
            return Check(device, self.name, Status.ERROR, self.expected, unreadable, waits_for)
        actual = self.observe(state)
        status = Status.DONE if actual == self.expected else Status.FAILED
        return Check(device, self.name, status, self.expected, actual, waits_for, outside=actual == self.outside)


@dataclass(frozen=True, slots=True)
class Fleet:
    """All switches as they should be, which the expectations of one refer to."""

    intents: Mapping[str, DeviceIntent]
    configurations: Mapping[str, Tree]
    grammars: Mapping[str, Grammar]


def _on(*devices: str) -> frozenset[Address]:
    return frozenset(Address("device", device) for device in devices)


def configuration(intent: DeviceIntent, fleet: Fleet) -> Iterator[StateQuestion]:
    """Expect the running configuration to be the intended one."""
    intended = fleet.configurations[intent.name]
    grammar = fleet.grammars[intent.name]

    def observe(state: DeviceState) -> str:
        return _counted(difference(state.running, intended, grammar)) or _AS_INTENDED

    yield StateQuestion(Aspect.CONFIGURATION, "configuration", _AS_INTENDED, observe)


def _counted(found: Difference) -> str:
    """Return how much differs and where; empty when nothing does."""
    lines = sum(line.startswith(("+", "-")) for line in found.text.splitlines())
    return f"{lines} lines differ: {', '.join(found.sections)}" if found else ""


def saved_configuration(intent: DeviceIntent, fleet: Fleet) -> Iterator[StateQuestion]:
    """Expect that a restart would change nothing: what runs is saved."""
    grammar = fleet.grammars[intent.name]

    def observe(state: DeviceState) -> str:
        unreadable = state.unreadable.get(Aspect.CONFIGURATION)
        if unreadable is not None:
            return f"not comparable, as the running one is unknown: {unreadable}"
        return _counted(unsaved(state.running, state.saved, grammar)) or _AS_RUNNING

    yield StateQuestion(Aspect.SAVED, "saved configuration", _AS_RUNNING, observe)


def cables(intent: DeviceIntent, _: Fleet) -> Iterator[StateQuestion]:
    """Expect LLDP to see on every cabled port the device and port at the other end."""
    for neighbor in intent.expectations.neighbors:

        def observe(state: DeviceState, port: str = neighbor.port) -> str:
            return " ".join(state.neighbors.get(port, (NOTHING,)))

        yield StateQuestion(
            Aspect.NEIGHBORS,
            f"cable at {neighbor.port}",
            f"{neighbor.device} {neighbor.remote_port}",
            observe,
            _on(neighbor.device),
        )


def sessions(intent: DeviceIntent, _: Fleet) -> Iterator[StateQuestion]:
    """Expect every BGP session, of the underlay, of the zones and of EVPN, to be established."""
    for expected in intent.expectations.sessions:
        key = SessionKey(expected.family, expected.vrf or "default", str(expected.address))
        is_evpn = expected.family is AddressFamily.EVPN
        place = f" in {expected.vrf}" if expected.vrf else ""

        def observe(state: DeviceState, key: SessionKey = key) -> str:
            return state.sessions.get(key, NOTHING)

        yield StateQuestion(
            Aspect.EVPN if is_evpn else Aspect.BGP,
            f"{'EVPN' if is_evpn else 'BGP'} session to {expected.device} ({expected.address}){place}",
            "Established",
            observe,
            _on(expected.device),
        )


def vnis(intent: DeviceIntent, _: Fleet) -> Iterator[StateQuestion]:
    """Expect every VNI to be mapped to its VLAN or its VRF."""
    for expected in intent.expectations.vnis:
        wanted = f"VRF {expected.vrf}" if expected.vlan is None else f"VLAN {expected.vlan}"

        def observe(state: DeviceState, vni: int = expected.vni, wanted: str = wanted) -> str:
            if vni in state.vlan_vnis:
                return f"VLAN {state.vlan_vnis[vni]}"
            if vni in state.vrf_vnis:
                return f"VRF {state.vrf_vnis[vni]}"
            return wanted if vni in state.bridged_vnis else NOTHING

        yield StateQuestion(Aspect.VNIS, f"VNI {expected.vni}", wanted, observe)


def vteps(intent: DeviceIntent, fleet: Fleet) -> Iterator[StateQuestion]:
    """Expect every VTEP with which the switch shares a VNI to be known."""
    if not intent.expectations.remote_vteps:
        return
    owners: dict[str, list[DeviceIntent]] = {}
    for other in fleet.intents.values():
        owners.setdefault(str(other.vtep), []).append(other)
    for address in map(str, intent.expectations.remote_vteps):
        fabrics = {intent.fabric} | {owner.fabric for owner in owners.get(address, ())}
        between = (
            other.name
            for other in fleet.intents.values()
            if other.fabric in fabrics and other.role is not SwitchRole.LEAF and other.name != intent.name
        )
        names = [owner.name for owner in owners.get(address, ())]

        def observe(state: DeviceState, address: str = address) -> str:
            return "known" if address in state.vteps else "unknown"

        yield StateQuestion(
            Aspect.VTEPS, f"VTEP {address} ({', '.join(names)})", "known", observe, _on(*names) | _on(*between)
        )


def mlag(intent: DeviceIntent, _: Fleet) -> Iterator[StateQuestion]:
    """Expect the MLAG peering to be active and the servers' port channels to be up on both sides."""
    expected = intent.expectations.mlag
    if expected is None:
        return

    def observe(state: DeviceState) -> str:
        found = state.mlag
        if found is None:
            return NOTHING
        parts = (found.domain, found.state, found.negotiation, f"peer link {found.peer_link}", found.consistency)
        return ", ".join(part for part in parts if part)

    wanted = f"{expected.domain}, active, connected, peer link up, consistent"
    yield StateQuestion(Aspect.MLAG, f"MLAG with {expected.peer}", wanted, observe, _on(expected.peer))
    servers = {channel.number: channel.description for channel in intent.port_channels}
    for number in expected.port_channels:

        def observe_port_channel(state: DeviceState, number: int = number) -> str:
            return state.port_channels.get(number, NOTHING)

        # A change that took the server's port down on this switch was taken back when it was committed.
        yield StateQuestion(
            Aspect.PORT_CHANNELS,
            f"MLAG {number} to {servers[number]}",
            "active-full",
            observe_port_channel,
            _on(expected.peer),
            outside="inactive",
        )


def mtus(intent: DeviceIntent, _: Fleet) -> Iterator[StateQuestion]:
    """Expect every link of the underlay to have the fabric's MTU."""
    for expected in intent.expectations.mtus:

        def observe(state: DeviceState, port: str = expected.port) -> str:
            found = state.interfaces.get(port)
            return str(found.mtu) if found is not None else NOTHING

        yield StateQuestion(Aspect.INTERFACES, f"MTU of {expected.port}", str(expected.mtu), observe)


EXPECTATIONS: Final = (configuration, saved_configuration, cables, sessions, vnis, vteps, mlag, mtus)
"""The order in which they are reported."""


def verify_device(intent: DeviceIntent, fleet: Fleet, state: DeviceState) -> tuple[Check, ...]:
    """Compare everything that is expected of one switch with its state."""
    return tuple(question.ask(intent.name, state) for subject in EXPECTATIONS for question in subject(intent, fleet))
