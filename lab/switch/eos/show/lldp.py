"""`show lldp neighbors`."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.convergence.mlag import system_mac

_TTL_SECONDS = 120


def lldp_neighbors(ask: Ask) -> list[tuple[str, str, str]]:
    """Return local port, neighbour's name and its port, for every cable whose two ends are up and speak LLDP."""
    state = ask.state
    found: list[tuple[str, str, str]] = []
    if not ask.view.lldp:
        return found
    ports = state.ports(ask.name)
    for port, far in sorted(ports.neighbors.items(), key=lambda item: _order(item[0])):
        if port not in ports.up or not state.ports(far.device).is_up(far.name):
            continue
        other = state.view(far.device)
        interface = other.interfaces.get(far.name)
        if other.lldp and (interface is None or interface.lldp):
            found.append((port, other.hostname, far.name))
    return found


def _order(port: str) -> list[int]:
    digits = "".join(letter if letter.isdigit() else " " for letter in port).split()
    return [int(number) for number in digits]


def _neighbors(ask: Ask) -> Json:
    wanted = ask.values[0] if ask.values else ""
    neighbors: list[Json] = [
        {"port": port, "neighborDevice": device, "neighborPort": far, "ttl": _TTL_SECONDS}
        for port, device, far in lldp_neighbors(ask)
        if wanted in ("", port)
    ]
    return {
        "tablesLastChangeTime": ask.device.booted_at,
        "tablesInserts": len(neighbors),
        "tablesDeletes": 0,
        "tablesDrops": 0,
        "tablesAgeOuts": 0,
        "lldpNeighbors": neighbors,
    }


def _neighbors_text(ask: Ask) -> str:
    rows = [[port, device, far, _TTL_SECONDS] for port, device, far in lldp_neighbors(ask)]
    return table(["Port", "Neighbor Device ID", "Neighbor Port ID", "TTL"], rows)


def _detail(ask: Ask) -> Json:
    views = [ask.state.view(name) for name in ask.state.devices]
    by_name = {view.hostname: view for view in views}
    neighbors: dict[str, Json] = {}
    for port, device, far in lldp_neighbors(ask):
        info: Json = {
            "chassisIdType": "macAddress",
            "chassisId": system_mac(by_name[device].name),
            "systemName": device,
            "systemDescription": f"Arista Networks EOS version {ask.device.spec.version}",
            "ttl": _TTL_SECONDS,
            "neighborInterfaceInfo": {
                "interfaceIdType": "interfaceName",
                "interfaceId": f'"{far}"',
                "interfaceId_v2": far,
            },
        }
        neighbors[port] = {"lldpNeighborInfo": [info]}
    return {"lldpNeighbors": neighbors}


COMMANDS = (
    ShowCommand("show lldp neighbors", _neighbors, _neighbors_text),
    ShowCommand("show lldp neighbors {interface}", _neighbors, None),
    ShowCommand("show lldp neighbors detail", _detail, None),
)
