"""Subnets of the networks; the gateway is the fabric's anycast gateway, the mark is in the description.

A network that is stretched over several sites is one broadcast domain with an IPAM in each of their clouds. So that no
two clouds hand out the same address, the subnet is cut into equal slots and each site allocates from its own. There are
at least four, so that a third or fourth site moves nobody's slot. DHCP is on only where one cloud serves the network:
elsewhere the DHCP servers of several sites would answer each other's instances, which take their addresses from the
config drive instead.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address

from inventory.model.fabric import Network
from provisioning.cloud import Cloud, CloudService
from provisioning.intent import SiteIntent
from provisioning.kinds import network as networks
from provisioning.resource import CloudView, Live, ResourceKind, Wanted, rename_or_adopt

NAME = "subnet"
PATH = "/subnets"
LEAST_SLOTS = 4
ADOPT = "openstack subnet set --description {mark} {name}"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield the subnet of each network."""
    for network in intent.networks:
        yield Wanted(
            intent.address(NAME, network.name),
            {
                "cidr": str(network.subnet),
                "gateway": str(network.gateway),
                "dhcp": len(network.sites) == 1,
                "allocation_pools": allocation_pools(network, intent.site),
            },
            network.origin.at("subnet"),
            f"wants the subnet of network {network.name} at {intent.site}",
            frozenset({intent.address(networks.NAME, network.name)}),
            hits=intent.tiers_of(network=network.name),
        )


def allocation_pools(network: Network, site: str) -> tuple[str, ...]:
    """Return the ranges of addresses that the cloud of a site hands out: 'first-last', without the gateway.

    The network's own address, its broadcast address and the gateway are left out.
    """
    first, last = _slot(network, site)
    first = max(first, network.subnet.network_address + 1)
    last = min(last, network.subnet.broadcast_address - 1)
    ranges = [(first, last)]
    if first <= network.gateway <= last:
        ranges = [(first, network.gateway - 1), (network.gateway + 1, last)]
    return tuple(_range(start, end) for start, end in ranges if start <= end)


def _slot(network: Network, site: str) -> tuple[IPv4Address, IPv4Address]:
    """Return the first and last address of the part of the subnet that is the site's."""
    slots = 1
    if len(network.sites) > 1:
        slots = 1 << (max(len(network.sites), LEAST_SLOTS) - 1).bit_length()
    size = network.subnet.num_addresses // slots
    first = network.subnet.network_address + size * network.sites.index(site)
    return first, first + (size - 1)


def _range(first: IPv4Address, last: IPv4Address) -> str:
    return f"{first}-{last}"


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield the subnets of our networks; one without the mark is an obstacle to a wanted one of its name."""
    ours = {
        row["id"]: row["name"]
        for row in view.rows(CloudService.NETWORK, networks.PATH, "networks")
        if networks.is_ours(row, intent)
    }
    for row in view.rows(CloudService.NETWORK, PATH, "subnets"):
        if row["network_id"] in ours:
            marked = networks.is_ours(row, intent)
            pools = sorted((IPv4Address(pool["start"]), pool["end"]) for pool in row["allocation_pools"])
            yield Live(
                intent.address(NAME, row["name"]),
                row["id"],
                {
                    "cidr": row["cidr"],
                    "gateway": row["gateway_ip"] or "",
                    "dhcp": row["enable_dhcp"],
                    "allocation_pools": tuple(f"{start}-{end}" for start, end in pools),
                },
                marked,
                "" if marked else rename_or_adopt(NAME, row["name"], ADOPT, intent.mark),
                frozenset({intent.address(networks.NAME, ours[row["network_id"]])}),
            )


def create(cloud: Cloud, intent: SiteIntent, subnet: Wanted) -> None:
    """Make the subnet."""
    body = _body(subnet) | {
        "name": subnet.name,
        "description": intent.mark,
        "network_id": networks.network_id(cloud, intent, subnet.name),
        "ip_version": 4,
        "cidr": subnet.fields["cidr"],
    }
    cloud.write("POST", CloudService.NETWORK, PATH, {"subnet": body})


def update(cloud: Cloud, _: SiteIntent, subnet: Wanted, live: Live) -> None:
    """Set gateway, DHCP and allocation pools; addresses that are in use stay with their ports."""
    cloud.write("PUT", CloudService.NETWORK, f"{PATH}/{live.id}", {"subnet": _body(subnet)})


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Remove the subnet; Neutron refuses that while ports have addresses of it."""
    cloud.write("DELETE", CloudService.NETWORK, f"{PATH}/{live.id}")


def _body(subnet: Wanted) -> dict[str, object]:
    ranges = [text.partition("-") for text in subnet.texts("allocation_pools")]
    return {
        "gateway_ip": subnet.fields["gateway"],
        "enable_dhcp": subnet.fields["dhcp"],
        "allocation_pools": [{"start": start, "end": end} for start, _, end in ranges],
    }


KIND = ResourceKind(
    name=NAME,
    after=(networks.NAME,),
    compared=("cidr", "gateway", "dhcp", "allocation_pools"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
    immutable=frozenset({"cidr"}),
)
