"""Flavors of Nova, each bound to the hosts of the pools that offer it by a trait; the mark is in the description.

Why a trait for each flavor. `aggregate_instance_extra_specs:…` is looked at only where the operator has enabled
AggregateInstanceExtraSpecsFilter, which Nova's defaults do not: elsewhere the instance silently lands anywhere, and no
API tells. An availability zone binds only those who ask for it. A required trait (`trait:CUSTOM_…=required`) is always
honoured, because Placement itself leaves out every other host. Required traits can only be added up, never be
alternatives, so a trait for each pool could not say "retail or test"; a trait for each flavor on the hosts of every
pool that offers it can. The pool's availability zone then chooses between them. nova-compute keeps custom traits that
it did not set (docs.openstack.org/nova, "Compute and placement: traits").
"""

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import quote

from provisioning.cloud import Cloud, CloudRefused, CloudService
from provisioning.intent import SiteIntent
from provisioning.resource import CloudView, Fields, Live, ResourceKind, Value, Wanted, rename_or_adopt

NAME = "flavor"
TRAIT_PREFIX = "CUSTOM_SDDC_FLAVOR_"
SPEC = "extra_specs."
ADOPT = "openstack --os-compute-api-version 2.55 flavor set --description {mark} {name}"


def trait(flavor: str) -> str:
    """Return the trait of hosts that may run a flavor; different names never give the same.

    >>> trait("gp.large")
    'CUSTOM_SDDC_FLAVOR_GP_LARGE'
    """
    readable = TRAIT_PREFIX + re.sub(r"[^A-Z0-9]", "_", flavor.upper())
    if re.fullmatch(r"[a-z0-9]+(\.[a-z0-9]+)*", flavor):
        return readable
    return f"{readable}__{hashlib.sha256(flavor.encode()).hexdigest()[:8].upper()}"


def wanted(intent: SiteIntent) -> Iterator[Wanted]:
    """Yield each flavor that a pool of this site offers."""
    for flavor in intent.flavors:
        specs: dict[str, Value] = {SPEC + key: value for key, value in flavor.extra_specs.items()}
        specs[f"{SPEC}trait:{trait(flavor.name)}"] = "required"
        yield Wanted(
            intent.address(NAME, flavor.name),
            specs
            | {
                "vcpus": flavor.vcpus,
                "memory_mebibytes": flavor.memory_mebibytes,
                "disk_gibibytes": flavor.disk_gibibytes,
                "public": True,
                "trait": trait(flavor.name),
            },
            flavor.origin,
            f"wants flavor {flavor.name} at {intent.site}",
            hits=intent.tiers_of(flavor=flavor.name),
        )


def traits(view: CloudView) -> frozenset[str]:
    """Return the traits of flavors that Placement knows."""
    found = view.one(CloudService.PLACEMENT, f"/traits?name=startswith:{TRAIT_PREFIX}")["traits"]
    return frozenset(map(str, found))


def observe(view: CloudView, intent: SiteIntent) -> Iterator[Live]:
    """Yield every flavor; one without the mark is an obstacle to a wanted one of its name."""
    known = traits(view)
    for row in view.rows(CloudService.COMPUTE, "/flavors/detail?is_public=None", "flavors"):
        ours = intent.mark in (row.get("description") or "").split()
        fields: dict[str, Value] = {
            "vcpus": row["vcpus"],
            "memory_mebibytes": row["ram"],
            "disk_gibibytes": row["disk"],
            "public": row["os-flavor-access:is_public"],
            "trait": trait(row["name"]) if trait(row["name"]) in known else "",
        }
        yield Live(
            intent.address(NAME, row["name"]),
            row["id"],
            fields | {SPEC + key: value for key, value in row["extra_specs"].items()},
            ours,
            "" if ours else rename_or_adopt(NAME, row["name"], ADOPT, intent.mark),
        )


def create(cloud: Cloud, intent: SiteIntent, flavor: Wanted) -> None:
    """Make the trait, then the flavor with its mark, then its extra specs."""
    cloud.write("PUT", CloudService.PLACEMENT, f"/traits/{flavor.text('trait')}")
    body = {
        "name": flavor.name,
        "vcpus": flavor.fields["vcpus"],
        "ram": flavor.fields["memory_mebibytes"],
        "disk": flavor.fields["disk_gibibytes"],
        "os-flavor-access:is_public": True,
        "description": intent.mark,
    }
    made = cloud.write("POST", CloudService.COMPUTE, "/flavors", {"flavor": body})
    _set_specs(cloud, made["flavor"]["id"], _specs(flavor.fields))


def update(cloud: Cloud, _: SiteIntent, flavor: Wanted, live: Live) -> None:
    """Make the trait where it is missing; remove, then set the extra specs that differ."""
    if live.fields["trait"] != flavor.text("trait"):
        cloud.write("PUT", CloudService.PLACEMENT, f"/traits/{flavor.text('trait')}")
    old, new = _specs(live.fields), _specs(flavor.fields)
    for key in sorted(old.keys() - new.keys()):
        cloud.write("DELETE", CloudService.COMPUTE, f"/flavors/{live.id}/os-extra_specs/{quote(key)}")
    _set_specs(cloud, live.id, {key: value for key, value in new.items() if old.get(key) != value})


def delete(cloud: Cloud, _: SiteIntent, live: Live) -> None:
    """Remove the flavor, its trait first: Placement refuses that while hosts carry it. Instances keep their size."""
    if live.fields["trait"]:
        try:
            cloud.write("DELETE", CloudService.PLACEMENT, f"/traits/{live.fields['trait']}")
        except CloudRefused as refused:
            raise CloudRefused(
                f"Flavor {live.name} is still offered: hosts of cloud {cloud.name} carry its trait. {refused}",
                refused.status,
            ) from refused
    cloud.write("DELETE", CloudService.COMPUTE, f"/flavors/{live.id}")


def replace_flavor(cloud: Cloud, intent: SiteIntent, flavor: Wanted, live: Live) -> None:
    """Make the flavor again in another size; hosts keep its trait meanwhile, and instances the size they have."""
    cloud.write("DELETE", CloudService.COMPUTE, f"/flavors/{live.id}")
    create(cloud, intent, flavor)


def _specs(fields: Fields) -> dict[str, Value]:
    return {key.removeprefix(SPEC): value for key, value in fields.items() if key.startswith(SPEC)}


def _set_specs(cloud: Cloud, flavor_id: str, specs: dict[str, Value]) -> None:
    if specs:
        cloud.write("POST", CloudService.COMPUTE, f"/flavors/{flavor_id}/os-extra_specs", {"extra_specs": specs})


KIND = ResourceKind(
    name=NAME,
    after=(),
    compared=("vcpus", "memory_mebibytes", "disk_gibibytes", "public", "trait", SPEC),
    wanted=wanted,
    observe=observe,
    create=create,
    update=update,
    delete=delete,
    replace=replace_flavor,
    immutable=frozenset({"vcpus", "memory_mebibytes", "disk_gibibytes", "public"}),
)
