"""Propose where new servers of a pool stand."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from facility.chains.devices import server_component
from facility.chains.missing_data import GapKind
from facility.estate_graph import CapacityGraph
from facility.graph.ranking import carrying
from facility.space.load_room import Demand, Excess, LoadRoom, demand_of
from facility.space.proposal_rules import Breach, ProposalRules
from facility.space.rack_space import RackContents, RackSpace, ServerConnection, connection, free_ports, look_up
from inventory.model.blocks import block_of
from inventory.model.cooled_rows import Cooled, cooled_by
from inventory.model.cooling import CoolingComponent
from inventory.model.estate import Estate
from inventory.model.membership import selects
from inventory.model.pools import Pool
from inventory.model.power import PowerComponent
from inventory.model.sites import DeviceType, Face, Mount, Nic, Rack, Server, ServerRole, SiteState
from inventory.wording import a_type


@dataclass(frozen=True, slots=True)
class SpaceRequest:
    """What is to be placed: so many servers of a type for a pool, at some sites."""

    type: str
    count: int
    pool: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RackRefusal:
    """Why racks cannot take one more."""

    reason: str
    racks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpaceProposal:
    """Where the servers would stand, in the order in which they were placed, and why not all of them."""

    request: SpaceRequest
    servers: tuple[Server, ...]
    domains: Mapping[str, tuple[str, ...]]
    """Rack → the power components that feed it."""
    refusals: tuple[RackRefusal, ...]
    """Why the racks take no more; empty if all servers are placed."""
    unknown: tuple[str, ...]
    """What the estate does not say, so that the proposal is not certain."""

    @property
    def is_complete(self) -> bool:
        """Whether all servers have a place."""
        return len(self.servers) == self.request.count


def propose(estate: Estate, graph: CapacityGraph, request: SpaceRequest, today: date) -> SpaceProposal:
    """Choose rack units for new servers: spread over sites, halls, power domains and racks, into gaps that they fill.

    A server stands only where the rack has the units, where both switches have the same port free, where no single
    loss of a component of power or cooling overloads anything, and where no rule in force is newly broken; all such
    racks take it. Raises KeyError for a type or pool that the estate does not have, ProfileInvalid for an unsound
    profile.
    """
    return _ProposalSearch(estate, graph, request, today).run()


class _ProposalSearch:
    """Racks that are open, servers that are placed, and why the other racks take no more."""

    def __init__(self, estate: Estate, graph: CapacityGraph, request: SpaceRequest, today: date) -> None:
        self._estate, self._graph, self._request = estate, graph, request
        self._kind: DeviceType = estate.device_types[request.type]
        self._pool: Pool = estate.pools[request.pool]
        self._contents: RackContents = look_up(estate)
        self._cooled: Cooled = cooled_by(estate)
        self._rules = ProposalRules(estate, today)
        self._racks = [rack for rack in estate.racks.values() if rack.site in request.sites and _is_used(estate, rack)]
        self._connections: dict[str, ServerConnection | None] = {}
        self._reasons: dict[str, str] = {}
        self._begin()

    def _begin(self) -> None:
        """Forget what has been placed."""
        self._spaces = {rack.key: RackSpace(self._contents, rack, self._kind) for rack in self._racks}
        self._load_room = LoadRoom(self._graph.graph, self._plant())
        self._highest: dict[str, int] = {}
        for name in self._estate.servers:
            self._count(name)
        self._promised: list[tuple[str, str]] = []
        self._there = self._counted()
        self._placed: list[Server] = []

    def _plant(self) -> list[str]:
        """Name the components of power and cooling at the sites that are asked about."""
        estate, components = self._estate, self._graph.graph.components
        chains = (estate.power, estate.fuel, estate.cooling)
        return [
            key
            for key in carrying(self._graph.graph)
            if components[key].site in self._request.sites
            and (components[key].kind == "incomer" or any(key in chain for chain in chains))
        ]

    def run(self) -> SpaceProposal:
        """Place servers, then ask the rules about all of them together, until these have nothing against it."""
        self._close_for_rules()
        while True:
            self._fill()
            breaches = self._rules.breaches(self._placed) if self._placed else ()
            if not breaches:
                return self._proposal()
            kept, breaches = self._longest_sound()
            self._close_related(self._placed[len(kept)], breaches)
            self._begin()
            for server in kept:
                self._place(server.mount.rack)

    def _close_for_rules(self) -> None:
        """Close the racks that rules speak against whatever a server draws, all of them with one question."""
        first = [self._server_for(rack.key) for rack in self._racks if self._fit_refusal(rack.key) is None]
        rack_of = {server.name: server.mount.rack for server in first}
        for breach in self._rules.breaches_without_load(first):
            for name in {breach.verdict.subject, *breach.verdict.lost} & rack_of.keys():
                self._reasons.setdefault(rack_of[name], str(breach))
            if breach.verdict.subject in self._spaces:
                self._reasons.setdefault(breach.verdict.subject, str(breach))

    def _fill(self) -> None:
        open_racks = {key: None for key in self._spaces if key not in self._reasons}
        while len(self._placed) < self._request.count and open_racks:
            key = min(open_racks, key=self._preference)
            reason = self._refusal(key)
            if reason is not None:
                self._reasons[key] = reason
                del open_racks[key]
                continue
            self._place(key)

    def _longest_sound(self) -> tuple[list[Server], tuple[Breach, ...]]:
        """Find how many of the servers, from the first on, break nothing, and what one more breaks."""
        sound, broken, found = 0, len(self._placed), self._rules.breaches(self._placed)
        while broken - sound > 1:
            middle = (sound + broken) // 2
            breaches = self._rules.breaches(self._placed[:middle])
            if breaches:
                broken, found = middle, breaches
            else:
                sound = middle
        return self._placed[:sound], found

    def _close_related(self, server: Server, breaches: Sequence[Breach]) -> None:
        """Close the rack of a server that breaks rules, and all that live on the components that these speak of."""
        self._reasons[server.mount.rack] = str(breaches[0])
        for breach in breaches:
            named = self._members(breach.verdict.subject)
            for key in self._spaces if named else ():
                if key not in self._reasons and not named.isdisjoint(self._load_room.supplying(self._demand(key))):
                    self._reasons[key] = str(breach)

    def _members(self, subject: str) -> frozenset[str]:
        """Name the component that a verdict is about, or the members of the redundancy group."""
        estate = self._estate
        chains: tuple[PowerComponent | CoolingComponent, ...] = (*estate.power.values(), *estate.cooling.values())
        return frozenset(one.key for one in chains if subject in (one.key, f"{one.site}/{one.group}"))

    def _proposal(self) -> SpaceProposal:
        racks = dict.fromkeys(server.mount.rack for server in self._placed)
        complete = len(self._placed) == self._request.count
        return SpaceProposal(
            self._request,
            self._in_order(self._placed),
            {key: self._spaces[key].domain[1:] for key in self._spaces if key in racks},
            () if complete else _grouped(self._reasons),
            self._unknown(racks),
        )

    def _counted(self) -> Counter[tuple[str, ...]]:
        """Count the pool's servers by site, hall, power domain and rack."""
        there: Counter[tuple[str, ...]] = Counter()
        for server in self._estate.members[self._request.pool]:
            space = self._spaces.get(server.mount.rack)
            if space is not None:
                there.update(_places(space))
        return there

    def _preference(self, key: str) -> tuple[tuple[int, ...], str]:
        return tuple(self._there[place] for place in _places(self._spaces[key])), key

    def _refusal(self, key: str) -> str | None:
        return self._fit_refusal(key) or self._rule_refusal(key) or self._load_refusal(key)

    def _fit_refusal(self, key: str) -> str | None:
        space = self._spaces[key]
        if not self._is_selected(space.rack):
            return f"pool {self._request.pool} takes no servers of this rack"
        if not space.rack.feeds:
            return "nothing says what feeds the rack"
        if space.position() is None:
            return f"no {self._kind.u_height} free units next to each other"
        return self._port_refusal(key)

    def _is_selected(self, rack: Rack) -> bool:
        """Ask the pools themselves: this one must take the server, and no other."""
        block = block_of(self._server(rack, "new", 1, ServerConnection({}, None, ()), ""))
        return [name for name, pool in self._estate.pools.items() if selects(pool, block)] == [self._request.pool]

    def _port_refusal(self, key: str) -> str | None:
        found = self._connection(key)
        if found is None:
            return "nothing says which switches serve the rack"
        if not free_ports(self._contents, found, self._promised):
            return f"no port is free on both of {' and '.join(found.nics.values())}"
        return None

    def _rule_refusal(self, key: str) -> str | None:
        there = [server for server in self._placed if server.mount.rack == key]
        breaches = self._rules.breaches_on_rack(key, [*there, self._server_for(key)])
        return str(breaches[0]) if breaches else None

    def _load_refusal(self, key: str) -> str | None:
        if self._kind.draw_watts is None:
            return f"nothing says what {a_type(self._kind.name)} draws"
        excess = self._load_room.excess(self._demand(key))
        return None if excess is None else _too_much(excess)

    def _connection(self, key: str) -> ServerConnection | None:
        if key not in self._connections:
            self._connections[key] = connection(self._contents, self._spaces[key])
        return self._connections[key]

    def _demand(self, key: str) -> Demand:
        found = self._connection(key) or ServerConnection({}, None, tuple(self._spaces[key].rack.feeds))
        server = self._server(self._spaces[key].rack, "new", 1, found, "")
        return demand_of(self._graph.graph, server_component(self._estate, self._cooled, block_of(server)))

    def _server_for(self, key: str) -> Server:
        """Make the next server of a rack that has units and a port for it."""
        space, found = self._spaces[key], self._connection(key)
        position = space.position()
        if found is None or position is None:
            raise RuntimeError(f"{key} was found fit and is not")
        port = free_ports(self._contents, found, self._promised)[0]
        return self._server(space.rack, self._next_name(space.rack), position, found, port)

    def _place(self, key: str) -> None:
        server = self._server_for(key)
        self._promised += [(nic.switch, nic.port) for nic in server.nics]
        self._count(server.name)
        self._spaces[key].add(server.mount.position)
        self._there.update(_places(self._spaces[key]))
        self._load_room.add(self._demand(key))
        self._placed.append(server)

    def _count(self, name: str) -> None:
        """Remember the highest number behind each beginning of a name: tianfu-a03-s → 7."""
        numbered = re.fullmatch(r"(.*\D)(\d+)", name)
        if numbered is not None:
            self._highest[numbered[1]] = max(self._highest.get(numbered[1], 0), int(numbered[2]))

    def _server(self, rack: Rack, name: str, position: int, found: ServerConnection, port: str) -> Server:
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
        return f"s{self._highest.get(f'{rack.site}-{rack.name}-s', 0) + 1:02}"

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
        placed = {key: [server for server in self._placed if server.mount.rack == key] for key in racks}
        sites = {self._spaces[key].rack.site for key in placed}
        missing = [what for key, servers in placed.items() for what in self._rules.unknown_on_rack(key, servers)]
        missing += [
            gap.detail
            for gap in self._graph.gaps
            if gap.subject.partition("/")[0] in sites
            or (gap.kind is GapKind.LOAD and gap.subject in self._estate.device_types)
        ]
        return tuple(sorted({what.removeprefix("Nothing says ").rstrip(".") for what in missing}))


def _switches(server: Server) -> tuple[str, ...]:
    return tuple(nic.switch for nic in server.nics)


def _on_port(server: Server, port: str) -> Server:
    return server._replace(nics=tuple(nic._replace(port=port) for nic in server.nics))


def _places(space: RackSpace) -> tuple[tuple[str, ...], ...]:
    """List what servers are spread over, the widest first."""
    rack = space.rack
    return ("site", rack.site), ("hall", rack.site, rack.room), ("domain", *space.domain), ("rack", rack.key)


def _too_much(excess: Excess) -> str:
    when = "with nothing lost" if excess.lost is None else "after a loss"
    return f"{when} {excess.component} could carry only {max(0.0, excess.left_watts) / 1000:,.1f} kW more"


def _is_used(estate: Estate, rack: Rack) -> bool:
    return estate.sites[rack.site].state is not SiteState.LOST


def _grouped(reasons: Mapping[str, str]) -> tuple[RackRefusal, ...]:
    by_reason: dict[str, list[str]] = {}
    for rack, reason in reasons.items():
        by_reason.setdefault(reason, []).append(rack)
    return tuple(RackRefusal(reason, tuple(sorted(racks))) for reason, racks in by_reason.items())
