"""`show ip bgp summary` and `show bgp summary`."""

from collections.abc import Iterator

from lab.switch.eos.show.ask import Ask, Json, ShowCommand, table
from twin.bgp_view import BgpInstance, PeerView
from twin.convergence.sessions import BgpSession, SessionKey

_KEEPALIVE_SECONDS = 60


def peers(ask: Ask, vrf: str, family: str) -> Iterator[tuple[SessionKey, PeerView, BgpSession]]:
    """Yield the neighbors of a VRF that take part in an address family (`ipv4`, `evpn`; `any` for all)."""
    bgp = ask.view.bgp
    instance = bgp.instances.get(vrf) if bgp else None
    for address, peer in instance.peers.items() if instance else ():
        if family == "any" or getattr(peer, family):
            key = (ask.name, vrf, address)
            yield key, peer, ask.state.session(key)


def vrf_head(ask: Ask, instance: BgpInstance) -> dict[str, Json]:
    """Return what a summary says of a VRF before its neighbors."""
    bgp = ask.view.bgp
    return {
        "vrf": instance.vrf,
        "routerId": str(ask.state.router_id((ask.name, instance.vrf))),
        "asn": bgp.asn if bgp else "",
    }


def peer_summary(ask: Ask, key: SessionKey, peer: PeerView, session: BgpSession, received: int) -> dict[str, Json]:
    """Return one neighbor as `show ip bgp summary` and `show bgp evpn summary` have it."""
    since = ask.fabric.established_at.get(key, ask.device.booted_at)
    messages = int((max(since, ask.device.booted_at) - ask.device.booted_at) // _KEEPALIVE_SECONDS) + 4
    data: dict[str, Json] = {
        "description": peer.description,
        "version": 4,
        "msgReceived": messages if session.is_established else 0,
        "msgSent": messages if session.is_established else 0,
        "inMsgQueue": 0,
        "outMsgQueue": 0,
        "asn": peer.remote_as,
        "prefixAccepted": received,
        "prefixReceived": received,
        "upDownTime": since,
        "underMaintenance": False,
        "peerState": session.state,
    }
    if session.state == "Idle":
        data["peerStateIdleReason"] = session.reason
    return data


def _ip_summary(ask: Ask) -> Json:
    vrfs: dict[str, Json] = {}
    counts = ask.state.received(ask.name, "ipv4")
    for vrf, instance in _instances(ask):
        found = {
            str(key[2]): peer_summary(ask, key, peer, session, counts.get(key[1:], 0))
            for key, peer, session in peers(ask, vrf, "ipv4")
        }
        vrfs[vrf] = vrf_head(ask, instance) | {"peers": found}
    return {"vrfs": vrfs}


def _instances(ask: Ask) -> list[tuple[str, BgpInstance]]:
    known = ask.view.bgp.instances if ask.view.bgp else {}
    return [(vrf, known[vrf]) for vrf in ask.vrfs_asked() if vrf in known]


def _summary(ask: Ask) -> Json:
    vrfs: dict[str, Json] = {}
    unicast, evpn = (ask.state.received(ask.name, family) for family in ("ipv4", "evpn"))
    for vrf, instance in _instances(ask):
        found: dict[str, Json] = {}
        for key, peer, session in peers(ask, vrf, "any"):
            data: dict[str, Json] = {"peerState": session.state, "peerAsn": peer.remote_as}
            if session.state == "Idle":
                data["peerStateIdleReason"] = session.reason
            for name, wanted, agreed, count in (
                ("ipv4Unicast", peer.ipv4, session.ipv4, unicast.get(key[1:], 0)),
                ("l2VpnEvpn", peer.evpn, session.evpn, evpn.get(key[1:], 0)),
            ):
                if wanted:
                    status = "negotiated" if session.is_established and agreed else "advertised"
                    received = count if status == "negotiated" else 0
                    data[name] = {"afiSafiState": status, "nlrisReceived": received, "nlrisAccepted": received}
            found[str(key[2])] = data
        vrfs[vrf] = vrf_head(ask, instance) | {"peers": found}
    return {"vrfs": vrfs}


def summary_text(ask: Ask, family: str) -> str:
    """Return a summary as text, for one address family or all."""
    parts: list[str] = []
    counts = ask.state.received(ask.name, "evpn" if family == "evpn" else "ipv4")
    for vrf, instance in _instances(ask):
        rows = []
        for key, peer, session in peers(ask, vrf, family):
            shown = session.state if session.state != "Idle" else f"Idle({session.reason})"
            rows.append(
                [key[2], 4, peer.remote_as, shown if not session.is_established else "Estab", counts.get(key[1:], 0)]
            )
        head = vrf_head(ask, instance)
        parts.append(
            f"BGP summary information for VRF {vrf}\n"
            f"Router identifier {head['routerId']}, local AS number {head['asn']}\n"
            + table(["Neighbor", "V", "AS", "State", "PfxRcd"], rows)
        )
    return "\n".join(parts) if parts else "% BGP inactive"


COMMANDS = (
    ShowCommand("show ip bgp summary [vrf {name}]", _ip_summary, lambda ask: summary_text(ask, "ipv4")),
    ShowCommand("show bgp ipv4 unicast summary [vrf {name}]", _ip_summary, lambda ask: summary_text(ask, "ipv4")),
    ShowCommand("show bgp summary [vrf {name}]", _summary, lambda ask: summary_text(ask, "any")),
)
