"""`show interfaces`, their status and descriptions, addresses, and port-channels."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.convergence.mlag import system_mac
from twin.device_view import InterfaceView

_BRIDGED_MTU = 9214
_LOOPBACK_MTU = 65535
_HARDWARE = {"bundle": "portChannel", "svi": "vlan", "tunnel": "vxlan"}
_SHORT = {"Ethernet": "Et", "Port-Channel": "Po", "Loopback": "Lo", "Management": "Ma", "Vlan": "Vl", "Vxlan": "Vx"}


def _wanted(ask: Ask) -> list[InterfaceView]:
    interfaces = ask.view.interfaces.values()
    return [item for item in interfaces if not ask.values or item.name == ask.values[0]]


def _status(ask: Ask, interface: InterfaceView) -> tuple[str, str]:
    """Return what EOS calls the interface's and its line protocol's status."""
    if interface.shutdown:
        return "disabled", "down"
    if ask.state.ports(ask.name).is_up(interface.name):
        return "connected", "up"
    ports = ask.state.ports(ask.name)
    is_empty = (
        interface.kind == "ethernet" and interface.name not in ports.neighbors and interface.name not in ports.servers
    )
    return "notconnect", "notPresent" if is_empty else "down"


def _bandwidth(ask: Ask, interface: InterfaceView) -> int:
    """Return bits a second: a port's as the hardware has it, a bundle's as the sum of its active members."""
    if interface.kind == "bundle":
        members = ask.state.ports(ask.name).members.get(interface.name, ())
        return sum(_port_speed(ask, member.name) for member in members if member.active)
    if interface.kind == "ethernet":
        return _port_speed(ask, interface.name)
    return 1_000_000_000 if interface.kind == "management" else 0


def _port_speed(ask: Ask, port: str) -> int:
    return int(ask.device.spec.ports.get(port, 0.0) * 1_000_000_000)


def _mtu(item: InterfaceView) -> int:
    """Return the MTU that EOS shows: the configured one applies to routed interfaces only."""
    if item.kind == "loopback":
        return _LOOPBACK_MTU
    return _BRIDGED_MTU if item.switched else item.mtu


def _interfaces(ask: Ask) -> Json:
    return {"interfaces": {item.name: _interface(ask, item) for item in _wanted(ask)}}


def _interface(ask: Ask, item: InterfaceView) -> Json:
    status, protocol = _status(ask, item)
    addresses: list[Json] = []
    address = item.address or item.virtual_address
    if address:
        shown: dict[str, Json] = {"address": str(address.ip), "maskLen": address.network.prefixlen}
        empty: dict[str, Json] = {"address": "0.0.0.0", "maskLen": 0}  # noqa: S104 - what EOS shows for no address
        primary, virtual = (shown, empty) if item.address else (empty, shown)
        addresses.append({"primaryIp": primary, "virtualIp": virtual, "secondaryIps": {}, "dhcp": False})
    return {
        "name": item.name,
        "forwardingModel": "bridged" if item.switched else "routed",
        "lineProtocolStatus": protocol,
        "interfaceStatus": status,
        "hardware": _HARDWARE.get(item.kind, item.kind),
        "interfaceAddress": addresses,
        "physicalAddress": system_mac(ask.name),
        "burnedInAddress": system_mac(ask.name),
        "description": item.description,
        "bandwidth": _bandwidth(ask, item),
        "mtu": _mtu(item),
        "l3MtuConfigured": item.mtu != 1500,  # noqa: PLR2004
        "l2Mru": 0,
        "lastStatusChangeTimestamp": ask.device.booted_at,
    }


def _interfaces_text(ask: Ask) -> str:
    lines: list[str] = []
    for item in _wanted(ask):
        status, protocol = _status(ask, item)
        lines.append(
            f"{item.name} is {'up' if protocol == 'up' else 'down'}, line protocol is {protocol.lower()} ({status})"
        )
        if item.description:
            lines.append(f"  Description: {item.description}")
        address = item.address or item.virtual_address
        if address:
            lines.append(f"  Internet address is {address}")
        lines.append(f"  IP MTU {item.mtu} bytes, BW {_bandwidth(ask, item) // 1000} kbit")
    return "\n".join(lines)


def _statuses(ask: Ask) -> Json:
    wanted = [item for item in _wanted(ask) if item.kind in ("ethernet", "bundle", "management")]
    return {"interfaceStatuses": {item.name: _one_status(ask, item) for item in wanted}}


def _one_status(ask: Ask, item: InterfaceView) -> dict[str, Json]:
    status, protocol = _status(ask, item)
    if item.bundle:
        vlans: dict[str, Json] = {
            "interfaceMode": "dataLink",
            "interfaceForwardingModel": "dataLink",
            "vlanExplanation": f"in {_short(item.bundle)}",
        }
    elif not item.switched:
        vlans = {"interfaceMode": "routed", "interfaceForwardingModel": "routed"}
    elif item.mode == "trunk":
        vlans = {"interfaceMode": "trunk", "interfaceForwardingModel": "bridged", "vlanExplanation": "trunk"}
    else:
        vlans = {"interfaceMode": "bridged", "interfaceForwardingModel": "bridged", "vlanId": item.access_vlan}
    return {
        "description": item.description,
        "linkStatus": status,
        "lineProtocolStatus": protocol,
        "vlanInformation": vlans,
        "bandwidth": _bandwidth(ask, item),
        "duplex": "duplexFull",
        "autoNegotiateActive": False,
        "autoNegotiated": False,
        "interfaceType": "EbraTestPhyPort" if item.kind == "ethernet" else "N/A",
    }


def _statuses_text(ask: Ask) -> str:
    rows = []
    for item in _wanted(ask):
        if item.kind in ("ethernet", "bundle", "management"):
            one = _one_status(ask, item)
            vlans = one["vlanInformation"]
            vlan = "routed"
            if isinstance(vlans, dict):
                vlan = str(vlans.get("vlanExplanation") or vlans.get("vlanId") or "routed")
            rows.append([_short(item.name), item.description[:30], one["linkStatus"], vlan, "full"])
    return table(["Port", "Name", "Status", "Vlan", "Duplex"], rows)


def _short(name: str) -> str:
    kind = next(kind for kind in _SHORT if name.startswith(kind))
    return _SHORT[kind] + name.removeprefix(kind)


def _descriptions(ask: Ask) -> Json:
    data: dict[str, Json] = {}
    for item in _wanted(ask):
        _, protocol = _status(ask, item)
        status = "adminDown" if item.shutdown else ("up" if protocol == "up" else "down")
        data[item.name] = {"description": item.description, "lineProtocolStatus": protocol, "interfaceStatus": status}
    return {"interfaceDescriptions": data}


def _descriptions_text(ask: Ask) -> str:
    rows = []
    for item in _wanted(ask):
        _, protocol = _status(ask, item)
        status = "admin down" if item.shutdown else ("up" if protocol == "up" else "down")
        rows.append([_short(item.name), status, protocol.lower(), item.description])
    return table(["Interface", "Status", "Protocol", "Description"], rows)


def _addresses(ask: Ask) -> Json:
    data: dict[str, Json] = {}
    for item in _wanted(ask):
        address = item.address or item.virtual_address
        if address and not item.switched:
            status, protocol = _status(ask, item)
            ip: Json = {"address": str(address.ip), "maskLen": address.network.prefixlen}
            data[item.name] = {
                "name": item.name,
                "interfaceStatus": status,
                "lineProtocolStatus": protocol,
                "mtu": item.mtu,
                "vrf": item.vrf,
                "interfaceAddress": {"ipAddr": ip},
            }
    return {"interfaces": data}


def _addresses_text(ask: Ask) -> str:
    rows = []
    for item in _wanted(ask):
        address = item.address or item.virtual_address
        if address and not item.switched:
            _, protocol = _status(ask, item)
            rows.append([item.name, address, "up" if protocol == "up" else "down", protocol.lower(), item.mtu])
    return table(["Interface", "IP Address", "Status", "Protocol", "MTU"], rows)


def _port_channels(ask: Ask) -> Json:
    data: dict[str, Json] = {}
    for name, members in ask.state.ports(ask.name).members.items():
        modes = {member.name: ask.view.interfaces[member.name].lacp for member in members}
        active: dict[str, Json] = {
            member.name: {
                "protocol": "static" if modes[member.name] == "on" else "lacp",
                "lacpMode": modes[member.name],
                "weight": 1,
                "timeBecameActive": ask.device.booted_at,
            }
            for member in members
            if member.active
        }
        inactive: dict[str, Json] = {
            member.name: {"reasonUnconfigured": member.reason, "timeBecameInactive": ask.device.booted_at}
            for member in members
            if not member.active
        }
        data[name] = {
            "activePorts": active,
            "inactivePorts": inactive,
            "rxPorts": {},
            "recircFeature": [],
            "inactiveLag": False,
            "minLinks": 0,
            "minSpeed": "0 gbps",
            "maxWeight": 16,
            "currWeight": len(active),
        }
    return {"portChannels": data}


def _port_channels_text(ask: Ask) -> str:
    rows = []
    for name, members in ask.state.ports(ask.name).members.items():
        flags = "U" if ask.state.ports(ask.name).is_up(name) else "D"
        ports = " ".join(f"{_short(member.name)}({'PG+' if member.active else 'PG-'})" for member in members)
        rows.append([f"{_short(name)}({flags})", "LACP(a)", ports])
    return table(["Port-Channel", "Protocol", "Ports"], rows)


COMMANDS = (
    ShowCommand("show interfaces [{interface}]", _interfaces, _interfaces_text),
    ShowCommand("show interfaces status", _statuses, _statuses_text),
    ShowCommand("show interfaces {interface} status", _statuses, _statuses_text),
    ShowCommand("show interfaces description", _descriptions, _descriptions_text),
    ShowCommand("show ip interface [brief]", _addresses, _addresses_text),
    ShowCommand("show port-channel <dense,summary>", _port_channels, _port_channels_text),
    ShowCommand("show port-channel", _port_channels, _port_channels_text),
)
