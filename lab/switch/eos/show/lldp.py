"""`show lldp neighbors`."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.cabling import InterfaceId
from twin.convergence.mlag import system_mac

_TTL_SECONDS = 120


def lldp_neighbors(ask: Ask) -> list[tuple[str, str, str]]:
    """Return local port, neighbour's name and its port, for every cable whose two ends are up and speak LLDP."""
    state = ask.state
    found: list[tuple[str, str, str]] = []
    if not ask.view.lldp:
        return found
    for port, far in sorted(state.links.neighbors.items(), key=lambda item: _order(item[0])):
        if port.device != ask.name or port not in state.links.up or far not in state.links.up:
            continue
        other = state.views[far.device]
        interface = other.interfaces.get(far.name)
        if other.lldp and (interface is None or interface.lldp):
            found.append((port.name, other.hostname, far.name))
    return found


def _order(port: InterfaceId) -> tuple[str, list[int]]:
    digits = "".join(letter if letter.isdigit() else " " for letter in port.name).split()
    return port.device, [int(number) for number in digits]


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
    by_name = {view.hostname: view for view in ask.state.views.values()}
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
