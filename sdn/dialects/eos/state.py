"""Reading the state of Arista EOS switches from their JSON answers."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from sdn.configuration import Tree, running
from sdn.delivery.transport import DeviceRejected, DeviceSession
from sdn.dialects.eos.grammar import EOS_GRAMMAR
from sdn.intent.routing import AddressFamily
from sdn.verify.health import Item
from sdn.verify.state import Aspect, DeviceState, InterfaceState, MlagState, SessionKey

Answer = Mapping[str, Any]

_COMMANDS: Final = MappingProxyType(
    {
        "bgp": "show ip bgp summary vrf all | json",
        "evpn": "show bgp evpn summary | json",
        "vni": "show vxlan vni | json",
        "vtep": "show vxlan vtep | json",
        "mlag": "show mlag | json",
        "mlag_interfaces": "show mlag interfaces | json",
        "lldp": "show lldp neighbors | json",
        "mtu": "show interfaces | json",
    }
)
_UP: Final = "Established"


def read_eos_state(session: DeviceSession) -> DeviceState:
    """Ask a switch for its state; raises DeviceUnreachable, while a single refusal becomes unreadable."""
    fields: dict[str, Any] = {"sessions": {}}
    unreadable: dict[Aspect, str] = {}
    for aspect, question, read in _QUESTIONS:
        try:
            found = read(_ask(session, _COMMANDS[question]))
        except DeviceRejected as rejection:
            unreadable[aspect] = rejection.message
            continue
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            unreadable[aspect] = f"the answer has an unexpected form: {type(error).__name__}: {error}"
            continue
        fields |= found | {"sessions": fields["sessions"] | found.get("sessions", {})}
    try:
        fields["running"] = running(session.run("show running-config"), EOS_GRAMMAR)
    except DeviceRejected as rejection:
        unreadable[Aspect.CONFIGURATION] = rejection.message
    try:
        fields["saved"] = saved_switch(session)
    except DeviceRejected as rejection:
        unreadable[Aspect.SAVED] = rejection.message
    return DeviceState(**fields, unreadable=unreadable)


def saved_switch(session: DeviceSession) -> Tree:
    """Read what is managed of the configuration that a switch starts with; raises DeviceRejected."""
    try:
        return running(session.run("show startup-config"), EOS_GRAMMAR)
    except DeviceRejected as rejection:
        if rejection.means_missing:
            return {}
        raise


def eos_health(session: DeviceSession) -> frozenset[Item]:
    """Return what is up on a switch; raises DeviceUnreachable or DeviceRejected."""
    return frozenset(
        (
            *_established("bgp", _ask(session, _COMMANDS["bgp"])),
            *_established("evpn", _ask(session, _COMMANDS["evpn"])),
            *_connected(session.run_json("show interfaces status | json")),
        )
    )


def _established(kind: str, summary: Answer) -> Iterator[Item]:
    for vrf, data in _mapping(summary.get("vrfs")).items():
        for peer, state in _mapping(_mapping(data).get("peers")).items():
            if _mapping(state).get("peerState") == _UP:
                yield Item(kind, peer, vrf)


def _connected(status: Answer) -> Iterator[Item]:
    for name, data in _mapping(status.get("interfaceStatuses")).items():
        if _mapping(data).get("linkStatus") == "connected" and not name.startswith("Management"):
            yield Item("interface", name)


def _mapping(value: object) -> Answer:
    return value if isinstance(value, Mapping) else {}


def _ask(session: DeviceSession, command: str) -> Answer:
    """Ask one question; a switch that runs no BGP says so instead of answering in JSON."""
    try:
        return session.run_json(command)
    except DeviceRejected as rejection:
        if "inactive" in rejection.message.lower():
            return {}
        raise


def neighbors(answer: Answer) -> dict[str, Any]:
    """Read `show lldp neighbors`; names are cut at the first dot."""
    return {
        "neighbors": {
            item["port"]: (str(item["neighborDevice"]).partition(".")[0], str(item["neighborPort"]).strip('"'))
            for item in answer["lldpNeighbors"]
        }
    }


def _sessions(answer: Answer, family: AddressFamily) -> dict[str, Any]:
    return {
        "sessions": {
            SessionKey(family, vrf, address): str(peer["peerState"])
            for vrf, data in answer.get("vrfs", {}).items()
            for address, peer in data.get("peers", {}).items()
        }
    }


def bgp_sessions(answer: Answer) -> dict[str, Any]:
    """Read `show ip bgp summary vrf all`."""
    return _sessions(answer, AddressFamily.IPV4)


def evpn_sessions(answer: Answer) -> dict[str, Any]:
    """Read `show bgp evpn summary`."""
    return _sessions(answer, AddressFamily.EVPN)


def vnis(answer: Answer) -> dict[str, Any]:
    """Read `show vxlan vni`."""
    tunnels = answer["vxlanIntfs"].values()
    return {
        "vlan_vnis": dict(_vlan_vnis(tunnels)),
        "vrf_vnis": {
            int(vni): str(data["vrfName"])
            for tunnel in tunnels
            for vni, data in tunnel.get("vniBindingsToVrf", {}).items()
        },
    }


def _vlan_vnis(tunnels: Any) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - JSON
    for tunnel in tunnels:
        for vni, data in tunnel.get("vniBindings", {}).items():
            if not data.get("dynamicVlan", False):
                yield int(vni), int(data["vlan"])


def vteps(answer: Answer) -> dict[str, Any]:
    """Read `show vxlan vtep`."""
    return {"vteps": frozenset(vtep for tunnel in answer["interfaces"].values() for vtep in tunnel["vteps"])}


def mlag(answer: Answer) -> dict[str, Any]:
    """Read `show mlag`; a switch without MLAG is in state disabled."""
    return {
        "mlag": MlagState(
            domain=str(answer.get("domainId", "")),
            state=str(answer["state"]),
            negotiation=str(answer.get("negStatus", "")),
            peer_link=str(answer.get("peerLinkStatus", "")),
            consistency=str(answer.get("configSanity", "")),
            peer_address=str(answer.get("peerAddress", "")),
        )
    }


def port_channels(answer: Answer) -> dict[str, Any]:
    """Read `show mlag interfaces`."""
    return {"port_channels": {int(number): str(data["status"]) for number, data in answer["interfaces"].items()}}


def interfaces(answer: Answer) -> dict[str, Any]:
    """Read `show interfaces`."""
    return {
        "interfaces": {
            name: InterfaceState(is_up=data.get("lineProtocolStatus") == "up", mtu=int(data.get("mtu", 0)))
            for name, data in answer["interfaces"].items()
        }
    }


_QUESTIONS: Final[tuple[tuple[Aspect, str, Callable[[Answer], dict[str, Any]]], ...]] = (
    (Aspect.NEIGHBORS, "lldp", neighbors),
    (Aspect.BGP, "bgp", bgp_sessions),
    (Aspect.EVPN, "evpn", evpn_sessions),
    (Aspect.VNIS, "vni", vnis),
    (Aspect.VTEPS, "vtep", vteps),
    (Aspect.MLAG, "mlag", mlag),
    (Aspect.PORT_CHANNELS, "mlag_interfaces", port_channels),
    (Aspect.INTERFACES, "mtu", interfaces),
)
