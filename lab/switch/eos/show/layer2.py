"""`show vlan`, `show spanning-tree` and `show mac address-table`."""

import hashlib
from collections.abc import Iterator
from ipaddress import IPv4Address

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from lab.switch.eos.show.vxlan import dynamic_vlans
from twin.convergence.ports import carried_vlans
from twin.network import TwinNetwork


def host_mac(host: str) -> str:
    """Return the MAC address that a server's ports share, made from its name."""
    digest = hashlib.sha256(host.encode()).hexdigest()
    return f"52:54:00:{digest[0:2]}:{digest[2:4]}:{digest[4:6]}"


def local_macs(state: TwinNetwork, device: str) -> Iterator[tuple[int, str, str]]:
    """Yield VLAN, MAC address and interface of every server on a port of a switch that is up."""
    view, ports = state.view(device), state.ports(device)
    for port, (host, _) in ports.servers.items():
        if port not in ports.up:
            continue
        interface = view.interfaces.get(port)
        if interface is not None and interface.bundle:
            interface = view.interfaces.get(interface.bundle) if interface.bundle in ports.up else None
        for vlan in sorted(carried_vlans(view, interface)) if interface else ():
            yield vlan, host_mac(host), interface.name if interface else ""


def mac_table(ask: Ask) -> list[tuple[int, str, str]]:
    """Return VLAN, MAC address and interface: local servers first, then those behind other VTEPs."""
    state = ask.state
    local = sorted(set(local_macs(state, ask.name)))
    known = {(vlan, mac) for vlan, mac, _ in local}
    flood = state.flood_list(ask.name)
    ours = ask.view.vxlan.vlan_vnis if ask.view.vxlan else {}
    remote: set[tuple[int, str, str]] = set()
    by_vtep: dict[IPv4Address, list[str]] = {}
    for name in state.devices:
        end = state.vtep(name)
        if end is not None:
            by_vtep.setdefault(end, []).append(name)
    for vlan, vteps in flood.items():
        for name in (name for vtep in vteps for name in by_vtep.get(vtep, ())):
            theirs = state.view(name).vxlan
            for far, mac, _ in local_macs(state, name):
                if theirs and theirs.vlan_vnis.get(far) == ours[vlan] and (vlan, mac) not in known:
                    remote.add((vlan, mac, "Vxlan1"))
    return local + sorted(remote)


def _macs(ask: Ask) -> Json:
    entries: list[Json] = [
        {
            "vlanId": vlan,
            "macAddress": mac,
            "entryType": "dynamic",
            "interface": interface,
            "moves": 1,
            "lastMove": ask.device.booted_at,
        }
        for vlan, mac, interface in mac_table(ask)
    ]
    return {"unicastTable": {"tableEntries": entries}, "multicastTable": {"tableEntries": []}}


def _macs_text(ask: Ask) -> str:
    rows = [[vlan, mac, "DYNAMIC", interface] for vlan, mac, interface in mac_table(ask)]
    return "          Mac Address Table\n" + table(["Vlan", "Mac Address", "Type", "Ports"], rows)


def _vlans(ask: Ask) -> Json:
    vlans: dict[str, Json] = {}
    for vlan in sorted(ask.view.vlans.values(), key=lambda item: item.number):
        ports: dict[str, Json] = {
            item.name: {"privatePromoted": False}
            for item in ask.view.interfaces.values()
            if ask.state.ports(ask.name).is_up(item.name) and vlan.number in carried_vlans(ask.view, item)
        }
        if ask.view.vxlan and vlan.number in ask.view.vxlan.vlan_vnis and ask.state.ports(ask.name).is_up("Vxlan1"):
            ports["Vxlan1"] = {"privatePromoted": False}
        status = "active" if vlan.active else "suspended"
        vlans[str(vlan.number)] = {"name": vlan.name, "dynamic": False, "status": status, "interfaces": ports}
    for vlan_number in dynamic_vlans(ask).values():
        cpu: Json = {"Vxlan1": {"privatePromoted": False}}
        vlans[str(vlan_number)] = {
            "name": f"VLAN{vlan_number:04}",
            "dynamic": True,
            "status": "active",
            "interfaces": cpu,
        }
    return {"sourceDetail": "", "vlans": vlans}


def _vlans_text(ask: Ask) -> str:
    rows = [[item.number, item.name, "active" if item.active else "suspended"] for item in ask.view.vlans.values()]
    return table(["VLAN", "Name", "Status"], sorted(rows, key=lambda row: int(str(row[0]))))


COMMANDS = (
    ShowCommand("show vlan", _vlans, _vlans_text),
    ShowCommand("show mac address-table", _macs, _macs_text),
)
