"""Small estates of one site, written as a user would: what differs is their plant, their racks and their servers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from inventory.load import load_estate
from inventory.model.estate import Estate

SWITCH = "weight: 9kg, draw: 0W, airflow: front-to-rear, depth: 500mm"
DEVICES = f"""\
device_types:
  spine: {{manufacturer: X, model: spine, u_height: 1, {SWITCH}, ports: {{"Ethernet[1-64]": 100G}}}}
  leaf:
    {{manufacturer: X, model: leaf, u_height: 1, {SWITCH},
     ports: {{"Ethernet[1-400]": 25G, "Ethernet[401-408]": 100G}}}}
"""
SERVER = "airflow: front-to-rear, depth: 800mm, vcpus: 96, memory: 512GiB, disk: 7TiB"
FABRIC = """\
zones:
  z: {vni: 50001, vrf_id: 1}
networks:
  web: {zone: z, vlan: 110, subnet: 10.10.0.0/22, sites: all}
fabric_types:
  f:
    nos: eos
    spines: {names: "spine-[1-2]", type: spine, racks: "n[1-2]", positions: 40}
    leaf_pairs:
      - {names: leaf-01, type: leaf, racks: "n[1-2]", positions: 42, uplinks: "Ethernet[401-402]",
         spine_ports: "Ethernet[1-2]", peer_link: "Ethernet[403-404]"}
fabrics:
  s1: {site: s1, type: f, asn: 4200010000, router_ids: 10.251.0.0/24, vteps: 10.251.1.0/24, peer_links: 10.251.2.0/24,
       links: 10.251.4.0/22, management: 172.20.1.0/24}
flavors:
  l: {vcpus: 4, memory: 16GiB, disk: 40GiB}
pools:
  general: {zone: z, cpu_ratio: 4, flavors: [l]}
projects:
  shop: {pools: [general], quota: {instances: 40, vcpus: 160, memory: 640GiB}}
"""


@dataclass(frozen=True)
class Racks:
    """Racks that are fed alike, with what stands in each of them."""

    names: str
    feeds: Mapping[str, object]
    servers: int = 0
    cords: tuple[str, ...] = ("a", "b")
    type: Mapping[str, object] = field(default_factory=dict)
    """Instead of, or besides, what rack types have in common."""


@dataclass(frozen=True)
class SmallEstate:
    """Sections in the estate's own words; the switches stand in two racks of their own, on any power component."""

    power: Sequence[Mapping[str, object]]
    racks: Sequence[Racks]
    switches_on: Mapping[str, str]
    """Side → power component that feeds the racks of the switches."""
    cooling: Sequence[Mapping[str, object]] = ()
    draw: str = "1kW"
    """Of a server."""
    more: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """Write it as one file."""
        types = {"n": _type({"feeds": dict(self.switches_on)})}
        racks: list[dict[str, object]] = [{**PLACE, "names": "n[1-2]", "type": "n"}]
        servers: list[dict[str, object]] = []
        port = 1
        for number, one in enumerate(self.racks):
            types[f"t{number}"] = _type({"feeds": one.feeds, **one.type})
            racks.append({**PLACE, "names": one.names, "type": f"t{number}"})
            if one.servers:
                last = port + one.servers * _count(one.names) - 1
                servers.append(_servers(one, f"Ethernet[{port}-{last}]"))
                port = last + 1
        sections: dict[str, object] = {
            "estate": "small",
            "sites": {"s1": {"city": "c1", "cloud": "s1"}},
            "rooms": [{"sites": "all", "names": "m1"}],
            "power": [{"sites": "all", **one} for one in self.power],
            "cooling": [{"sites": "all", **one} for one in self.cooling],
            "rack_types": types,
            "racks": racks,
            "servers": servers,
            **self.more,
        }
        server = f"  srv: {{manufacturer: X, model: srv, u_height: 1, weight: 20kg, draw: {self.draw}, {SERVER}}}\n"
        return yaml.safe_dump(sections, sort_keys=False, width=200) + DEVICES + server + FABRIC

    def load(self, folder: Path) -> Estate:
        """Write it into a folder and read it; raises EstateInvalid if it is not sound."""
        (folder / "estate.yaml").write_text(self.text(), encoding="utf-8")
        return load_estate(folder)


PLACE: dict[str, object] = {"sites": "all", "room": "m1", "row": "a"}


def _type(own: dict[str, object]) -> dict[str, object]:
    sizes = {"u_height": 42, "width": "600mm", "depth": "1200mm", "empty_weight": "150kg", "weight": "1000kg"}
    return {**sizes, "power": "40kW", **own}


def _servers(racks: Racks, ports: str) -> dict[str, object]:
    return {
        "sites": "all",
        "racks": racks.names,
        "names": f"s[01-{racks.servers:02d}]",
        "positions": "1+1",
        "type": "srv",
        "zone": "z",
        "cords": list(racks.cords),
        "nics": {"eth0": "leaf-01a", "eth1": "leaf-01b"},
        "ports": ports,
    }


def _count(names: str) -> int:
    first, _, last = names.partition("[")[2].rstrip("]").partition("-")
    return int(last) - int(first) + 1 if last else 1
