"""Propose where new servers of a pool stand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from facility.chains.missing_data import GapKind
from facility.estate_graph import CapacityGraph
from facility.space.headroom import Burden, burdens, headrooms
from facility.space.rack_space import Connection, Inventory, RackSpace, connection, free_ports, look_up
from inventory.model.blocks import block_of
from inventory.model.component_names import air_name, feed_name
from inventory.model.cooled_rows import Cooled, cooled_by
from inventory.model.estate import Estate
from inventory.model.membership import selects
from inventory.model.pools import Pool
from inventory.model.sites import DeviceType, Face, Mount, Nic, Rack, Server, ServerRole, SiteState
from inventory.wording import a_type


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be placed: so many servers of a type for a pool, at some sites."""

    type: str
    count: int
    pool: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why racks cannot take one more."""

    reason: str
    racks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the servers would stand, in the order in which they were placed, and why not all of them."""

    request: Request
    servers: tuple[Server, ...]
    domains: Mapping[str, tuple[str, ...]]
    """Rack → the power components that feed it."""
    refusals: tuple[Refusal, ...]
    """Why the racks take no more; empty if all servers are placed."""
    unknown: tuple[str, ...]
    """What the estate does not say, so that the proposal is not certain."""

    @property
    def is_complete(self) -> bool:
        """Whether all servers have a place."""
        return len(self.servers) == self.request.count


def propose(estate: Estate, graph: CapacityGraph, request: Request) -> Proposal:
    """Choose rack units for new servers: spread over sites, power domains and racks, each as low as it can stand.

    A server stands only where the rack has the units, the power, the cooling and the strength, where both switches have
    the same port free, and where whatever single component of power or cooling is lost overloads nothing. Raises
    KeyError for a type or pool that the estate does not have.
    """
    return _Search(estate, graph, request).run()


class _Search:
    def __init__(self, estate: Estate, graph: CapacityGraph, request: Request) -> None:
        self._estate, self._graph, self._request = estate, graph, request
        self._kind: DeviceType = estate.device_types[request.type]
        self._pool: Pool = estate.pools[request.pool]
        self._inventory: Inventory = look_up(estate)
        self._cooled: Cooled = cooled_by(estate)
        self._racks = [rack for rack in estate.racks.values() if rack.site in request.sites and _is_used(estate, rack)]
        self._spaces = {rack.key: RackSpace(self._inventory, rack, self._kind) for rack in self._racks}
        self._connections: dict[str, Connection | None] = {}
        self._burdens: dict[str, tuple[Burden, ...]] = {}
        self._headrooms: dict[str, float] = {}
        for site in dict.fromkeys(rack.site for rack in self._racks):
            self._headrooms.update(headrooms(estate, graph.graph, site))
        self._names = set(estate.servers)
        self._promised: list[tuple[str, str]] = []
        self._there = self._counted()

    def run(self) -> Proposal:
        found: list[Server] = []
        reasons: dict[str, str] = {}
        open_racks = dict.fromkeys(self._spaces)
        while len(found) < self._request.count and open_racks:
            key = min(open_racks, key=self._preference)
            reason = self._refusal(key)
            if reason is not None:
                reasons[key] = reason
                del open_racks[key]
                continue
            found.append(self._place(key))
        complete = len(found) == self._request.count
        racks = {server.mount.rack for server in found}
        return Proposal(
            self._request,
            self._in_order(found),
            {key: self._spaces[key].domain[1:] for key in self._spaces if key in racks},
            () if complete else _grouped(reasons),
            self._unknown(racks),
        )

    def _counted(self) -> Counter[tuple[str, ...]]:
        """Count the pool's servers by site, power domain and rack."""
        there: Counter[tuple[str, ...]] = Counter()
        for server in self._estate.members[self._request.pool]:
            space = self._spaces.get(server.mount.rack)
            if space is not None:
                there.update(_places(space))
        return there

    def _preference(self, key: str) -> tuple[int, int, int, str]:
        site, domain, rack = _places(self._spaces[key])
        return self._there[site], self._there[domain], self._there[rack], key

    def _refusal(self, key: str) -> str | None:
        space = self._spaces[key]
        if not self._is_selected(space.rack):
            return f"pool {self._request.pool} takes no servers of this rack"
        if len(space.rack.feeds) < 2:  # noqa: PLR2004 - two sides
            return "the rack has no two feeds"
        return space.refusal() or self._port_refusal(key) or self._load_refusal(key)

    def _is_selected(self, rack: Rack) -> bool:
        """Ask the pools themselves: this one must take the server, and no other."""
        block = block_of(self._server(rack, "new", 1, Connection({}, None, ()), ""))
        return [name for name, pool in self._estate.pools.items() if selects(pool, block)] == [self._request.pool]

    def _port_refusal(self, key: str) -> str | None:
        found = self._connection(key)
        if found is None:
            return "nothing says which switches serve the rack"
        if not free_ports(self._inventory, found, self._promised):
            return f"no port is free on both of {' and '.join(found.nics.values())}"
        return None

    def _load_refusal(self, key: str) -> str | None:
        if self._kind.draw_watts is None:
            return f"nothing says what {a_type(self._kind.name)} draws"
        for burden in self._burden(key):
            left = self._headrooms.get(burden.component)
            if left is not None and left + 1e-6 < burden.share * self._kind.draw_watts:
                return f"after a loss {burden.component} could carry only {max(0.0, left) / 1000:,.1f} kW more"
        return None

    def _connection(self, key: str) -> Connection | None:
        if key not in self._connections:
            self._connections[key] = connection(self._inventory, self._spaces[key])
        return self._connections[key]

    def _burden(self, key: str) -> tuple[Burden, ...]:
        if key not in self._burdens:
            rack, found = self._spaces[key].rack, self._connection(key)
            room = f"{rack.site}/{rack.room}"
            units = self._cooled[room, rack.row]
            feeds = [feed_name(rack.key, side) for side in (found.cords if found else rack.feeds)]
            self._burdens[key] = burdens(self._graph.graph, feeds, [air_name(room, units)] if units else [])
        return self._burdens[key]

    def _place(self, key: str) -> Server:
        space, found = self._spaces[key], self._connection(key)
        position = space.position()
        if found is None or position is None:
            raise RuntimeError(f"{key} was found fit and is not")
        port = free_ports(self._inventory, found, self._promised)[0]
        self._promised += [(switch, port) for switch in found.nics.values()]
        server = self._server(space.rack, self._next_name(space.rack), position, found, port)
        self._names.add(server.name)
        space.add(position)
        self._there.update(_places(space))
        for burden in self._burden(key):
            if burden.component in self._headrooms:
                self._headrooms[burden.component] -= burden.share * (self._kind.draw_watts or 0)
        return server

    def _server(self, rack: Rack, name: str, position: int, found: Connection, port: str) -> Server:
        return Server(
            name=f"{rack.site}-{rack.name}-{name}",
            site=rack.site,
            mount=Mount(rack.key, position, Face.FRONT, found.cords),
            type=self._request.type,
            role=ServerRole.COMPUTE,
            zone=self._pool.zone,
            labels=self._pool.hosts.labels,
            nics=tuple(Nic(nic, switch, port) for nic, switch in found.nics.items()),
            management_address=None,
            origin=rack.origin,
        )

    def _next_name(self, rack: Rack) -> str:
        """Count on from the highest sNN of the rack."""
        prefix = f"{rack.site}-{rack.name}-s"
        taken = (re.fullmatch(r"\d+", name.removeprefix(prefix)) for name in self._names if name.startswith(prefix))
        return f"s{max((int(match[0]) for match in taken if match), default=0) + 1:02}"

    def _in_order(self, servers: Iterable[Server]) -> tuple[Server, ...]:
        """Sort by rack and position, and deal the ports of each pair of switches out in that order."""
        order = {key: place for place, key in enumerate(self._estate.racks)}
        ordered = sorted(servers, key=lambda server: (order[server.mount.rack], server.mount.position))
        ports: dict[tuple[str, ...], list[str]] = {}
        for server in ordered:
            ports.setdefault(_switches(server), []).append(server.nics[0].port)
        turn: dict[tuple[str, ...], Iterator[str]] = {}
        for switches, used in ports.items():
            known = list(self._estate.device_types[self._estate.switches[switches[0]].type].ports)
            turn[switches] = iter(sorted(used, key=known.index))
        return tuple(_on_port(server, next(turn[_switches(server)])) for server in ordered)

    def _unknown(self, racks: Iterable[str]) -> tuple[str, ...]:
        chosen = [self._spaces[key] for key in racks]
        sites = {space.rack.site for space in chosen}
        missing = [what for space in chosen for what in space.unknown]
        if chosen and self._kind.weight_kilograms is None:
            missing.append(f"what {a_type(self._kind.name)} weighs")
        missing += [
            gap.detail.removeprefix("Nothing says ").rstrip(".")
            for gap in self._graph.gaps
            if gap.subject.partition("/")[0] in sites
            or (gap.kind is GapKind.LOAD and gap.subject in self._estate.device_types)
        ]
        return tuple(sorted(set(missing)))


def _switches(server: Server) -> tuple[str, ...]:
    return tuple(nic.switch for nic in server.nics)


def _on_port(server: Server, port: str) -> Server:
    return server._replace(nics=tuple(nic._replace(port=port) for nic in server.nics))


def _places(space: RackSpace) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return ("site", space.rack.site), ("domain", *space.domain), ("rack", space.rack.key)


def _is_used(estate: Estate, rack: Rack) -> bool:
    return estate.sites[rack.site].state is not SiteState.LOST


def _grouped(reasons: Mapping[str, str]) -> tuple[Refusal, ...]:
    by_reason: dict[str, list[str]] = {}
    for rack, reason in reasons.items():
        by_reason.setdefault(reason, []).append(rack)
    return tuple(Refusal(reason, tuple(sorted(racks))) for reason, racks in by_reason.items())
