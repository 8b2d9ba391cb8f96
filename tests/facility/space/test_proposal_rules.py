"""Racks that rules speak for or against, as `sddc rules check` does: floor, airflow, depth, halls."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from facility.estate_graph import capacity_graph
from facility.space.proposal import SpaceProposal, SpaceRequest, propose
from inventory.load import load_estate
from inventory.model.estate import Estate
from inventory.model.sites import Face

TODAY = date(2026, 11, 23)
PLANT = """
estate: floor
standards: [tier3, engineering]
sites:
  s1: {city: c1, cloud: s1}
rooms:
  - {sites: all, names: "hall-[1-2]", floor_load: 10}
power:
  - {sites: all, each: {x: [a, b]}, kind: utility, names: "utility-{x}", rating: 100kW}
  - {sites: all, each: {x: [a, b]}, kind: ups, names: "ups-{x}", fed_by: "utility-{x}", rating: 60kW}
  - {sites: all, each: {x: [a, b]}, kind: pdu, names: "pdu-{x}", fed_by: "ups-{x}", rating: 60kW}
cooling:
  - {sites: all, each: {hall: "hall-[1-2]"}, kind: unit, names: "dx-{hall}-[1-3]", rating: 12kW, draw: 1kW,
     room: "{hall}", powered_by: "ups-{a,b}", group: "dx-{hall}", redundancy: N+1}
rack_types:
  t24: {u_height: 24, width: 600mm, depth: 1200mm, empty_weight: 150kg, weight: 1000kg, power: 12kW,
        feeds: {a: {from: pdu-a, rating: 16kW}, b: {from: pdu-b, rating: 16kW}}}
racks:
  - {sites: all, room: hall-1, row: a, names: "r[11-12]", type: t24}
  - {sites: all, room: hall-2, row: a, names: "r[21-22]", type: t24}
device_types:
  spine: {manufacturer: X, model: spine, u_height: 1, weight: 9kg, draw: 0W, airflow: front-to-rear, depth: 500mm,
          ports: {"Ethernet[1-64]": 100G}}
  leaf: {manufacturer: X, model: leaf, u_height: 1, weight: 9kg, draw: 0W, airflow: front-to-rear, depth: 500mm,
         ports: {"Ethernet[1-60]": 25G, "Ethernet[61-64]": 100G}}
  srv: {manufacturer: X, model: srv, u_height: 2, weight: 20kg, draw: 100W, airflow: front-to-rear, depth: 800mm,
        vcpus: 96, memory: 512GiB, disk: 7TiB}
servers:
  - {sites: all, racks: "r[11-12]", names: s01, positions: 1, type: srv, zone: z,
     nics: {eth0: leaf-01a, eth1: leaf-01b}, ports: "Ethernet[1-2]"}
  - {sites: all, racks: "r[21-22]", names: s01, positions: 1, type: srv, zone: z,
     nics: {eth0: leaf-01a, eth1: leaf-01b}, ports: "Ethernet[3-4]"}
zones:
  z: {vni: 50001, vrf_id: 1}
networks:
  web: {zone: z, vlan: 110, subnet: 10.10.0.0/22, sites: all}
fabric_types:
  f:
    nos: eos
    spines: {names: "spine-[1-2]", type: spine, racks: "r[11-12]", positions: 22}
    leaf_pairs:
      - {names: leaf-01, type: leaf, racks: "r[11-12]", positions: 24, uplinks: "Ethernet[61-62]",
         spine_ports: "Ethernet[1-2]", peer_link: "Ethernet[63-64]"}
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


def estate(folder: Path, changes: Mapping[str, object]) -> Estate:
    """Read the plant with values changed, each named by its path: device_types/leaf/airflow."""
    data = yaml.safe_load(PLANT)
    for path, value in changes.items():
        place = data
        *parts, last = (int(part) if part.isdigit() else part for part in path.split("/"))
        for part in parts:
            place = place[part]
        place[last] = value
    (folder / "estate.yaml").write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return load_estate(folder)


def proposed(found: Estate, count: int) -> SpaceProposal:
    return propose(found, capacity_graph(found), SpaceRequest("srv", count, "general", ("s1",)), TODAY)


ALL, SECOND = {"r11", "r12", "r21", "r22"}, {"r21", "r22"}
FULL = "no 2 free units next to each other"


@pytest.mark.parametrize(
    ("changes", "racks", "reason"),
    [
        ({}, ALL, FULL),
        # 188 kg on 0.6 × (1.2 + 1.2) m² are 1.28 kN/m²; 208 kg are 1.42. The first racks have two switches of 9 kg.
        ({"rooms/0/floor_load": 1.35}, SECOND, "too heavy for rack or floor (RACK-7)"),
        ({"rooms/0/floor_load": 1.2}, set(), "too heavy for rack or floor (RACK-7)"),
        ({"rack_types/t24/weight": "41kg"}, SECOND, "too heavy for rack or floor (RACK-7)"),
        ({"device_types/srv/airflow": "rear-to-front"}, SECOND, "opposed airflows in one rack (RACK-8)"),
        ({"device_types/leaf/airflow": "passive", "device_types/spine/airflow": "passive"}, ALL, FULL),
        ({"rack_types/t24/power": "220W"}, ALL, "more power in a rack than it is built for (RACK-10)"),
        ({"rack_types/t24/cooling": "220W"}, ALL, "more power in a rack than it is built for (RACK-10)"),
        ({"device_types/srv/depth": "1300mm"}, set(), "device deeper than its rack (RACK-6)"),
    ],
)
def test_rules_say_where_servers_may_stand(
    tmp_path: Path, changes: Mapping[str, object], racks: set[str], reason: str
) -> None:
    found = proposed(estate(tmp_path, changes), 41)
    assert {server.mount.rack.partition("/")[2] for server in found.servers} == racks
    assert reason in {refusal.reason for refusal in found.refusals}


@pytest.mark.parametrize(("airflow", "racks"), [("rear-to-front", ALL), ("front-to-rear", SECOND), ("passive", ALL)])
def test_a_switch_behind_takes_its_air_from_the_other_side(tmp_path: Path, airflow: str, racks: set[str]) -> None:
    whole = estate(tmp_path, {"device_types/leaf/airflow": airflow, "device_types/spine/airflow": airflow})
    behind = {
        name: replace(switch, mount=switch.mount._replace(face=Face.REAR)) for name, switch in whole.switches.items()
    }
    found = proposed(replace(whole, switches=behind), 16)
    assert {server.mount.rack.partition("/")[2] for server in found.servers} == racks


def test_servers_are_spread_over_halls_before_racks(tmp_path: Path) -> None:
    found = proposed(estate(tmp_path, {}), 6)
    halls = Counter(server.mount.rack[:5] for server in found.servers)
    assert halls == {"s1/r1": 3, "s1/r2": 3}


def test_a_hall_that_the_pool_hardly_uses_comes_first(tmp_path: Path) -> None:
    one_hall = estate(tmp_path, {"servers/1/racks": "r21", "servers/1/ports": "Ethernet3"})
    halls = Counter(server.mount.rack[:5] for server in proposed(one_hall, 3).servers)
    assert halls == {"s1/r1": 1, "s1/r2": 2}


def test_what_is_waived_stands_in_nobodys_way(tmp_path: Path) -> None:
    light = estate(tmp_path, {"rooms/0/floor_load": 1.2, "standards": ["engineering"]})
    assert not proposed(light, 1).servers
    changes = {
        "rooms/0/floor_load": 1.2,
        "waivers": [{"rule": "RACK-7", "subject": "s1/r2*", "owner": "x", "reason": "y", "until": "2027-01-01"}],
    }
    waived = proposed(estate(tmp_path, changes), 2)
    assert {server.mount.rack[:5] for server in waived.servers} == {"s1/r2"}


def test_a_lost_site_takes_none(tmp_path: Path) -> None:
    found = estate(tmp_path, {})
    lost = replace(found, sites={"s1": replace(found.sites["s1"], state=type(found.sites["s1"].state).LOST)})
    assert not proposed(lost, 1).servers
