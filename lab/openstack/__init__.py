"""Real OpenStack clouds on this machine: Keystone, Placement, Glance, Neutron and Nova with fake hypervisors.

One cloud per site, as an ordinary user, on loopback only. `start_clouds` brings up several side by side; the services'
packages live in a virtual environment of their own (`Environment`).
"""

from lab.openstack.cloud import LabCloud, start_clouds
from lab.openstack.environment import Environment, default_root
from lab.openstack.failure import OpenStackLabError
from lab.openstack.ports import find_free_block
from lab.openstack.specification import CloudSpec, LabHypervisor
from lab.openstack.status import CloudStatus, ServiceState, ServiceStatus

__all__ = [
    "CloudSpec",
    "CloudStatus",
    "Environment",
    "LabCloud",
    "LabHypervisor",
    "OpenStackLabError",
    "ServiceState",
    "ServiceStatus",
    "default_root",
    "find_free_block",
    "start_clouds",
]
