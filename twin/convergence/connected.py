"""Connected and static routes, and the addresses that answer."""

from ipaddress import IPv4Address, IPv4Network

from twin.convergence.derivations import Derivations
from twin.convergence.given import devices, view_of
from twin.convergence.ports import port_state
from twin.device_view import DeviceView, StaticRoute

Place = tuple[str, str]
"""A switch and a VRF of it."""
StaticTable = dict[IPv4Network, tuple[StaticRoute, ...]]


def connected_routes(derivations: Derivations, device: str) -> dict[str, dict[IPv4Network, str]]:
    """Return the connected networks of each VRF of a switch, each with its interface."""
    view, ports = view_of(derivations, device), derivations.derive(port_state, device)
    tables: dict[str, dict[IPv4Network, str]] = {}
    for interface in view.interfaces.values():
        address = interface.address or interface.virtual_address
        if address and interface.name in ports.up and not interface.switched:
            tables.setdefault(interface.vrf, {})[address.network] = interface.name
    return tables


def connected_in(derivations: Derivations, place: Place) -> dict[IPv4Network, str]:
    """Return the connected networks of one VRF."""
    return derivations.derive(connected_routes, place[0]).get(place[1], {})


def static_routes(derivations: Derivations, device: str) -> dict[str, StaticTable]:
    """Return the static routes of each VRF whose next hop is on link or whose interface is up, or that discard."""
    view = view_of(derivations, device)
    up = derivations.derive(port_state, device).up if view.static_routes else frozenset()
    found: dict[str, StaticTable] = {}
    for vrf, routes in view.static_routes.items():
        connected = connected_in(derivations, (device, vrf))
        table: StaticTable = {}
        for route in routes:
            leads = route.next_hop is None or any(route.next_hop in network for network in connected)
            if leads and (route.interface in ("", "Null0") or route.interface in up):
                table[route.network] = (*table.get(route.network, ()), route)
        found[vrf] = table
    return found


def static_in(derivations: Derivations, place: Place) -> StaticTable:
    """Return the static routes of one VRF that lead somewhere."""
    return derivations.derive(static_routes, place[0]).get(place[1], {})


def own_addresses(derivations: Derivations, device: str) -> dict[IPv4Address, tuple[tuple[str, str], ...]]:
    """Return the addresses that a switch answers on, each with the interfaces and VRFs that have it."""
    view, ports = view_of(derivations, device), derivations.derive(port_state, device)
    found: dict[IPv4Address, tuple[tuple[str, str], ...]] = {}
    for interface in view.interfaces.values():
        if interface.address and interface.name in ports.up and not interface.switched:
            address = interface.address.ip
            found[address] = (*found.get(address, ()), (interface.name, interface.vrf))
    return found


def _owners(derivations: Derivations, _: None) -> dict[IPv4Address, tuple[tuple[str, str, str], ...]]:
    owners: dict[IPv4Address, tuple[tuple[str, str, str], ...]] = {}
    for device in devices(derivations):
        for address, places in derivations.derive(own_addresses, device).items():
            owners[address] = (*owners.get(address, ()), *((device, *place) for place in places))
    return owners


def owners_of(derivations: Derivations, address: IPv4Address) -> tuple[tuple[str, str, str], ...]:
    """Return the switches, interfaces and VRFs that have an address."""
    return derivations.derive(_owners, None).get(address, ())


def router_id(view: DeviceView, vrf: str) -> IPv4Address:
    """Return what BGP calls itself in a VRF: as configured, else the highest loopback, else the highest address.

    EOS user manual, "router-id (Router-BGP)".
    """
    instance = view.bgp.instances.get(vrf) if view.bgp else None
    if instance is not None and instance.router_id:
        return IPv4Address(instance.router_id)
    addresses = [item for item in view.interfaces.values() if item.vrf == vrf and item.address and not item.shutdown]
    loopbacks = [item for item in addresses if item.kind == "loopback"]
    found = [item.address.ip for item in loopbacks or addresses if item.address]
    return max(found, default=IPv4Address(0))


def router_id_of(derivations: Derivations, place: Place) -> IPv4Address:
    """Return what BGP calls itself in a VRF of a switch."""
    return router_id(view_of(derivations, place[0]), place[1])
