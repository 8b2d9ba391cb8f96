"""Reading the state of FRR routers from the JSON of vtysh, ip and lldpcli."""

import json
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any, Final

from sdn.configuration import Tree, running
from sdn.delivery.transport import DeviceRejected, LinuxShell
from sdn.dialects.frr.grammar import FRR_GRAMMAR
from sdn.dialects.frr.links import intended_links, is_link, running_links
from sdn.intent.routing import AddressFamily
from sdn.verify.health import Item
from sdn.verify.state import Aspect, DeviceState, InterfaceState, SessionKey

_COMMANDS: Final = MappingProxyType(
    {
        "version": "show version",
        "bgp": "show bgp vrf all ipv4 unicast summary json",
        "evpn": "show bgp l2vpn evpn summary json",
        "vni": "show evpn vni detail json",
        "vtep": "show evpn vni detail json",
        "lldp": "lldpcli -f json0 show neighbors",
        "mtu": "show interface json",
    }
)


def ask(shell: LinuxShell, question: str) -> Any:  # noqa: ANN401 - JSON
    """Ask one of the state commands; raises DeviceRejected, also for an answer that is not JSON."""
    command = _COMMANDS[question]
    full = command if command.startswith(("lldpcli ", "ip ")) else f"vtysh -c '{command}'"
    answer = shell.execute(full)
    try:
        return json.loads(answer)
    except ValueError as error:
        raise DeviceRejected(command, f"the answer is not JSON: {answer.strip()[:80]!r}") from error


def running_router(shell: LinuxShell, intended: Tree) -> Tree:
    """Read what runs: FRR's configuration, and of Linux's interfaces what the intended ones speak of."""
    links = {line: section for line, section in intended.items() if is_link(line)}
    return {
        **running(shell.execute("vtysh -c 'show running-config'"), FRR_GRAMMAR),
        **running_links(shell.execute("ip -d -j link show"), links),
    }


def saved_router(shell: LinuxShell) -> Tree:
    """Read what a router starts with: FRR's file, and the lines for Linux's interfaces; raises DeviceRejected."""
    try:
        links = intended_links(_file(shell, "/etc/frr/interfaces"))
    except ValueError as error:
        raise DeviceRejected("", f"/etc/frr/interfaces holds {error}") from error
    return {**running(_file(shell, "/etc/frr/frr.conf"), FRR_GRAMMAR), **links}


def _file(shell: LinuxShell, path: str) -> str:
    """Return what a file holds, nothing when there is none."""
    try:
        return shell.execute(f"cat {path}")
    except DeviceRejected as rejection:
        if rejection.means_missing:
            return ""
        raise


def frr_health(shell: LinuxShell) -> frozenset[Item]:
    """Return which BGP and EVPN sessions and which interfaces are up."""
    sessions = [("bgp", ask(shell, "bgp")), ("evpn", {"default": ask(shell, "evpn")})]
    links = json.loads(shell.execute("ip -j link show"))
    return frozenset(
        Item(kind, peer, vrf)
        for kind, vrfs in sessions
        for vrf, data in vrfs.items()
        if isinstance(data, dict)
        for peer, state in data.get("peers", {}).items()
        if state.get("state") == "Established"
    ) | frozenset(Item("interface", link["ifname"]) for link in links if link.get("operstate") == "UP")


def bgp_sessions(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read `show bgp vrf all ipv4 unicast summary json`."""
    return {"sessions": dict(_sessions(answer, AddressFamily.IPV4))}


def evpn_sessions(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read `show bgp l2vpn evpn summary json`."""
    return {"sessions": dict(_sessions({"default": answer}, AddressFamily.EVPN))}


def _sessions(vrfs: Any, family: AddressFamily) -> Iterator[tuple[SessionKey, str]]:  # noqa: ANN401
    for vrf, data in vrfs.items():
        for address, peer in data.get("peers", {}).items() if isinstance(data, dict) else ():
            yield SessionKey(family, vrf, address), str(peer["state"])


def vteps(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read `show evpn vni detail json`, whose `numRemoteVteps` are addresses, or 0."""
    remote = (item.get("numRemoteVteps") for item in answer)
    return {"vteps": frozenset(str(vtep) for known in remote if isinstance(known, list) for vtep in known)}


def vnis(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read the same: a VNI that is there is mapped to its bridge."""
    return {"bridged_vnis": frozenset(int(item["vni"]) for item in answer if item.get("type") == "L2")}


def neighbors(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read `lldpcli -f json0 show neighbors`."""
    found = {}
    for item in answer["lldp"][0].get("interface", []):
        device = item["chassis"][0].get("name", [{"value": ""}])[0]["value"]
        port = next((entry["value"] for entry in item["port"][0]["id"]), "")
        found[item["name"]] = (device.partition(".")[0], port)
    return {"neighbors": found}


def interfaces(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    """Read `show interface json`."""
    return {
        "interfaces": {
            name: InterfaceState(is_up=data.get("operationalStatus") == "up", mtu=int(data.get("mtu", 0)))
            for name, data in answer.items()
        }
    }


_QUESTIONS: Final[tuple[tuple[Aspect, str, Callable[[Any], dict[str, Any]]], ...]] = (
    (Aspect.NEIGHBORS, "lldp", neighbors),
    (Aspect.BGP, "bgp", bgp_sessions),
    (Aspect.EVPN, "evpn", evpn_sessions),
    (Aspect.VNIS, "vni", vnis),
    (Aspect.VTEPS, "vtep", vteps),
    (Aspect.INTERFACES, "mtu", interfaces),
)


def read_frr_state(shell: LinuxShell, configuration: Tree) -> DeviceState:
    """Ask a router for its state; raises DeviceUnreachable, while a single refusal becomes unreadable."""
    fields: dict[str, Any] = {"sessions": {}, "running": configuration}
    unreadable: dict[Aspect, str] = {}
    for aspect, question, read in _QUESTIONS:
        try:
            found = read(ask(shell, question))
        except DeviceRejected as rejection:
            unreadable[aspect] = rejection.message
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            unreadable[aspect] = f"the answer has an unexpected form: {type(error).__name__}: {error}"
        else:
            fields |= found | {"sessions": fields["sessions"] | found.get("sessions", {})}
    try:
        fields["saved"] = saved_router(shell)
    except DeviceRejected as rejection:
        unreadable[Aspect.SAVED] = rejection.message
    return DeviceState(**fields, unreadable=unreadable)
