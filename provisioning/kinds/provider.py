"""Resource providers of Placement, one for each hypervisor, and how they are changed safely.

A provider carries a generation; a write that names an old one is refused (409), which happens whenever nova-compute or
another change of the same host was quicker. Then it is read and written again.
"""

from collections.abc import Callable, Mapping

from provisioning.cloud import Cloud, CloudRefused, CloudService, Record
from provisioning.resource import CloudView

ATTEMPTS = 6
HTTP_CONFLICT = 409


def providers(view: CloudView) -> Mapping[str, Record]:
    """Map the name of each provider, which is its hypervisor's, to it."""
    return {row["name"]: row for row in view.rows(CloudService.PLACEMENT, "/resource_providers", "resource_providers")}


def provider_id(cloud: Cloud, host: str) -> str:
    """Look up the provider of a hypervisor; raises CloudRefused if there is none."""
    for row in cloud.read_all(CloudService.PLACEMENT, f"/resource_providers?name={host}", "resource_providers"):
        return str(row["uuid"])
    raise CloudRefused(f"Placement of cloud {cloud.name} has no resource provider {host}.", 404)


def rewrite(cloud: Cloud, path: str, change: Callable[[Record], Record | None]) -> None:
    """Put at `path` what `change` makes of what stands there (None: leave it); again while others are quicker."""
    for attempt in range(1, ATTEMPTS + 1):
        body = change(cloud.read(CloudService.PLACEMENT, path))
        if body is None:
            return
        try:
            cloud.write("PUT", CloudService.PLACEMENT, path, body)
        except CloudRefused as refused:
            if refused.status != HTTP_CONFLICT or attempt == ATTEMPTS:
                raise
        else:
            return
