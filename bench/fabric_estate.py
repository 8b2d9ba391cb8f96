"""The estate that the benchmark reads: one fabric of any size, written as a user would write it.

eBGP underlay, EVPN overlay with the spines as route servers, leaf pairs with MLAG and an ASN of their own, VRFs with a
layer-3 VNI, VLANs spread over the VRFs with an anycast gateway on every leaf, and dual-homed LACP servers.
"""

from dataclasses import dataclass
from pathlib import Path

POWER = """\
rooms:
  - {sites: all, names: m1}
power:
  - {sites: all, kind: utility, names: "utility-{a,b}", rating: 400MW}
  - {sites: all, kind: ups, names: ups-a, fed_by: utility-a, rating: 400MW, room: m1}
  - {sites: all, kind: ups, names: ups-b, fed_by: utility-b, rating: 400MW, room: m1}
  - {sites: all, kind: pdu, names: pdu-a, fed_by: ups-a, rating: 400MW, room: m1}
  - {sites: all, kind: pdu, names: pdu-b, fed_by: ups-b, rating: 400MW, room: m1}
rack_types:
  rack-42: {u_height: 42, feeds: {a: pdu-a, b: pdu-b}, power: 20kW, weight: 2000kg}
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the fabric is; `leaves` is even."""

    leaves: int
    spines: int = 4
    zones: int = 10
    networks: int = 50
    servers_a_pair: int = 8

    @property
    def devices(self) -> int:
        """How many switches there are."""
        return self.leaves + self.spines


def write_estate(folder: Path, size: Size) -> None:
    """Write the estate's files into a folder, which must exist."""
    (folder / "estate.yaml").write_text("estate: bench\nsites:\n  bench: {city: chengdu, cloud: bench}\n", "utf-8")
    (folder / "rooms.yaml").write_text(POWER + _racks(size), "utf-8")
    (folder / "device-types.yaml").write_text(_device_types(size), "utf-8")
    (folder / "fabric.yaml").write_text(_zones(size) + _fabric(size), "utf-8")
    (folder / "servers.yaml").write_text(_servers(size), "utf-8")
    pools = "".join(
        f"  zone-{zone:02d}: {{zone: zone-{zone:02d}, cpu_ratio: 4, flavors: [small]}}\n"
        for zone in _zone_numbers(size)
    )
    (folder / "pools.yaml").write_text(
        f"flavors:\n  small: {{vcpus: 1, memory: 1GiB, disk: 1GiB}}\npools:\n{pools}", "utf-8"
    )


def _zone_numbers(size: Size) -> range:
    return range(1, size.zones + 1)


def _racks(size: Size) -> str:
    return (
        "racks:\n"
        f'  - {{sites: all, room: m1, row: s, names: "s[1-{size.spines}]", type: rack-42}}\n'
        f'  - {{sites: all, room: m1, row: r, names: "r[001-{size.leaves:03d}]", type: rack-42}}\n'
    )


def _device_types(size: Size) -> str:
    common = "manufacturer: Arista, u_height: 1, weight: 10kg, draw: 400W, airflow: front-to-rear"
    return (
        "device_types:\n"
        f'  spine: {{{common}, model: spine, ports: {{"Ethernet[1-{size.leaves}]": 100G}}}}\n'
        f'  leaf: {{{common}, model: leaf, ports: {{"Ethernet[1-48]": 25G, "Ethernet[49-56]": 100G}}}}\n'
        "  server:\n"
        "    {manufacturer: Huawei, model: server, u_height: 2, weight: 28kg, draw: 900W,\n"
        "     vcpus: 96, memory: 512GiB, disk: 7TiB}\n"
    )


def _zones(size: Size) -> str:
    lines = ["zones:"]
    lines += [f"  zone-{zone:02d}: {{vni: {50000 + zone}, vrf_id: {zone}}}" for zone in _zone_numbers(size)]
    lines.append("networks:")
    for index in range(size.networks):
        zone = index % size.zones + 1
        subnet = f"10.{100 + zone}.{index // size.zones}.0/24"
        name = f"network-{101 + index}"
        lines.append(f"  {name}: {{zone: zone-{zone:02d}, vlan: {101 + index}, subnet: {subnet}, sites: all}}")
    return "\n".join(lines) + "\n"


def _fabric(size: Size) -> str:
    return f"""\
fabric_types:
  bench:
    nos: eos
    spine_slots: {size.spines}
    spines: {{names: "spine-[1-{size.spines}]", type: spine, racks: "s[1-{size.spines}]", positions: 42}}
    leaf_pairs:
      - names: "leaf-[001-{size.leaves // 2:03d}]"
        type: leaf
        racks: "r[001-{size.leaves:03d}]"
        positions: 42
        uplinks: "Ethernet[49-{48 + size.spines}]"
        spine_ports: "Ethernet[1-{size.leaves}]"
        peer_link: "Ethernet[53-54]"
fabrics:
  bench:
    site: bench
    type: bench
    asn: 4200010000
    router_ids: 10.0.0.0/20
    vteps: 10.1.0.0/20
    peer_links: 10.3.0.0/19
    links: 10.16.0.0/14
    management: 172.16.0.0/16
"""


def _servers(size: Size) -> str:
    lines = ["servers:"]
    for pair in range(1, size.leaves // 2 + 1):
        lines += [
            f'  - sites: all\n    racks: r{2 * pair - 1:03d}\n    names: "s[1-{size.servers_a_pair}]"',
            f"    positions: 1+2\n    type: server\n    zone: zone-{pair % size.zones + 1:02d}",
            f"    nics: {{eth0: leaf-{pair:03d}a, eth1: leaf-{pair:03d}b}}",
            f'    ports: "Ethernet[1-{size.servers_a_pair}]"',
        ]
    return "\n".join(lines) + "\n"
