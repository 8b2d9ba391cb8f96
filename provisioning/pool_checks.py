"""Whether a cloud is as the estate wants it: each resource, and each host of a pool as a hypervisor."""

from collections.abc import Iterable, Iterator

from orchestration.change import Address, Check, Status
from provisioning.cloud import CloudService
from provisioning.comparison import Observed, best_of, differing
from provisioning.intent import SiteIntent
from provisioning.resource import CloudView, Live, ResourceKind, Wanted

AS_WANTED = "as the estate wants it"
SERVICES = "/os-services?binary=nova-compute"
PROVIDERS = "/resource_providers"
ENABLED_PROVIDERS = "/resource_providers?required=!COMPUTE_STATUS_DISABLED"
"""nova-compute gives the provider of a disabled service this trait, and the scheduler then leaves it out."""


def resource_checks(observed: Iterable[Observed], scope: frozenset[Address] | None) -> Iterator[Check]:
    """Yield a check for each wanted resource, and for each of `scope` (None: everything) that is not wanted."""
    for one in observed:
        best = best_of(one.live)
        wanted = {resource.address: resource for resource in one.wanted}
        for address, resource in wanted.items():
            if scope is None or address in scope:
                yield _resource_check(one.kind, resource, best.get(address))
        gone = () if scope is None else sorted(address for address in scope if address.kind == one.kind.name)
        for address in gone:
            if address not in wanted:
                there = address in best and best[address].ours
                yield Check(
                    str(address),
                    "is gone",
                    Status.FAILED if there else Status.DONE,
                    "gone",
                    "there" if there else "gone",
                )


def _resource_check(kind: ResourceKind, wanted: Wanted, live: Live | None) -> Check:
    subject = str(wanted.address)
    if live is None:
        return Check(subject, AS_WANTED, Status.FAILED, "there", "missing", wanted.needs)
    if live.awaited:
        return Check(subject, AS_WANTED, Status.FAILED, "there", live.obstacle, wanted.needs)
    if live.obstacle or not live.ours:
        return Check(subject, AS_WANTED, Status.ERROR, "ours", live.obstacle, wanted.needs)
    keys = differing(kind, wanted.fields, live.fields)
    if not keys:
        return Check(subject, AS_WANTED, Status.DONE, "as wanted", "as wanted", wanted.needs)
    expected = ", ".join(f"{key} {wanted.fields.get(key, '(none)')}" for key in keys)
    actual = ", ".join(f"{key} {live.fields.get(key, '(none)')}" for key in keys)
    remark = f" ({kind.remark})" if kind.remark else ""
    return Check(subject, AS_WANTED, Status.FAILED, expected, actual + remark, wanted.needs)


def host_checks(
    view: CloudView, intent: SiteIntent, observed: Iterable[Observed], scope: frozenset[Address] | None
) -> Iterator[Check]:
    """Yield whether each host of a pool is up in Nova and can be scheduled to in Placement.

    With a `scope`, only hosts that a wanted resource of it is about, by name.
    """
    names = {resource.name for one in observed for resource in one.wanted if scope is None or resource.address in scope}
    hosts = [host.name for hosts in intent.members.values() for host in hosts if host.name in names]
    if not hosts:
        return
    services = {row["host"]: row for row in view.rows(CloudService.COMPUTE, SERVICES, "services")}
    known = {row["name"] for row in view.rows(CloudService.PLACEMENT, PROVIDERS, "resource_providers")}
    enabled = {row["name"] for row in view.rows(CloudService.PLACEMENT, ENABLED_PROVIDERS, "resource_providers")}
    for host in hosts:
        service = services.get(host)
        actual = "no compute service" if service is None else f"{service['state']}, {service['status']}"
        yield _check(host, "hypervisor", "up, enabled", actual)
        actual = "enabled" if host in enabled else "disabled" if host in known else "no resource provider"
        yield _check(host, "resource provider", "enabled", actual)


def _check(subject: str, name: str, expected: str, actual: str) -> Check:
    return Check(subject, name, Status.DONE if actual == expected else Status.FAILED, expected, actual)
