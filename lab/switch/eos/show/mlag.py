"""`show mlag`, its interfaces, and what the two switches of a pair disagree on."""

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.convergence.mlag import MlagStatus, system_mac

_STATUSES = {
    "Disabled": "disabled",
    "Configured": "configured",
    "Inactive": "inactive",
    "Active-partial": "active-partial",
    "Active-full": "active-full",
}


def _mlag(ask: Ask) -> dict[str, Json]:
    state, mlag = ask.state.mlag(ask.name), ask.view.mlag
    counts: Json = {label: sum(port.status == status for port in state.ports) for label, status in _STATUSES.items()}
    base: dict[str, Json] = {
        "state": state.state,
        "mlagPorts": counts,
        "portsErrdisabled": False,
        "dualPrimaryDetectionState": "disabled",
        "dualPrimaryPortsErrdisabled": False,
        "reloadDelay": mlag.reload_delay if mlag else 300,
        "reloadDelayNonMlag": mlag.reload_delay_other if mlag else 300,
        "peerLink": mlag.peer_link if mlag else "",
        "localInterface": mlag.local_interface if mlag else "",
        "domainId": mlag.domain if mlag else "",
    }
    if mlag is None or state.state == "disabled":
        return base
    return base | {
        "peerAddress": str(mlag.peer_address),
        "negStatus": state.negotiation,
        "peerLinkStatus": "up" if state.peer_link_up else "down",
        "localIntfStatus": "up" if state.local_interface_up else "down",
        "systemId": state.system_id if state.peer else "00:00:00:00:00:00",
        "configSanity": "inconsistent" if state.inconsistencies else "consistent",
    }


def _role(state: MlagStatus, *, of_peer: bool = False) -> str:
    if state.state != "active":
        return "unknown" if of_peer else state.state
    return "primary" if state.is_primary != of_peer else "secondary"


def _detail(ask: Ask) -> Json:
    state = ask.state.mlag(ask.name)
    return _mlag(ask) | {
        "detail": {
            "mlagState": _role(state),
            "peerMlagState": _role(state, of_peer=True),
            "primaryPriority": 32767,
            "peerPrimaryPriority": 32767 if state.peer else 0,
            "peerMacAddress": system_mac(state.peer) if state.peer else "00:00:00:00:00:00",
            "enabled": state.state != "disabled",
            "heartbeatInterval": 4000,
            "stateChanges": 2,
            "failover": False,
        }
    }


def _mlag_text(ask: Ask) -> str:
    data = _mlag(ask)
    labels = (
        ("domain-id", "domainId"),
        ("local-interface", "localInterface"),
        ("peer-address", "peerAddress"),
        ("peer-link", "peerLink"),
    )
    lines = ["MLAG Configuration:", *(f"{label:20}: {data.get(key, ''):>19}" for label, key in labels)]
    status = (
        ("state", "state"),
        ("negotiation status", "negStatus"),
        ("peer-link status", "peerLinkStatus"),
        ("local-int status", "localIntfStatus"),
        ("system-id", "systemId"),
        ("peer-config", "configSanity"),
    )
    lines += ["", "MLAG Status:", *(f"{label:20}: {data.get(key, ''):>19}" for label, key in status)]
    counts = data["mlagPorts"]
    if isinstance(counts, dict):
        lines += ["", "MLAG Ports:", *(f"{label:20}: {count:>19}" for label, count in counts.items())]
    return "\n".join(lines)


def _interfaces(ask: Ask) -> Json:
    return {
        "interfaces": {
            str(port.number): {
                "localInterface": port.local,
                "localInterfaceStatus": "up" if port.local_up else "down",
                "localInterfaceDescription": ask.view.interfaces[port.local].description,
                "peerInterface": port.peer,
                "peerInterfaceStatus": "up" if port.peer_up else "down",
                "status": port.status,
            }
            for port in ask.state.mlag(ask.name).ports
        }
    }


def _interfaces_text(ask: Ask) -> str:
    rows = [
        [
            port.number,
            ask.view.interfaces[port.local].description,
            port.status,
            port.local,
            port.peer,
            f"{'up' if port.local_up else 'down'}/{'up' if port.peer_up else 'down'}",
        ]
        for port in ask.state.mlag(ask.name).ports
    ]
    return table(["mlag", "desc", "state", "local", "remote", "oper"], rows)


def _sanity(ask: Ask) -> Json:
    state = ask.state.mlag(ask.name)
    found: dict[str, Json] = {}
    for attribute, interface, here, there in state.inconsistencies:
        found[attribute] = {"interface": {interface: {"localValue": here, "peerValue": there}}}
    return {
        "mlagActive": state.state != "disabled",
        "mlagConnected": state.peer is not None,
        "globalConfiguration": {},
        "interfaceConfiguration": found,
    }


COMMANDS = (
    ShowCommand("show mlag", _mlag, _mlag_text),
    ShowCommand("show mlag detail", _detail, _mlag_text),
    ShowCommand("show mlag interfaces [detail]", _interfaces, _interfaces_text),
    ShowCommand("show mlag config-sanity", _sanity, None),
)
