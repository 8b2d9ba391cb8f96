"""Real FRR routers in network namespaces of this machine, wired as the estate says; needs root."""

from lab.frr.fabric import FrrFabric
from lab.frr.failure import FrrLabError
from lab.frr.wiring import Wiring, wiring

__all__ = ["FrrFabric", "FrrLabError", "Wiring", "wiring"]
