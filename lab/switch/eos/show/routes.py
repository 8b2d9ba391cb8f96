"""`show vrf`, `show ip route` and its summary."""

from ipaddress import IPv4Network

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.convergence.route_table import Hop, Route


def _vrf(ask: Ask) -> Json:
    view = ask.view
    vrfs: dict[str, Json] = {}
    for vrf in ("default", *sorted(view.vrfs)):
        instance = view.bgp.instances.get(vrf) if view.bgp else None
        routed = vrf in view.routed_vrfs
        protocol: Json = {"supported": True, "protocolState": "up", "routingState": "up" if routed else "down"}
        down: Json = {"supported": True, "protocolState": "up", "routingState": "down"}
        vrfs[vrf] = {
            "routeDistinguisher": instance.rd if instance else "",
            "vrfState": "up",
            "protocols": {"ipv4": protocol, "ipv6": down},
            "interfaces": sorted(
                item.name
                for item in view.interfaces.values()
                if item.vrf == vrf and not item.switched and item.kind != "tunnel"
            ),
            "interfacesV4": sorted(
                item.name
                for item in view.interfaces.values()
                if item.vrf == vrf and not item.switched and (item.address or item.virtual_address)
            ),
        }
    return {"vrfs": vrfs}


def _vrf_text(ask: Ask) -> str:
    rows = [
        [vrf, "routing" if vrf in ask.view.routed_vrfs else "no routing"] for vrf in ("default", *sorted(ask.view.vrfs))
    ]
    return table(["VRF", "IPv4"], rows)


_PROTOCOLS = {"connected": "connected", "static": "static", "external": "eBGP", "internal": "iBGP"}


def _routes(ask: Ask, vrf: str) -> dict[IPv4Network, tuple[str, Route]]:
    """Return every prefix of a VRF with its kind as EOS calls it, and where it leads."""
    routes = ask.state.routes((ask.name, vrf))
    return {network: (_PROTOCOLS[route.protocol], route) for network, route in routes.items()}


def _via(hop: Hop) -> Json:
    if hop.vtep is not None:
        return {"vtepAddr": str(hop.vtep), "vni": hop.vni, "nexthopAddr": "", "interface": "Vxlan1"}
    address: dict[str, Json] = {"nexthopAddr": str(hop.address)} if hop.address else {}
    return address | {"interface": hop.interface}


def _table(ask: Ask) -> Json:
    vrfs: dict[str, Json] = {}
    for vrf in ask.vrfs_asked():
        routes: dict[str, Json] = {
            str(network): {
                "kernelProgrammed": True,
                "directlyConnected": kind == "connected",
                "routeType": kind,
                "hardwareProgrammed": True,
                "routeAction": "forward",
                "preference": route.distance,
                "metric": 0,
                "vias": [_via(hop) for hop in route.hops],
            }
            for network, (kind, route) in sorted(_routes(ask, vrf).items())
        }
        vrfs[vrf] = {
            "routingDisabled": vrf not in ask.view.routed_vrfs,
            "allRoutesProgrammedHardware": True,
            "allRoutesProgrammedKernel": True,
            "defaultRouteState": "reachable" if "0.0.0.0/0" in routes else "notSet",
            "routes": routes,
        }
    return {"vrfs": vrfs}


def _table_text(ask: Ask) -> str:
    letters = {"connected": "C", "static": "S", "eBGP": "B E", "iBGP": "B I"}
    parts = []
    for vrf in ask.vrfs_asked():
        rows = [[letters[kind], network] for network, (kind, _) in sorted(_routes(ask, vrf).items())]
        parts.append(f"VRF: {vrf}\n" + table(["", "Prefix"], rows))
    return "\n".join(parts)


def _summary(ask: Ask) -> Json:
    vrfs: dict[str, Json] = {}
    for vrf in ask.vrfs_asked():
        kinds = [kind for kind, _ in _routes(ask, vrf).values()]
        external, internal = kinds.count("eBGP"), kinds.count("iBGP")
        counts: Json = {
            "bgpTotal": external + internal,
            "bgpExternal": external,
            "bgpInternal": internal,
            "bgpLocal": 0,
        }
        lengths: dict[str, int] = {}
        for network in _routes(ask, vrf):
            lengths[str(network.prefixlen)] = lengths.get(str(network.prefixlen), 0) + 1
        vrfs[vrf] = {
            "connected": kinds.count("connected"),
            "static": kinds.count("static"),
            "bgpCounts": counts,
            "maskLen": lengths,
            "totalRoutes": len(kinds),
        }
    return {
        "protoModelStatus": {"configuredProtoModel": "multi-agent", "operatingProtoModel": "multi-agent"},
        "vrfs": vrfs,
    }


COMMANDS = (
    ShowCommand("show vrf", _vrf, _vrf_text),
    ShowCommand("show ip route [vrf {name}]", _table, _table_text),
    ShowCommand("show ip route [vrf {name}] summary", _summary, None),
)
