"""The kinds of cloud resources, in the order in which they need each other.

A new kind is one file with one frozen `ResourceKind` and one entry here.
"""

from provisioning.kinds import (
    aggregate,
    allocation_ratio,
    flavor,
    network,
    network_access,
    pool_member,
    project,
    quota,
    server_group,
    subnet,
)
from provisioning.resource import ResourceKind

KINDS: tuple[ResourceKind, ...] = (
    project.KIND,
    quota.KIND,
    flavor.KIND,
    aggregate.KIND,
    pool_member.KIND,
    allocation_ratio.KIND,
    network.KIND,
    subnet.KIND,
    network_access.KIND,
    server_group.KIND,
)
