"""Provider networks of Neutron on the VLANs of the fabric; the mark is in the description.

Not `shared`, which would open a network to every project of the cloud: a network belongs to a security zone of the
bank, and `network_access` lets in the projects of that zone.
"""

from collections.abc import Iterator

from provisioning.cloud import Cloud, CloudRefused, CloudService, Record
from provisioning.intent import SiteIntent
from provisioning.resource import CloudView, Live, ResourceKind, Wanted, rename_or_adopt

NAME = "network"
PATH = "/networks"
PHYSICAL_NETWORK = "physnet1"
"""What Neutron's configuration calls the hosts' bond into the fabric."""
TAG_PREFIX = "sddc:"
ADOPT = "openstack network set --description {mark} {name}"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield each network of the site's zones."""
    for network in intent.networks:
        yield Wanted(
            intent.address(NAME, network.name),
            {
                "type": "vlan",
                "physical_network": PHYSICAL_NETWORK,
                "vlan": network.vlan,
                "mtu": network.mtu,
                "shared": False,
                "enabled": True,
                "tags": (f"{TAG_PREFIX}zone={network.zone}",),
            },
            network.origin,
            f"wants network {network.name} at {intent.site}",
            claims=frozenset({_claim(PHYSICAL_NETWORK, network.vlan)}),
            hits=intent.tiers_of(network=network.name),
        )


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield every network; one without the mark is an obstacle to a wanted one of its name or its VLAN."""
    for row in view.rows(CloudService.NETWORK, PATH, "networks"):
        ours = is_ours(row, intent)
        physical, segment = row.get("provider:physical_network"), row.get("provider:segmentation_id")
        vlan = row.get("provider:network_type") == "vlan"
        yield Live(
            intent.address(NAME, row["name"]),
            row["id"],
            {
                "type": row.get("provider:network_type") or "",
                "physical_network": physical or "",
                "vlan": segment or 0,
                "mtu": row["mtu"],
                "shared": row["shared"],
                "enabled": row["admin_state_up"],
                "tags": tuple(sorted(tag for tag in row["tags"] if tag.startswith(TAG_PREFIX))),
            },
            ours,
            "" if ours else rename_or_adopt(NAME, row["name"], ADOPT, intent.mark),
            claims=frozenset({_claim(physical, segment)}) if vlan else frozenset(),
        )


def is_ours(row: Record, intent: SiteIntent) -> bool:
    """Return whether a network or subnet of Neutron carries the mark of the estate."""
    return intent.mark in (row.get("description") or "").split()


def network_id(cloud: Cloud, intent: SiteIntent, name: str) -> str:
    """Look up a network of the estate; raises CloudRefused if there is none with the mark."""
    for row in cloud.read_all(CloudService.NETWORK, f"{PATH}?name={name}", "networks"):
        if is_ours(row, intent):
            return str(row["id"])
    raise CloudRefused(f"Cloud {cloud.name} has no network {name} with the mark {intent.mark}.", 404)


def create(cloud: Cloud, intent: SiteIntent, network: Wanted) -> None:
    """Make the network with its mark, then its tags, which Neutron does not take together with the rest."""
    body = _body(network) | {
        "name": network.name,
        "description": intent.mark,
        "provider:network_type": network.fields["type"],
        "provider:physical_network": network.fields["physical_network"],
        "provider:segmentation_id": network.fields["vlan"],
    }
    made = cloud.write("POST", CloudService.NETWORK, PATH, {"network": body})
    _set_tags(cloud, made["network"]["id"], network.texts("tags"), ())


def update(cloud: Cloud, _: SiteIntent, network: Wanted, live: Live) -> None:
    """Set what differs; Neutron refuses another VLAN where a port's driver cannot follow."""
    body = _body(network)
    if network.fields["vlan"] != live.fields["vlan"]:
        body["provider:segmentation_id"] = network.fields["vlan"]
    if any(network.fields[key] != live.fields[key] for key in ("vlan", "mtu", "shared", "enabled")):
        cloud.write("PUT", CloudService.NETWORK, f"{PATH}/{live.id}", {"network": body})
    if network.fields["tags"] != live.fields["tags"]:
        tags = cloud.read(CloudService.NETWORK, f"{PATH}/{live.id}/tags")["tags"]
        others = tuple(tag for tag in tags if not tag.startswith(TAG_PREFIX))
        _set_tags(cloud, live.id, network.texts("tags"), others)


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Remove the network; Neutron refuses that while it has ports."""
    cloud.write("DELETE", CloudService.NETWORK, f"{PATH}/{live.id}")


def _body(network: Wanted) -> dict[str, object]:
    return {"mtu": network.fields["mtu"], "shared": False, "admin_state_up": True}


def _set_tags(cloud: Cloud, network: str, ours: tuple[str, ...], others: tuple[str, ...]) -> None:
    cloud.write("PUT", CloudService.NETWORK, f"{PATH}/{network}/tags", {"tags": sorted({*ours, *others})})


def _claim(physical_network: object, vlan: object) -> str:
    return f"VLAN {vlan} on {physical_network}"


KIND = ResourceKind(
    name=NAME,
    after=(),
    compared=("type", "physical_network", "vlan", "mtu", "shared", "enabled", "tags"),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
    immutable=frozenset({"type", "physical_network"}),
)
