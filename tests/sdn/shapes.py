"""Estates of any shape for the tests of the fabric, written as files and read like a user's."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from inventory.load import load_estate
from inventory.model.estate import Estate

SITES = ("chongqing", "gaoxin", "tianfu", "wuhou")
"""In the order of their names; the place of a site here numbers its prefixes and the ports that lead to it."""
RACKS = 40


@dataclass(frozen=True)
class SiteShape:
    """How many of everything one site has."""

    spines: int = 2
    leaf_pairs: int = 2
    border_pairs: int = 1
    servers: int = 2
    """Behind each leaf pair."""
    nos: str = "eos"


@dataclass(frozen=True)
class Shape:
    """A whole estate; the first network of each zone is stretched over all sites, the others are of one."""

    sites: Mapping[str, SiteShape] = field(default_factory=lambda: {"tianfu": SiteShape()})
    zones: int = 2
    networks: int = 4
    lines: bool = True
    """Whether there are cables between the sites."""
    moved: str | None = None
    """The server that is in another zone than the others of its pair."""


def build(shape: Shape) -> Estate:
    """Write the estate and read it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "estate.yaml").write_text(yaml.safe_dump(document(shape), sort_keys=False), encoding="utf-8")
        return load_estate(Path(folder))


def document(shape: Shape) -> dict[str, object]:
    """Return the estate as it is written."""
    zones = [f"zone-{number}" for number in range(1, shape.zones + 1)]
    return {
        "estate": "shapes",
        "sites": {site: {"city": "chengdu", "cloud": site} for site in shape.sites},
        "rooms": [{"sites": "all", "names": "m1"}],
        "power": [
            {"sites": "all", "kind": "utility", "names": "utility-{a,b}", "rating": "9MW"},
            {"sites": "all", "kind": "pdu", "names": "pdu-a", "fed_by": "utility-a", "rating": "9MW", "room": "m1"},
            {"sites": "all", "kind": "pdu", "names": "pdu-b", "fed_by": "utility-b", "rating": "9MW", "room": "m1"},
        ],
        "rack_types": {
            "rack": {"u_height": 42, "feeds": {"a": "pdu-a", "b": "pdu-b"}, "power": "9kW", "weight": "900kg"}
        },
        "racks": [{"sites": "all", "room": "m1", "row": "r", "names": f"r[01-{RACKS}]", "type": "rack"}],
        "device_types": {
            "switch-eos": _switch_type("Ethernet[1-56]"),
            "switch-frr": _switch_type("swp[1-56]"),
            "server": {
                "manufacturer": "Huawei",
                "model": "server",
                "u_height": 1,
                "weight": "9kg",
                "draw": "300W",
                "vcpus": 8,
                "memory": "64GiB",
                "disk": "1TiB",
            },
        },
        "servers": _servers(shape),
        "zones": {zone: {"vni": 50000 + number, "vrf_id": number} for number, zone in enumerate(zones, start=1)},
        "networks": {
            f"network-{index + 1}": {
                "zone": zones[index % len(zones)],
                "vlan": 100 + index,
                "subnet": f"10.20.{index}.0/24",
                "sites": "all" if index < len(zones) else next(iter(shape.sites)),
            }
            for index in range(shape.networks)
        },
        "fabric_types": {site: _fabric_type(site_shape) for site, site_shape in shape.sites.items()},
        "fabrics": {site: _fabric(site) for site in shape.sites},
        "cables": _cables(shape),
        "flavors": {"small": {"vcpus": 1, "memory": "1GiB", "disk": "1GiB"}},
        "pools": {zone: {"zone": zone, "cpu_ratio": 1, "flavors": ["small"]} for zone in zones},
    }


def _switch_type(ports: str) -> dict[str, object]:
    return {
        "manufacturer": "Arista",
        "model": "switch",
        "u_height": 1,
        "weight": "9kg",
        "draw": "300W",
        "airflow": "front-to-rear",
        "ports": {ports: "100G"},
    }


def _port(shape: SiteShape, number: int | str) -> str:
    return f"{'swp' if shape.nos == 'frr' else 'Ethernet'}{number}"


def _fabric_type(shape: SiteShape) -> dict[str, object]:
    members = 2 * (shape.leaf_pairs + shape.border_pairs)
    kind = f"switch-{shape.nos}"
    common = {
        "type": kind,
        "positions": 42,
        "uplinks": _port(shape, f"[49-{48 + shape.spines}]"),
        "peer_link": _port(shape, "[55-56]"),
    }
    leaves = 2 * shape.leaf_pairs
    written: dict[str, object] = {
        "nos": shape.nos,
        "spine_slots": 4,
        "border_slots": 2,
        "spines": {
            "names": f"spine-[1-{shape.spines}]",
            "type": kind,
            "racks": f"r[{RACKS - shape.spines + 1:02d}-{RACKS}]",
            "positions": 42,
        },
        "leaf_pairs": [
            common
            | {
                "names": f"leaf-[01-{shape.leaf_pairs:02d}]",
                "racks": f"r[01-{leaves:02d}]",
                "spine_ports": _port(shape, f"[1-{leaves}]"),
            }
        ],
    }
    if shape.border_pairs:
        written["border_pairs"] = [
            common
            | {
                "names": f"border-[01-{shape.border_pairs:02d}]",
                "racks": f"r[{leaves + 1:02d}-{members:02d}]",
                "spine_ports": _port(shape, f"[41-{40 + 2 * shape.border_pairs}]"),
            }
        ]
    return written


def _fabric(site: str) -> dict[str, object]:
    number = SITES.index(site) + 1
    return {
        "site": site,
        "type": site,
        "asn": 4_200_000_000 + 10_000 * number,
        "router_ids": f"10.25{number}.0.0/24",
        "vteps": f"10.25{number}.1.0/24",
        "peer_links": f"10.25{number}.2.0/24",
        "links": f"10.25{number}.4.0/22",
        "management": f"172.20.{number}.0/24",
    }


def _servers(shape: Shape) -> list[dict[str, object]]:
    return [
        {
            "sites": site,
            "racks": f"r{2 * pair - 1:02d}",
            "names": f"s{number}",
            "positions": number,
            "type": "server",
            "zone": _zone(shape, f"{site}-r{2 * pair - 1:02d}-s{number}"),
            "nics": {"eth0": f"leaf-{pair:02d}a", "eth1": f"leaf-{pair:02d}b"},
            "ports": _port(site_shape, number),
        }
        for site, site_shape in shape.sites.items()
        for pair in range(1, site_shape.leaf_pairs + 1)
        for number in range(1, site_shape.servers + 1)
    ]


def _zone(shape: Shape, server: str) -> str:
    return "zone-2" if server == shape.moved else "zone-1"


def _cables(shape: Shape) -> list[dict[str, str]]:
    """Join the first border pairs of all sites; the port to a site is numbered by that site."""
    joined = [site for site in SITES if site in shape.sites and shape.sites[site].border_pairs and shape.lines]
    return [
        {
            "a": f"{a}-border-01{side}:{_port(shape.sites[a], 33 + SITES.index(b))}",
            "b": f"{b}-border-01{side}:{_port(shape.sites[b], 33 + SITES.index(a))}",
        }
        for index, a in enumerate(joined)
        for b in joined[index + 1 :]
        for side in "ab"
    ]
