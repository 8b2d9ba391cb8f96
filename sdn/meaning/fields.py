"""What each field of the intent means when it differs: whom it touches, what it interrupts, which line wants it.

Every field that is compared has its entry here; a test holds this table to the intent's classes, so that a new field
cannot be forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sdn.intent.comparison import WHOLE, Deviation
from sdn.intent.model import DeviceIntent, Loopback, Management, Mlag, PortChannel, Svi, SwitchPort, Vlan, Vrf
from sdn.intent.routing import Bgp, Neighbor, PeerGroup, PrefixList, RouteMap, RouteTargetList, VrfPeering
from sdn.meaning import disruption, impact, reasons
from sdn.meaning.disruption import Interruption
from sdn.meaning.edited_lines import Reason
from sdn.meaning.scene import Scene

_Deviation = Deviation[Any]


@dataclass(frozen=True, slots=True)
class FieldMeaning:
    """What a difference in one field means."""

    touches: Callable[[Scene, _Deviation], Iterator[str]]
    interrupts: Callable[[Scene, _Deviation], Iterator[Interruption]]
    wanted_by: Callable[[Scene, _Deviation], Iterator[Reason]]


def _same(names: str, meaning: FieldMeaning) -> dict[str, FieldMeaning]:
    return dict.fromkeys(names.split(), meaning)


_FOR_PEOPLE = FieldMeaning(impact.nothing, disruption.nothing, reasons.none)
_ANOTHER_SWITCH = FieldMeaning(impact.everything, disruption.nothing, reasons.switch)
_VTEP = FieldMeaning(impact.tunnels, disruption.tunnels, reasons.vtep)
_GATEWAY_MAC = FieldMeaning(impact.gateways, disruption.gateway_mac, reasons.gateway_mac)
_MANAGEMENT = FieldMeaning(impact.nothing, disruption.management, reasons.management)
_MLAG = FieldMeaning(impact.pair, disruption.mlag, reasons.mlag)
_LOOPBACK = FieldMeaning(impact.everything, disruption.loopback, reasons.loopback)
_VLAN = FieldMeaning(impact.vlan, disruption.vlan, reasons.vlan)
_VRF = FieldMeaning(impact.zone, disruption.vrf, reasons.vrf)
_VRF_PEERING = FieldMeaning(impact.zone, disruption.vrf_peering, reasons.vrf_peering)
_SVI = FieldMeaning(impact.routed_vlan, disruption.routed_vlan, reasons.routed_vlan)
_PORT = FieldMeaning(impact.port, disruption.port, reasons.port)
_BUNDLE = FieldMeaning(impact.bundle, disruption.bundle, reasons.bundle)
_PREFIXES = FieldMeaning(impact.all_peers, disruption.nothing, reasons.prefixes)
_POLICY = FieldMeaning(impact.all_peers, disruption.nothing, reasons.policy)
_TOLD = FieldMeaning(impact.told_networks, disruption.told_networks, reasons.told_networks)
_GROUP = FieldMeaning(impact.group, disruption.group, reasons.group)
_NEIGHBOR = FieldMeaning(impact.neighbor, disruption.neighbor, reasons.neighbor)

FIELDS: Final[Mapping[type, Mapping[str, FieldMeaning]]] = MappingProxyType(
    {
        DeviceIntent: {
            **_same("name site fabric nos role type", _ANOTHER_SWITCH),
            **_same("pair redundancy_group", _FOR_PEOPLE),
            "vtep": _VTEP,
            "anycast_gateway_mac": _GATEWAY_MAC,
        },
        Management: _same("vrf address gateway", _MANAGEMENT),
        Mlag: {WHOLE: _MLAG, **_same("domain vlan underlay_vlan address peer peer_address port_channel", _MLAG)},
        Loopback: {WHOLE: _LOOPBACK, **_same("number address", _LOOPBACK), "description": _FOR_PEOPLE},
        Vlan: {WHOLE: _VLAN, **_same("number name vni mtu", _VLAN)},
        Vrf: {WHOLE: _VRF, **_same("name vni", _VRF)},
        VrfPeering: {WHOLE: _VRF_PEERING, **_same("vrf vni neighbor", _VRF_PEERING)},
        Svi: {WHOLE: _SVI, **_same("vlan mtu vrf address is_anycast", _SVI), "description": _FOR_PEOPLE},
        SwitchPort: {
            WHOLE: _PORT,
            **_same("name kind description mtu address port_channel vlans untagged server", _PORT),
        },
        PortChannel: {WHOLE: _BUNDLE, **_same("number description members vlans untagged is_peer_link", _BUNDLE)},
        PrefixList: {WHOLE: _PREFIXES, **_same("name prefixes length", _PREFIXES)},
        RouteMap: {WHOLE: _POLICY, **_same("name entries", _POLICY)},
        RouteTargetList: {WHOLE: _TOLD, **_same("name vnis", _TOLD)},
        Bgp: {
            "asn": FieldMeaning(impact.everything, disruption.bgp, reasons.asn),
            "router_id": FieldMeaning(impact.everything, disruption.bgp, reasons.router_id),
            "maximum_paths": FieldMeaning(impact.all_peers, disruption.nothing, reasons.maximum_paths),
            **_same("redistribute_connected redistribute_connected_in_vrfs", _POLICY),
        },
        PeerGroup: {
            WHOLE: _GROUP,
            **_same("name families remote_asn next_hop_self next_hop_unchanged from_loopback bfd multihop", _GROUP),
            **_same("own_asn_allowed route_map_in route_map_out maximum_routes", _GROUP),
        },
        Neighbor: {
            WHOLE: _NEIGHBOR,
            **_same("address peer_group asn device", _NEIGHBOR),
            "description": _FOR_PEOPLE,
        },
    }
)
"""Class of the intent → field → its meaning; WHOLE where elements come and go."""
