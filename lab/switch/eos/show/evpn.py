"""`show bgp evpn summary` and the EVPN instances."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand
from lab.switch.eos.show.bgp import peer_summary, peers, summary_text, vrf_head


def _summary(ask: Ask) -> Json:
    bgp = ask.view.bgp
    if bgp is None:
        return {"vrfs": {}}
    counts = ask.state.overlay.received
    found: dict[str, Json] = {
        str(key[2]): peer_summary(ask, key, peer, session, counts.get(key, 0) if session.evpn else 0)
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


def _imet(ask: Ask) -> Json:
    overlay = ask.state.overlay
    routes: dict[str, Json] = {}
    found = [(str(heard.next_hop), origin, heard.vlans) for origin, heard in overlay.heard.get(ask.name, {}).items()]
    if ask.name in overlay.advertised:
        found.append(("", ask.name, overlay.advertised[ask.name].vlans))
    for next_hop, origin, vlans in found:
        vtep = str(overlay.advertised[origin].vtep)
        for vlan in vlans:
            paths: Json = [{"nextHop": next_hop, "routeType": {"valid": True, "active": True}}]
            detail: Json = {"rd": vlan.rd, "ipAddr": vtep, "nlriType": "imet"}
            key = f"RD: {vlan.rd} imet {vtep}"
            routes[key] = {"routeKeyDetail": detail, "evpnRoutePaths": paths, "totalPaths": 1}
    bgp = ask.view.bgp
    asn = bgp.asn if bgp else ""
    return {
        "vrf": "default",
        "routerId": bgp.instances["default"].router_id if bgp else "",
        "asn": asn,
        "evpnRoutes": routes,
    }


COMMANDS = (
    ShowCommand("show bgp evpn summary", _summary, lambda ask: summary_text(ask, "evpn")),
    ShowCommand("show bgp evpn instance", _instances, None),
    ShowCommand("show bgp evpn route-type imet", _imet, None),
)
