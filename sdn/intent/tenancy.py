"""What every leaf and border switch of a site has alike: networks, zones and their gateways; built once a fabric."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Interface

from inventory.model.estate import Estate
from inventory.model.fabric import Fabric, Network, SwitchRole, Zone
from inventory.model.platforms import Capabilities
from inventory.numbering import MLAG_CONTROL_VLAN, UNDERLAY_PEERING_VLAN, peering_vlan
from sdn.allocation import allocate_device
from sdn.intent.expectations import ExpectedVni
from sdn.intent.model import Svi, Vlan, Vrf
from sdn.intent.topology import Topology, connected_fabrics


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The shared parts of one fabric."""

    vlans: tuple[Vlan, ...]
    """The networks, and on MLAG pairs the VLANs of the peer link, in rising order."""
    vrfs: tuple[Vrf, ...]
    gateways: tuple[Svi, ...]
    zone_vlans: Mapping[str, tuple[int, ...]]
    """Zone → the VLANs of its networks at this site, in rising order."""
    untagged_vlans: Mapping[str, int]
    """Zone → the VLAN of its network that servers' ports carry without a tag, where there is one."""
    peering_vlans: Mapping[str, int]
    """Zone → the VLAN over the peer link for its VRF."""
    vnis: tuple[ExpectedVni, ...]
    vteps: tuple[IPv4Address, ...]
    """Those of this fabric and of the connected ones that share a network with it."""


def build_tenancies(estate: Estate, topology: Topology, capabilities: Mapping[str, Capabilities]) -> dict[str, Tenancy]:
    """Return the shared parts of each fabric, by its name; `capabilities` likewise."""
    vteps = _vteps(estate)
    connected = connected_fabrics(estate, topology)
    sites = {network.name: frozenset(network.sites) for network in estate.networks.values()}
    tenancies = {}
    for fabric in estate.fabrics.values():
        networks = sorted(
            (network for network in estate.networks.values() if fabric.site in sites[network.name]),
            key=lambda network: network.vlan,
        )
        reached = {site for network in networks for site in network.sites} | {fabric.site}
        remote = [
            vtep
            for name, addresses in vteps.items()
            if name in connected[fabric.name] and estate.fabrics[name].site in reached
            for vtep in addresses
        ]
        zones = sorted(estate.zones.values(), key=lambda zone: zone.name)
        tenancies[fabric.name] = _tenancy(fabric, networks, zones, capabilities[fabric.name], tuple(sorted(remote)))
    return tenancies


def _tenancy(
    fabric: Fabric,
    networks: list[Network],
    zones: list[Zone],
    can: Capabilities,
    vteps: tuple[IPv4Address, ...],
) -> Tenancy:
    zone_vlans: dict[str, list[int]] = {}
    for network in networks:
        zone_vlans.setdefault(network.zone, []).append(network.vlan)
    routed_zones = zones if can.l3_vni else []
    return Tenancy(
        vlans=_vlans(fabric, networks, routed_zones, can),
        vrfs=tuple(Vrf(zone.name, zone.vni, zone.origin) for zone in routed_zones),
        gateways=tuple(_gateway(network) for network in networks) if can.l3_vni else (),
        zone_vlans={zone: tuple(vlans) for zone, vlans in zone_vlans.items()},
        untagged_vlans={network.zone: network.vlan for network in networks if network.is_untagged},
        peering_vlans={zone.name: peering_vlan(fabric, zone) for zone in routed_zones},
        vnis=(
            *(ExpectedVni(network.vni, network.vlan, None, network.origin) for network in networks),
            *(ExpectedVni(zone.vni, None, zone.name, zone.origin) for zone in routed_zones),
        ),
        vteps=vteps,
    )


def _vlans(fabric: Fabric, networks: list[Network], zones: list[Zone], can: Capabilities) -> tuple[Vlan, ...]:
    vlans = [Vlan(network.vlan, network.name, network.vni, network.mtu, network.origin) for network in networks]
    if can.mlag:
        mtu, origin = fabric.underlay_mtu, fabric.origin
        vlans += [
            Vlan(peering_vlan(fabric, zone), f"MLAG_PEERING_{zone.name}", None, mtu, zone.origin) for zone in zones
        ]
        vlans.append(Vlan(UNDERLAY_PEERING_VLAN, "MLAG_PEERING", None, mtu, origin))
        vlans.append(Vlan(MLAG_CONTROL_VLAN, "MLAG_CONTROL", None, mtu, origin))
    return tuple(sorted(vlans, key=lambda vlan: vlan.number))


def _gateway(network: Network) -> Svi:
    address = IPv4Interface((network.gateway, network.subnet.prefixlen))
    return Svi(network.vlan, network.name, network.mtu, network.zone, address, True, network.origin)  # noqa: FBT003


def _vteps(estate: Estate) -> dict[str, tuple[IPv4Address, ...]]:
    found: dict[str, dict[IPv4Address, None]] = {name: {} for name in estate.fabrics}
    for switch in estate.switches.values():
        if switch.role is not SwitchRole.SPINE:
            vtep = allocate_device(estate.fabrics[switch.fabric], switch).vtep
            if vtep is not None:
                found[switch.fabric][vtep] = None
    return {name: tuple(vteps) for name, vteps in found.items()}
