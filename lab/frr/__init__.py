"""Real FRR routers in network namespaces of this machine, wired as the estate says; needs root."""

from lab.frr.fabric import FrrFabric
from lab.frr.failure import FrrLabError
from lab.frr.wiring import RouterWiring, wiring

__all__ = ["FrrFabric", "FrrLabError", "RouterWiring", "wiring"]
