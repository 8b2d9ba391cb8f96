"""The five services of a cloud, in the order of their ports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceProcess:
    """One service process: where it stands in the catalog, how many threads answer, which databases are its own."""

    name: str
    kind: str
    """The service type in the Keystone catalog."""
    path: str
    """What follows the port in its endpoint."""
    threads: int
    databases: tuple[str, ...]


KEYSTONE = ServiceProcess("keystone", "identity", "/v3", 8, ("keystone",))
PLACEMENT = ServiceProcess("placement", "placement", "", 8, ("placement",))
GLANCE = ServiceProcess("glance", "image", "", 4, ("glance",))
NEUTRON = ServiceProcess("neutron", "network", "", 8, ("neutron",))
NOVA = ServiceProcess("nova", "compute", "/v2.1", 16, ("nova_api", "nova_cell1", "nova_cell0"))

SERVICES = (KEYSTONE, PLACEMENT, GLANCE, NEUTRON, NOVA)
