"""`show vxlan`: VNIs, remote VTEPs, where floods go."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.convergence.ports import carries
from twin.dialects.eos.values import compress_ranges


def dynamic_vlans(ask: Ask) -> dict[str, int]:
    """Return the internal VLAN that EOS takes for each VRF with a VNI, from the internal range upwards."""
    order = (ask.device.running.value("vlan internal order") or "ascending range 1006 4094").split()
    low, high = int(order[2]), int(order[3])
    vrfs = sorted(ask.view.vxlan.vrf_vnis) if ask.view.vxlan else []
    free = (
        vlan
        for vlan in (range(low, high + 1) if order[0] == "ascending" else range(high, low - 1, -1))
        if vlan not in ask.view.vlans
    )
    return dict(zip((vrf for vrf in vrfs if vrf in ask.view.vrfs), free, strict=False))


def _vni(ask: Ask) -> Json:
    vxlan = ask.view.vxlan
    if vxlan is None:
        return {"vxlanIntfs": {}}
    bindings: dict[str, Json] = {}
    up, view = ask.state.ports(ask.name).up, ask.view
    interfaces = [item for item in view.interfaces.values() if item.name in up and item.switched]
    for vlan, vni in sorted(vxlan.vlan_vnis.items()):
        if vlan not in ask.view.vlans:
            continue
        ports: dict[str, Json] = {
            item.name: {"dot1q": vlan if item.mode == "trunk" else 0}
            for item in interfaces
            if carries(view, item, vlan)
        }
        ports["Vxlan1"] = {"dot1q": vlan}
        bindings[str(vni)] = {"vlan": vlan, "dynamicVlan": False, "source": "static", "interfaces": ports}
    vrfs: dict[str, Json] = {
        str(vxlan.vrf_vnis[vrf]): {"vrfName": vrf, "vlan": vlan, "source": "evpn"}
        for vrf, vlan in dynamic_vlans(ask).items()
    }
    return {"vxlanIntfs": {"Vxlan1": {"vniBindings": bindings, "vniBindingsToVrf": vrfs}}}


def _vni_text(ask: Ask) -> str:
    vxlan = ask.view.vxlan
    rows = [[vni, vlan, "static"] for vlan, vni in sorted(vxlan.vlan_vnis.items())] if vxlan else []
    lines = ["VNI to VLAN Mapping for Vxlan1", table(["VNI", "VLAN", "Source"], rows)]
    routed = [[vxlan.vrf_vnis[vrf], vlan, vrf, "evpn"] for vrf, vlan in dynamic_vlans(ask).items()] if vxlan else []
    return "\n".join(
        [*lines, "", "VNI to dynamic VLAN Mapping for Vxlan1", table(["VNI", "VLAN", "VRF", "Source"], routed)]
    )


def _vtep(ask: Ask) -> Json:
    if ask.view.vxlan is None:
        return {"vteps": {}, "interfaces": {}}
    vteps = ask.state.remote_vteps(ask.name)
    return {
        "vteps": {str(vtep): {"tunnelTypes": list(kinds)} for vtep, kinds in vteps.items()},
        "interfaces": {"Vxlan1": {"vteps": [str(vtep) for vtep in vteps]}},
    }


def _vtep_text(ask: Ask) -> str:
    vteps = ask.state.remote_vteps(ask.name)
    rows = [[vtep, ", ".join(kinds)] for vtep, kinds in vteps.items()]
    head = ["Remote VTEPS for Vxlan1:", "", table(["VTEP", "Tunnel Type(s)"], rows), ""]
    return "\n".join([*head, f"Total number of remote VTEPS:  {len(vteps)}"])


def _flood(ask: Ask) -> Json:
    flood = ask.state.flood_list(ask.name)
    vlans: dict[str, Json] = {
        str(vlan): {"vteps": [str(vtep) for vtep in vteps]} for vlan, vteps in sorted(flood.items())
    }
    return {"interfaces": {"Vxlan1": {"vlans": vlans}} if ask.view.vxlan else {}}


def _flood_text(ask: Ask) -> str:
    groups: dict[str, list[int]] = {}
    for vlan, vteps in ask.state.flood_list(ask.name).items():
        groups.setdefault("  ".join(str(vtep) for vtep in vteps), []).append(vlan)
    rows = [[compress_ranges(vlans), vteps] for vteps, vlans in groups.items()]
    return "          VXLAN Flood VTEP Table\n" + "-" * 80 + "\n\n" + table(["VLANS", "Ip Address"], rows)


COMMANDS = (
    ShowCommand("show vxlan vni", _vni, _vni_text),
    ShowCommand("show vxlan vtep", _vtep, _vtep_text),
    ShowCommand("show vxlan flood vtep", _flood, _flood_text),
)
