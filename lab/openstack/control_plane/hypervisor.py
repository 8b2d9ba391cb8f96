"""A Nova virt driver: Nova's in-memory one, with a size and traits of its own for each host."""

import sys
import types
import uuid
from collections.abc import Mapping

import nova.virt
from nova.virt import fake

NAMESPACE = uuid.UUID("d0b6a7c1-2a55-4f0e-8f39-6c1d5b0f7a11")
UPTIME = " 12:00:00 up 10 days,  0:00,  0 users,  load average: 0.00, 0.00, 0.00"


def register(sizes: Mapping[str, dict]) -> None:
    """Make the driver known as `compute_driver = sized.SizedFakeDriver`; `sizes` is read when a host starts."""
    module = types.ModuleType("nova.virt.sized")
    module.SizedFakeDriver = type("SizedFakeDriver", (_SizedFakeDriver,), {"sizes": sizes})
    sys.modules["nova.virt.sized"] = nova.virt.sized = module


class _SizedFakeDriver(fake.FakeDriver):
    sizes: Mapping[str, dict]

    def init_host(self, host):
        super().init_host(host)
        size = self.sizes[host]
        self.vcpus, self.memory_mb, self.local_gb = size["vcpus"], size["memory_mb"], size["disk_gb"]
        self.lab_traits = tuple(size["traits"])
        self.resources = fake.Resources(self.vcpus, self.memory_mb, self.local_gb)

    @staticmethod
    def _node_uuid(node):
        """Return an id that stays the same over restarts; the parent's would be new each time."""
        return str(uuid.uuid5(NAMESPACE, node))

    def get_available_resource(self, nodename):
        status = super().get_available_resource(nodename)
        if status:
            status["uuid"] = self._node_uuid(nodename)
        return status

    def get_nodenames_by_uuid(self, refresh=False):
        return {self._node_uuid(node): node for node in self.get_available_nodes()}

    def update_provider_tree(self, provider_tree, nodename, allocations=None):
        super().update_provider_tree(provider_tree, nodename, allocations)
        if self.lab_traits:
            provider_tree.add_traits(nodename, *self.lab_traits)

    def get_host_uptime(self):
        return UPTIME

    def get_info(self, instance, use_cache=True):
        # After a restart the guests "still run", as they would on a real hypervisor.
        known = instance.uuid in self.instances
        if not known and instance.host == self._host and instance.power_state:
            guest = fake.FakeInstance(instance.name, instance.power_state, instance.uuid)
            self.instances[instance.uuid] = guest
        return super().get_info(instance, use_cache)
