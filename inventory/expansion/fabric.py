"""Zones, networks, fabrics with their switches, and the cables between switches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from inventory.document.fabric import (
    CableDocument,
    FabricDocument,
    FabricTypeDocument,
    NetworkDocument,
    PairsDocument,
    SpinesDocument,
    ZoneDocument,
)
from inventory.expansion.context import Expansion
from inventory.model.fabric import Fabric, Network, Switch, SwitchRole, Zone
from inventory.model.origin import Origin
from inventory.model.sites import Cable, CableKind, DeviceType, Mount, Rack, Termination
from inventory.ranges import positions

LAST_SWITCH_NUMBER = 9999
FIRST_DERIVED_VNI = 10000
"""A network without a VNI of its own gets this plus its VLAN."""


def expand_zones(expansion: Expansion) -> dict[str, Zone]:
    """Make the zones; without a vrf_id the VNI numbers the VRF, and without any fabric neither is needed."""
    zones: dict[str, Zone] = {}
    has_fabric = bool(expansion.written.names("fabrics")) or not expansion.written.is_whole("fabrics")
    for name, document, origin in list(expansion.entries("zones", ZoneDocument)):
        if document.vni is None and has_fabric:
            advice = "The zone's routes travel through the fabric under it. Write it: 'vni: 50001'."
            expansion.report("missing-key", origin, "The key vni is missing.", advice)
            expansion.written.spoil(origin)
            continue
        zones[name] = Zone(
            name, document.vni or 0, document.vrf_id or document.vni or 0, origin, document.label, document.description
        )
    return zones


def expand_networks(expansion: Expansion, zones: Mapping[str, Zone]) -> dict[str, Network]:
    """Make the networks."""
    networks: dict[str, Network] = {}
    for name, document, origin in expansion.entries("networks", NetworkDocument):
        sites = expansion.sites(document.sites, origin.at("sites"), f"The network {name}")
        if document.zone not in zones:
            expansion.unknown("zones", document.zone, zones, origin.at("zone"), f"The network {name}")
            expansion.written.spoil(origin)
            continue
        networks[name] = Network(
            name=name,
            zone=document.zone,
            vlan=document.vlan,
            vni=document.vni or FIRST_DERIVED_VNI + document.vlan,
            subnet=document.subnet,
            gateway=document.gateway or first_address(document.subnet),
            mtu=document.mtu,
            sites=sites,
            is_untagged=document.untagged,
            origin=origin,
            label=document.label,
            description=document.description,
        )
    return networks


def first_address(network: IPv4Network) -> IPv4Address:
    """Return the first address that a host can have, or the only one of a network that has no other."""
    return network[min(1, network.num_addresses - 1)]


@dataclass(slots=True)
class Fabrics:
    """What the fabrics of the estate are made of."""

    fabrics: dict[str, Fabric]
    switches: dict[str, Switch]
    cables: list[Cable]


def expand_fabrics(expansion: Expansion, racks: Mapping[str, Rack], device_types: Mapping[str, DeviceType]) -> Fabrics:
    """Make each fabric's switches and the cables that its shape implies."""
    made = Fabrics({}, {}, [])
    # The rules say so when a site has two fabrics; its switches are made once, for their names are the site's.
    occupied: set[str] = set()
    types = {
        name: (document, origin) for name, document, origin in expansion.entries("fabric_types", FabricTypeDocument)
    }
    for name, document, origin in expansion.entries("fabrics", FabricDocument):
        if document.type not in types:
            expansion.unknown("fabric_types", document.type, types, origin.at("type"), f"The fabric {name}")
            expansion.written.spoil(origin)
        elif expansion.sites([document.site], origin.at("site"), f"The fabric {name}"):
            shape, shape_origin = types[document.type]
            fabric = _fabric(name, document, shape, origin)
            made.fabrics[name] = fabric
            if document.site not in occupied:
                _Shape(expansion, made, fabric, shape.nos, racks, device_types).switches(shape, shape_origin)
            occupied.add(document.site)
        else:
            expansion.written.spoil(origin)
    if expansion.written.broken["fabrics"] or expansion.written.broken["fabric_types"]:
        expansion.written.incomplete.add("switches")
    return made


def _fabric(name: str, document: FabricDocument, shape: FabricTypeDocument, origin: Origin) -> Fabric:
    return Fabric(
        name=name,
        site=document.site,
        asn=document.asn,
        router_ids=document.router_ids,
        vteps=document.vteps,
        links=document.links,
        peer_links=document.peer_links,
        management=document.management,
        management_gateway=document.management_gateway or first_address(document.management),
        spine_slots=shape.spine_slots,
        border_slots=shape.border_slots,
        underlay_mtu=shape.underlay_mtu,
        anycast_gateway_mac=shape.anycast_gateway_mac,
        peering_vlan_base=shape.peering_vlan_base,
        origin=origin,
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """Expands one fabric."""

    expansion: Expansion
    made: Fabrics
    fabric: Fabric
    nos: str
    racks: Mapping[str, Rack]
    device_types: Mapping[str, DeviceType]

    def switches(self, shape: FabricTypeDocument, origin: Origin) -> None:
        """Make the spines, then the pairs and their cables."""
        spines = self._spines(shape.spines, origin.at("spines"))
        for index, pairs in enumerate(shape.leaf_pairs):
            self._pairs(pairs, SwitchRole.LEAF, spines, origin.at("leaf_pairs", index))
        for index, pairs in enumerate(shape.border_pairs):
            self._pairs(pairs, SwitchRole.BORDER, spines, origin.at("border_pairs", index))

    def _spines(self, document: SpinesDocument, origin: Origin) -> list[Switch]:
        names = self.expansion.new_names(document.names, origin.at("names"))
        mounts = self._mounts(document, names, origin)
        spines: list[Switch] = []
        for name, mount in zip(names, mounts, strict=False):
            number = self._number(name, origin)
            if number is not None:
                spine = self._switch(name, "", SwitchRole.SPINE, number, document.type, mount, origin)
                spines.extend([spine] if self._add(spine, origin) else [])
        return spines if len(spines) == len(names) else []

    def _pairs(self, document: PairsDocument, role: SwitchRole, spines: list[Switch], origin: Origin) -> None:
        """Make pairs and their cables; without `spines`, which had faults of their own, no uplinks."""
        expansion = self.expansion
        pairs = expansion.new_names(document.names, origin.at("names"))
        members = [(pair, side) for pair in pairs for side in "ab"]
        mounts = self._mounts(document, [pair + side for pair, side in members], origin)
        uplinks = expansion.names([document.uplinks], origin.at("uplinks"))
        peer_link = expansion.names([document.peer_link], origin.at("peer_link"))
        spine_ports = expansion.names(document.spine_ports, origin.at("spine_ports"))
        cabled = bool(spines) and expansion.matched(uplinks, len(spines), origin.at("uplinks"), "uplinks", "spines")
        if members:
            place = origin.at("spine_ports")
            cabled = expansion.matched(spine_ports, len(members), place, "spine ports", "switches") and cabled
        made: list[Switch] = []
        for index, ((pair, side), mount) in enumerate(zip(members, mounts, strict=False)):
            number = self._number(pair, origin)
            if number is None:
                continue
            switch = self._switch(
                pair, side, role, 2 * number - (side == "a"), document.type, mount, origin, uplinks, peer_link
            )
            if not self._add(switch, origin):
                continue
            made.append(switch)
            if cabled:
                self.made.cables.extend(
                    Cable(
                        Termination(switch.name, up),
                        Termination(spine.name, spine_ports[index]),
                        CableKind.UPLINK,
                        origin,
                    )
                    for up, spine in zip(uplinks, spines, strict=True)
                )
        self._peer_links(made, origin)

    def _peer_links(self, members: list[Switch], origin: Origin) -> None:
        by_pair: dict[str, list[Switch]] = {}
        for switch in members:
            by_pair.setdefault(switch.pair or "", []).append(switch)
        for pair in by_pair.values():
            if len(pair) == 2:  # noqa: PLR2004 - a pair
                a, b = pair
                self.made.cables.extend(
                    Cable(Termination(a.name, port), Termination(b.name, port), CableKind.PEER_LINK, origin)
                    for port in a.peer_link
                )

    def _switch(  # noqa: PLR0913, PLR0917 - the parts of a switch
        self,
        name: str,
        side: str,
        role: SwitchRole,
        number: int,
        device_type: str,
        mount: Mount,
        origin: Origin,
        uplinks: tuple[str, ...] = (),
        peer_link: tuple[str, ...] = (),
    ) -> Switch:
        full = f"{self.fabric.site}-{name}"
        known = self.device_types.get(device_type)
        return Switch(
            name=full + side,
            site=self.fabric.site,
            fabric=self.fabric.name,
            role=role,
            number=number,
            pair=full if side else None,
            pair_number=(number + 1) // 2 if side else None,
            side=side,
            type=device_type,
            nos=(known.nos if known else None) or self.nos,
            mount=mount,
            uplinks=uplinks,
            peer_link=peer_link,
            origin=origin,
        )

    def _add(self, switch: Switch, origin: Origin) -> bool:
        if switch.type not in self.device_types:
            self.expansion.unknown("device_types", switch.type, self.device_types, origin.at("type"), "A switch")
            self.expansion.written.spoil(origin)
            return False
        return self.expansion.add(self.made.switches, switch.name, switch, origin.at("names"), "switch")

    def _number(self, name: str, origin: Origin) -> int | None:
        """Read the number that everything is derived from out of a name: leaf-02 has 2."""
        match = re.search(r"([0-9]+)$", name)
        if match and 0 < int(match[1]) <= LAST_SWITCH_NUMBER:
            return int(match[1])
        detail = f"The name {name} does not end in a number from 1 to {LAST_SWITCH_NUMBER}."
        advice = "Addresses, ASNs and VNIs of a switch are derived from the number in its name: leaf-01, spine-2."
        self.expansion.report("switch-name-without-number", origin.at("names"), detail, advice)
        self.expansion.written.spoil(origin)
        return None

    def _mounts(
        self, document: SpinesDocument | PairsDocument, names: list[str] | tuple[str, ...], origin: Origin
    ) -> list[Mount]:
        expansion = self.expansion
        racks = expansion.names(document.racks, origin.at("racks"))
        if not names or not expansion.matched(racks, len(names), origin.at("racks"), "racks", "switches"):
            expansion.written.spoil(origin)
            return []
        site = self.fabric.site
        for rack in dict.fromkeys(racks):
            if f"{site}/{rack}" not in self.racks:
                known = [other.name for other in self.racks.values() if other.site == site]
                expansion.unknown("racks", rack, known, origin.at("racks"), f"A switch of {site}")
        units = positions(document.positions, len(names))
        return [
            Mount(f"{site}/{rack}", unit, document.face, document.cords)
            for rack, unit in zip(racks, units, strict=True)
        ]


def expand_cables(expansion: Expansion, made: Fabrics) -> list[Cable]:
    """Make the cables that are written out: those between the border pairs of different sites."""
    cables: list[Cable] = []
    for _, document, origin in expansion.entries("cables", CableDocument):
        first = expansion.names(document.a, origin.at("a"))
        if document.b is None:
            detail = f"The cable at {document.a[0]} has no other end."
            advice = "Write where its end b goes: 'b: gaoxin-border-01a:Ethernet51'."
            expansion.report("cable-one-end", origin, detail, advice)
            continue
        second = expansion.names(document.b, origin.at("b"))
        if not first or not expansion.matched(second, len(first), origin.at("b"), "ends b", "ends a"):
            continue
        for a, b in zip(first, second, strict=True):
            ends = [_end(expansion, made, end, origin.at(key)) for key, end in (("a", a), ("b", b))]
            if ends[0] is not None and ends[1] is not None:
                cables.extend(_inter_site(expansion, made, ends[0], ends[1], origin))
    return cables


def _end(expansion: Expansion, made: Fabrics, text: str, origin: Origin) -> Termination | None:
    device, colon, port = text.partition(":")
    if not colon or not port:
        advice = "Write the ends of a cable as device:port, such as tianfu-border-01a:Ethernet51."
        expansion.report("wrong-value", origin, f"{text} is not the end of a cable.", advice)
        return None
    if device not in made.switches:
        expansion.unknown("switches", device, made.switches, origin, "The cable")
        return None
    return Termination(device, port)


def _inter_site(expansion: Expansion, made: Fabrics, a: Termination, b: Termination, origin: Origin) -> list[Cable]:
    switches = (made.switches[a.device], made.switches[b.device])
    if all(switch.role is SwitchRole.BORDER for switch in switches) and switches[0].site != switches[1].site:
        return [Cable(a, b, CableKind.INTER_SITE, origin)]
    detail = f"The cable from {a} to {b} does not join border switches of two sites."
    advice = (
        "Cables within a site follow from the fabric's shape and the servers; only those between sites are written."
    )
    expansion.report("cable-not-between-sites", origin, detail, advice)
    return []
