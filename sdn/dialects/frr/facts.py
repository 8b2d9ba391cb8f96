"""FRR on Linux: what a router's configuration consists of."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

PARTS: Final = ("frr.conf", "interfaces")
"""`interfaces` are lines for `ip -batch`: what of Linux the routing daemon cannot make itself."""

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "DeviceIntent[border].management": "the management port is left to the system, which a router starts with",
        "DeviceIntent[leaf].management": "the management port is left to the system, which a router starts with",
        "DeviceIntent[spine].management": "the management port is left to the system, which a router starts with",
        "Management.address": "as above",
        "Management.gateway": "as above",
        "Management.vrf": "as above",
        "Loopback.description": "Linux has one loopback, with all addresses",
        "Loopback.number": "as above",
        "PeerGroup.bfd": "a session ends by BGP's own hold time",
        "PeerGroup.maximum_routes": "FRR limits no session unless a limit is configured",
        "PeerGroup.next_hop_unchanged": "FRR leaves the next hop of EVPN's routes as it is by itself",
        "SwitchPort[trunk].description": "only ports with an address have a section",
        "SwitchPort[unused].name": "a port that Linux is not told to bring up stays down",
        "Vlan.name": "bridges are named by their VNI",
        "Vlan.number": "bridges are named by their VNI; a port that carries the network says its VLAN",
    }
)
"""What of the intent is left unread on purpose, and why nothing is lost by that."""
