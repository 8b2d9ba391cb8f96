"""`show bgp evpn summary` and the EVPN instances."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand
from lab.switch.eos.show.bgp import peer_summary, peers, summary_text, vrf_head
from twin.convergence.paths import BgpPath, best_path


def _summary(ask: Ask) -> Json:
    bgp = ask.view.bgp
    if bgp is None:
        return {"vrfs": {}}
    counts = ask.state.received(ask.name, "evpn")
    found: dict[str, Json] = {
        str(key[2]): peer_summary(ask, key, peer, session, counts.get(key[1:], 0) if session.evpn else 0)
        for key, peer, session in peers(ask, "default", "evpn")
    }
    return {"vrfs": {"default": vrf_head(ask, bgp.instances["default"]) | {"peers": found}}}


def _instances(ask: Ask) -> Json:
    bgp, vxlan = ask.view.bgp, ask.view.vxlan
    data: dict[str, Json] = {}
    for vlan, instance in sorted(bgp.mac_vrfs.items()) if bgp else ():
        data[f"VLAN {vlan}"] = {
            "rd": instance.rd,
            "importRts": sorted(instance.import_targets),
            "exportRts": sorted(instance.export_targets),
            "vlan": vlan,
            "vni": vxlan.vlan_vnis.get(vlan, 0) if vxlan else 0,
            "serviceInterface": "VLAN-based",
        }
    return {"bgpEvpnInstances": data}


def _routes(ask: Ask, kind: str) -> Json:
    bgp = ask.view.bgp
    routes: dict[str, Json] = {}
    for key, (_, paths) in ask.state.evpn(ask.name).items():
        if kind not in ("", key.kind):
            continue
        best = best_path(paths)
        detail: dict[str, Json] = {"rd": key.rd, "nlriType": key.kind}
        detail |= {"ipAddr" if key.kind == "imet" else "ipGenPrefix": str(key.address)}
        name = " ".join((f"RD: {key.rd}", key.kind, *((str(key.tag),) if key.tag else ()), str(key.address)))
        routes[name] = {
            "routeKeyDetail": detail,
            "evpnRoutePaths": [_path(path, active=path is best) for path in paths],
            "totalPaths": len(paths),
        }
    return {
        "vrf": "default",
        "routerId": str(ask.state.router_id((ask.name, "default"))) if bgp else "",
        "asn": bgp.asn if bgp else "",
        "evpnRoutes": routes,
    }


def _path(path: BgpPath, *, active: bool) -> dict[str, Json]:
    return {
        "nextHop": str(path.next_hop) if path.neighbor else "",
        "asPathEntry": {"asPath": " ".join((*path.as_path, "i")), "asPathType": path.kind.capitalize()},
        "localPreference": path.local_preference,
        "weight": path.weight,
        "routeType": {"valid": True, "active": active},
    }


COMMANDS = (
    ShowCommand("show bgp evpn summary", _summary, lambda ask: summary_text(ask, "evpn")),
    ShowCommand("show bgp evpn instance", _instances, None),
    ShowCommand("show bgp evpn", lambda ask: _routes(ask, ""), None),
    ShowCommand("show bgp evpn route-type imet", lambda ask: _routes(ask, "imet"), None),
    ShowCommand("show bgp evpn route-type ip-prefix ipv4", lambda ask: _routes(ask, "ip-prefix"), None),
)
