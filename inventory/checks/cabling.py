"""Cables: ports, speeds and pairs."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product

from inventory.model.estate import Estate
from inventory.model.fabric import SwitchRole
from inventory.model.origin import Origin
from inventory.model.sites import Cable, CableKind, ServerRole, Termination
from inventory.suggestions import did_you_mean
from inventory.verdict import Verdict, broken
from inventory.wording import a_type, counted

_KEYS: Mapping[CableKind, tuple[str, str]] = {
    CableKind.UPLINK: ("uplinks", "spine_ports"),
    CableKind.PEER_LINK: ("peer_link", "peer_link"),
    CableKind.INTER_SITE: ("a", "b"),
    CableKind.SERVER: ("ports", "ports"),
}
"""Where the two ends of a cable are written."""


def _place(cable: Cable, end: Termination) -> Origin:
    return cable.origin.at(_KEYS[cable.kind][end is cable.b])


def port_used_twice(estate: Estate) -> Iterator[Verdict]:
    """A port takes one cable."""
    used: dict[str, set[str]] = {name: set() for name in estate.switches}
    ends = 2 * len(estate.switch_cables)
    for cable in estate.switch_cables:
        used[cable.a.device].add(cable.a.port)
        used[cable.b.device].add(cable.b.port)
    for block in estate.server_blocks:
        for nic in block.nics:
            used[nic.switch].update(nic.ports)
            ends += len(nic.ports)
    if sum(map(len, used.values())) < ends:
        yield from _used_twice(estate)


def _used_twice(estate: Estate) -> Iterator[Verdict]:
    taken: dict[tuple[str, str], Termination] = {}
    for cable in estate.cables:
        for end, other in ((cable.a, cable.b), (cable.b, cable.a)):
            # A server with two cables to one switch has no pair, and that has a rule of its own.
            before = taken.setdefault((end.device, end.port), other)
            if before is not other and not before.device == other.device in estate.servers:
                yield broken(
                    end.device,
                    _place(cable, end),
                    f"{end} is cabled to {before} and to {other}.",
                    "A port takes one cable. Give one of them another port.",
                )


def unknown_port(estate: Estate) -> Iterator[Verdict]:
    """A cable ends on a port that the device's type has."""
    ports = {name: estate.device_types[switch.type].ports for name, switch in estate.switches.items()}
    for cable in estate.switch_cables:
        for end in (cable.a, cable.b):
            if end.port not in ports[end.device]:
                yield _unknown_port(estate, end, _place(cable, end))
    for block in estate.server_blocks:
        missing = [[port not in ports[nic.switch] for port in nic.ports] for nic in block.nics]
        if not any(map(any, missing)):
            continue
        for number in range(len(block.mounted.names)):
            for nic, are_missing in zip(block.nics, missing, strict=True):
                if are_missing[number]:
                    end = Termination(nic.switch, nic.ports[number])
                    yield _unknown_port(estate, end, block.mounted.origin.at("ports"))


def _unknown_port(estate: Estate, end: Termination, origin: Origin) -> Verdict:
    switch = estate.switches[end.device]
    return broken(
        end.device,
        origin,
        f"{end} is cabled, but {a_type(switch.type)} has no port {end.port}.",
        partial(did_you_mean, end.port, estate.device_types[switch.type].ports),
    )


def port_speed_mismatch(estate: Estate) -> Iterator[Verdict]:
    """The two ends of a cable between switches have the same speed."""
    for cable in estate.switch_cables:
        ports = [
            estate.device_types[estate.switches[end.device].type].ports.get(end.port) for end in (cable.a, cable.b)
        ]
        speeds = [port.gigabits for port in ports if port is not None]
        if len(set(speeds)) > 1:
            yield broken(
                cable.a.device,
                _place(cable, cable.a),
                f"{cable.a} has {speeds[0]:g} Gbit/s and {cable.b} has {speeds[1]:g} Gbit/s.",
                "The link would not come up. Use ports of the same speed.",
            )


def nics_not_on_a_pair(estate: Estate) -> Iterator[Verdict]:
    """A server with two interfaces goes to both switches of one pair, so that it survives the loss of either.

    One without an interface is for a site without a fabric, or for what needs none.
    """
    sound: set[tuple[str, ...]] = set()
    fabrics = {fabric.site for fabric in estate.fabrics.values()}
    for block in estate.server_blocks:
        switches = tuple([nic.switch for nic in block.nics])
        if not switches and (block.site not in fabrics or block.role is not ServerRole.COMPUTE):
            continue
        if switches in sound or _is_one_pair(estate, switches):
            sound.add(switches)
            continue
        goes = f"goes to {' and '.join(switches)}, which are not the two switches of one pair"
        for name in block.mounted.names:
            yield broken(
                name,
                block.mounted.origin.at("nics"),
                f"Server {name} {goes if switches else 'has no interface'}.",
                "A port channel needs both switches of an MLAG pair: {eth0: leaf-01a, eth1: leaf-01b}.",
            )


def _is_one_pair(estate: Estate, names: tuple[str, ...]) -> bool:
    """Return whether these are the two switches of one pair, or nothing that should be."""
    switches = [estate.switches[name] for name in names]
    if len(names) == 1 or any(switch.role is not SwitchRole.LEAF for switch in switches):
        return True
    pairs = {switch.pair for switch in switches}
    return bool(names) and len(set(names)) == len(names) and len(pairs) == 1 and None not in pairs


def server_not_on_a_leaf(estate: Estate) -> Iterator[Verdict]:
    """Servers are cabled to leaves, not to spines or border switches."""
    others = {name for name, switch in estate.switches.items() if switch.role is not SwitchRole.LEAF}
    for block in estate.server_blocks:
        wrong = [nic for nic in block.nics if nic.switch in others]
        for name, nic in product(block.mounted.names if wrong else (), wrong):
            yield broken(
                name,
                block.mounted.origin.at("nics", nic.name),
                f"Server {name} is cabled to {nic.switch}, a {estate.switches[nic.switch].role} switch.",
                "Spines and border switches carry no server networks. Cable it to a leaf.",
            )


def pair_in_one_rack(estate: Estate) -> Iterator[Verdict]:
    """The two switches of a pair stand in different racks."""
    racks: dict[str, str] = {}
    for switch in estate.switches.values():
        if switch.pair is None:
            continue
        other = racks.setdefault(switch.pair, switch.mount.rack)
        if switch.side == "b" and other == switch.mount.rack:
            yield broken(
                switch.pair,
                switch.origin.at("racks"),
                f"Both switches of {switch.pair} stand in the rack {other}.",
                "The loss of one rack would take both, and every server behind them. Give them different racks.",
            )


def peer_link_too_thin(estate: Estate) -> Iterator[Verdict]:
    """A pair that shares its VTEP has a peer link of at least two cables."""
    joined: dict[str, int] = {}
    for cable in estate.switch_cables:
        if cable.kind is CableKind.PEER_LINK:
            joined[cable.a.device] = joined.get(cable.a.device, 0) + 1
    for switch in estate.switches.values():
        if switch.side == "a" and joined.get(switch.name, 0) < 2:  # noqa: PLR2004 - one may fail
            yield broken(
                switch.pair or switch.name,
                switch.origin.at("peer_link"),
                f"The pair {switch.pair} has {counted(joined.get(switch.name, 0), 'cable')} between its switches.",
                "When the only one breaks, the pair splits. Give the peer link two ports.",
            )


RULES = (
    port_used_twice,
    unknown_port,
    port_speed_mismatch,
    nics_not_on_a_pair,
    server_not_on_a_leaf,
    pair_in_one_rack,
    peer_link_too_thin,
)
