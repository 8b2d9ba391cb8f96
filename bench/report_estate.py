"""The large estate that the report is measured with, written as a user would write it: sites of 2N power and cooling.

On each side of a site: a utility and generators, UPS, a panel for each ten racks and a PDU for each rack. Leaf pairs
stand in neighbouring racks, servers take one unit each and have a cord and a port on either side.
"""

from dataclasses import dataclass
from pathlib import Path

NAMES = ("tianfu", "gaoxin", "chongqing", "mianyang", "guiyang")


@dataclass(frozen=True, slots=True)
class Size:
    """How large the estate is; `racks` is a multiple of 20."""

    sites: int = 3
    racks: int = 1000
    servers: int = 34

    @property
    def rows(self) -> int:
        """How many rows of twenty racks a site has."""
        return self.racks // 20


def write_estate(folder: Path, size: Size) -> None:
    """Write the estate's files into a folder, which must exist."""
    sites = "".join(f"  {name}: {{city: {name}, cloud: {name}}}\n" for name in NAMES[: size.sites])
    (folder / "estate.yaml").write_text(f"estate: large-bank\nsites:\n{sites}", "utf-8")
    (folder / "rooms.yaml").write_text(_rooms(size), "utf-8")
    (folder / "device-types.yaml").write_text(TYPES, "utf-8")
    (folder / "fabric.yaml").write_text(_fabric(size), "utf-8")
    (folder / "servers.yaml").write_text(_servers(size), "utf-8")
    (folder / "pools.yaml").write_text(POOLS, "utf-8")


TYPES = """\
device_types:
  spine: {manufacturer: Arista, model: spine, u_height: 1, weight: 10kg, draw: 400W, airflow: front-to-rear,
          ports: {"Ethernet[1-1000]": 100G}}
  leaf: {manufacturer: Arista, model: leaf, u_height: 1, weight: 10kg, draw: 400W, airflow: front-to-rear,
         ports: {"Ethernet[1-96]": 25G, "Ethernet[97-104]": 100G}}
  server: {manufacturer: Huawei, model: server, u_height: 1, weight: 18kg, draw: 350W, airflow: front-to-rear,
           vcpus: 96, memory: 512GiB, disk: 7TiB}
"""
POOLS = """\
zones:
  retail: {vni: 50001, vrf_id: 1}
  core: {vni: 50002, vrf_id: 2}
networks:
  app: {zone: retail, vlan: 110, subnet: 10.110.0.0/16, sites: all}
  ledger: {zone: core, vlan: 210, subnet: 10.120.0.0/16, sites: all}
flavors:
  gp.large: {vcpus: 4, memory: 16GiB, disk: 40GiB}
  gp.2xlarge: {vcpus: 16, memory: 64GiB, disk: 80GiB}
pools:
  retail: {zone: retail, cpu_ratio: 4, flavors: [gp.large, gp.2xlarge]}
  core: {zone: core, cpu_ratio: 2, flavors: [gp.2xlarge]}
projects:
  bank: {description: The bank, pools: [retail, core], quota: {instances: 9000, vcpus: 90000, memory: 900TiB}}
services:
  mobile-banking:
    project: bank
    description: Mobile banking
    recovery: {standard: GB/T 20988-2025, level: 6, rto: 5m, rpo: 0s}
    tiers: {api: {pool: retail, flavor: gp.large, networks: [app], instances: {tianfu: 60, gaoxin: 60}}}
"""


def _rooms(size: Size) -> str:
    sides = "a", "b"
    lines = ["rooms:", "  - {sites: all, names: m1}", '  - {sites: all, names: "power-{a,b}"}', "power:"]
    for side in sides:
        where = f"room: power-{side}"
        lines += [
            f"  - {{sites: all, kind: utility, names: utility-{side}, rating: 40MW}}",
            f'  - {{sites: all, kind: generator, names: "generator-{side}-[01-10]", rating: 3MW, {where}}}',
            f"  - {{sites: all, kind: transfer-switch, names: ats-{side}, rating: 40MW, {where},",
            f'     fed_by: [utility-{side}, "generator-{side}-[01-10]"]}}',
        ]
        for row in range(1, size.rows + 1):
            racks = f"[{20 * row - 19:04d}-{20 * row:04d}]"
            lines += [
                f"  - {{sites: all, kind: ups, names: ups-{side}-{row:02d}, rating: 400kW, fed_by: ats-{side},",
                f"     {where}}}",
                f'  - {{sites: all, kind: panel, names: "panel-{side}-{row:02d}-[1-2]", rating: 250kW,',
                f"     fed_by: ups-{side}-{row:02d}, {where}}}",
                f'  - {{sites: all, kind: pdu, names: "pdu-{side}-{racks}", rating: 20kW, room: m1,',
                f"     fed_by: panel-{side}-{row:02d}-1}}",
            ]
    lines += [
        "rack_types:",
        "  rack-42: {u_height: 42, feeds: {a: ats-a, b: ats-b}, power: 16kW, weight: 1200kg}",
        "racks:",
    ]
    lines += [
        f"  - {{sites: all, room: m1, row: r{(rack - 1) // 20 + 1:02d}, names: r{rack:04d}, type: rack-42,\n"
        f"     feeds: {{a: pdu-a-{rack:04d}, b: pdu-b-{rack:04d}}}}}"
        for rack in range(1, size.racks + 1)
    ]
    return "\n".join(lines) + "\n"


def _fabric(size: Size) -> str:
    text = f"""\
fabric_types:
  clos:
    nos: eos
    spine_slots: 4
    spines: {{names: "spine-[1-4]", type: spine, racks: "r[0001-0004]", positions: 42}}
    leaf_pairs:
      - names: "leaf-[001-{size.racks // 2:03d}]"
        type: leaf
        racks: "r[0001-{size.racks:04d}]"
        positions: 41
        uplinks: "Ethernet[97-100]"
        spine_ports: "Ethernet[1-{size.racks}]"
        peer_link: "Ethernet[101-102]"
fabrics:
"""
    for number, site in enumerate(NAMES[: size.sites], start=1):
        text += f"""\
  {site}:
    site: {site}
    type: clos
    asn: 42000{number}0000
    router_ids: 10.{number}.0.0/18
    vteps: 10.{number}.64.0/18
    peer_links: 10.{number}.128.0/18
    links: 10.{32 + 8 * number}.0.0/14
    management: 172.{16 + number}.0.0/16
"""
    return text


def _servers(size: Size) -> str:
    lines = ["servers:"]
    for pair in range(1, size.racks // 2 + 1):
        for rack, first in ((2 * pair - 1, 1), (2 * pair, 1 + size.servers)):
            lines += [
                f'  - sites: all\n    racks: r{rack:04d}\n    names: "s[01-{size.servers:02d}]"',
                f"    positions: 1+1\n    type: server\n    zone: {'core' if pair % 5 == 0 else 'retail'}",
                f"    nics: {{eth0: leaf-{pair:03d}a, eth1: leaf-{pair:03d}b}}",
                f'    ports: "Ethernet[{first}-{first + size.servers - 1}]"',
            ]
    return "\n".join(lines) + "\n"
