"""What each view is made of says the same as the estate."""

from collections import Counter
from dataclasses import replace
from typing import Any, cast

import pytest

from capacity.losses import SITE_SCOPES, EstateLosses, losses_of, slots_after_loss
from capacity.model import capacity_of
from capacity.snapshot import CloudSnapshot, Snapshot, read_cloud
from facility.graph.loss import carried, lose
from inventory.finding import Finding, Severity
from inventory.model.component_names import feed_name
from inventory.model.origin import Source
from inventory.model.sites import CableKind
from report.chains import diagrams
from report.elevations import elevations
from report.facts import Facts, facts_of, host_use
from report.findings import findings
from report.loss_data import Contingency, contingency
from report.pools import pools, services
from report.site_summary import site_summaries
from report.topology import cables, paths, switches
from tests.capacity.fake_cloud import FakeCloud
from tests.report.world import example, facts


def graph_of(known: Facts) -> Contingency:
    assert known.graph is not None
    return contingency(known, known.graph)


def test_every_device_stands_in_its_rack() -> None:
    known = facts()
    made: Any = elevations(known)
    found = {}
    for site, racks in made.racks.items():
        for rack in racks:
            for short, kind, position, rear, cords, use, *_ in rack[12]:
                name = f"{site}-{rack[0]}-{short[1:]}" if short.startswith("~") else short
                found[name] = (
                    f"{site}/{rack[0]}",
                    made.types[kind][0],
                    position,
                    rear,
                    made.cords[cords],
                    made.uses[use],
                )
    estate = known.estate
    for device in (*estate.switches.values(), *estate.servers.values()):
        mount = device.mount
        assert found[device.name][:5] == (mount.rack, device.type, mount.position, 0, "+".join(mount.cords))
    assert len(found) == len(estate.switches) + len(estate.servers)
    assert found["tianfu-a01-s01"][5] == "pool retail"
    assert found["tianfu-spine-1"][5] == "spine switch"
    assert found["tianfu-a03-s07"][5] == "bare-metal of zone core"


def test_racks_of_unknown_devices_say_so() -> None:
    estate = example()
    types = {name: replace(kind, draw_watts=None, weight_kilograms=None) for name, kind in estate.device_types.items()}
    made: Any = elevations(facts(replace(estate, device_types=types)))
    rack = made.racks["tianfu"][0]
    assert (rack[6], rack[8]) == (None, None)
    assert {row[4] for row in made.types} == {None}


def test_use_is_planned_without_a_cloud_and_unknown_without_a_placement() -> None:
    known = facts()
    shares, basis = host_use(known)
    assert basis == "planned"
    assert known.placed is not None
    placed = sum(known.estate.flavors[one.replicas.flavor].vcpus * len(one.hosts) for one in known.placed)
    whole = sum(share * host.capacity["VCPU"] for host in known.capacity.hosts for share in [shares[host.name]])
    assert round(whole) == placed
    assert host_use(replace(known, placed=None)) == ({}, "unknown")


def test_use_is_live_where_a_cloud_tells_it() -> None:
    estate = example()
    cloud = FakeCloud("tianfu", [name for name, server in estate.servers.items() if server.site == "tianfu"])
    cloud.take("tianfu-a01-s01", 64, 1024, 10)
    snapshot = Snapshot({"tianfu": read_cloud(cloud, CloudSnapshot("tianfu", "tianfu"))})
    known = facts_of(capacity_of(estate, snapshot))
    made: Any = elevations(known)
    assert made.basis == "live"
    shares = {device[0]: device[6] for device in made.racks["tianfu"][0][12]}
    assert (shares["~s01"], shares["~s02"]) == (25, 0)
    assert {device[6] for device in made.racks["gaoxin"][0][12]} == {None}
    rows: Any = pools(known)
    assert rows["unknown"] == ["gaoxin", "chongqing"]
    retail = next(row for row in rows["rows"] if row[:3] == ["pool", "retail", "tianfu"])
    assert retail[7][0][2] == 64
    assert retail[8][0][1] is not None


def test_graph_is_written_down_whole() -> None:
    known = facts()
    assert known.graph is not None
    wiring, made = known.graph.graph.wiring, graph_of(known)
    assert [row[0] for row in made.nodes] == [keys[0] for keys in wiring.members]
    assert [tuple(row[1]) for row in made.lines] == [line.sources for line in wiring.lines]
    assert [(row[0], row[2], row[3], row[4], row[5], row[7]) for row in made.lines] == [
        (line.owner, line.spare, line.capacity, line.draw, line.passes, line.preferred) for line in wiring.lines
    ]
    assert made.ranks == list(wiring.rank)


def test_everything_hangs_on_one_node() -> None:
    known = facts()
    made: Any = graph_of(known)
    servers = Counter[str]()
    for _, *racks in made.hosts:
        for rack, count in racks:
            servers[made.racks[rack][1]] += count
    assert servers == Counter(one.mount.rack.partition("/")[2] for one in known.estate.servers.values())
    assert sum(len(row) - 1 for row in made.switches) == len(known.estate.switches)
    hosts, slots = Counter[int](), Counter[tuple[int, int]]()
    for _, *rows in made.slots:
        for pool, count, several in rows:
            hosts[pool] += count
            slots.update({(pool, place): amount for place, amount in enumerate(several)})
    for number, (_, _, count, _, whole) in enumerate(made.pool_sites):
        assert hosts[number] == count
        assert [slots[number, place] for place in range(len(whole))] == whole
    placed = Counter[int]()
    for _, *rows in made.tiers:
        placed.update(dict(rows))
    assert [placed[number] for number in range(len(made.tier_names))] == [row[4] for row in made.tier_names]


def test_racks_know_the_nodes_of_their_feeds() -> None:
    known = facts()
    made: Any = graph_of(known)
    for rack, (_, name, nodes) in zip(known.estate.racks.values(), made.racks, strict=True):
        assert name == rack.name
        assert [made.nodes[node][0] for node in nodes] == [feed_name(rack.key, side) for side in rack.feeds]


def test_harmful_losses_are_counted_and_named() -> None:
    assert graph_of(facts()).harmful == 0
    estate = example()
    racks = {key: replace(rack, feeds=dict.fromkeys(rack.feeds, "pdu-a-m1")) for key, rack in estate.racks.items()}
    made: Any = graph_of(facts(replace(estate, racks=racks)))
    assert made.harmful > 0
    assert "tianfu/ups-a" in {row[0] for row in made.worst}
    assert next(row for row in made.worst if row[0] == "tianfu/ups-a")[1] == 16


def test_a_load_that_goes_round_is_said_and_not_drawn_as_sound() -> None:
    estate = example()
    ups = estate.power["tianfu/ups-a"]
    power = {**estate.power, ups.key: replace(ups, fed_by=("pdu-a-m1",))}
    known = facts(replace(estate, power=power))
    assert known.graph is None
    assert "cycle" in known.graph_fault
    assert diagrams(known)["tianfu"]["power"]


def test_diagrams_show_every_component_and_rack() -> None:
    known = facts()
    for site, drawn in diagrams(known).items():
        power: Any = cast("Any", drawn["power"])[""]
        cooling: Any = cast("Any", drawn["cooling"])[""]
        keys = {box[4] for box in (*power["boxes"], *cooling["boxes"])} - {""}
        wanted = (*known.estate.power, *known.estate.cooling, *known.estate.fuel)
        assert keys == {key for key in wanted if key.startswith(f"{site}/")}
        racks = [name for box in power["boxes"] for name in box[6]]
        assert sorted(racks) == sorted(rack.name for rack in known.estate.racks.values() if rack.site == site)
        edges = {(power["boxes"][a][2], power["boxes"][b][2], way) for a, b, way in power["edges"]}
        assert ("ups-a", "it-panel-a", "feeds") in edges
        assert ("fuel-pump-a", "generator-1", "fuel") in edges
        assert sum(way == "tie" for *_, way in edges) == 1


def test_fabric_shows_every_cable_between_switches() -> None:
    known = facts()
    rows: Any = cables(known)
    names = [str(row[0]) for row in switches(known)]
    assert {(names[a], x, names[b], y, kind) for a, x, b, y, kind in rows} == {
        (cable.a.device, cable.a.port, cable.b.device, cable.b.port, cable.kind.value)
        for cable in known.estate.cables
        if cable.kind is not CableKind.SERVER
    }
    assert len(paths(known)) == 3


def test_pools_show_what_services_want() -> None:
    made: Any = pools(facts())
    row = next(row for row in made["rows"] if row[:3] == ["pool", "retail", "tianfu"])
    assert row[9] == {"VCPU": 6 * 4 + 7 * 16, "MEMORY_MB": (6 * 16 + 7 * 64) * 1024, "DISK_GB": 6 * 40 + 7 * 80}
    assert made["unknown"] == ["tianfu", "gaoxin", "chongqing"]
    assert [row[0] for row in services(facts())] == ["mobile-banking", "voice-desk", "open-banking", "data-platform"]


def test_findings_lead_to_what_they_are_about_whatever_their_text_names() -> None:
    found = Finding(
        "x",
        Severity.WARNING,
        Source("racks.yaml", 3, 9),
        "Server tianfu-a01-s02 is in tianfu/a02.",
        "Move it.",
        ("tianfu-a01-s01", "tianfu/a01 feed a", "nothing", "mobile-banking/api"),
    )
    assert findings(facts(findings=[found])) == [
        [
            "warning",
            "x",
            "racks.yaml",
            3,
            9,
            found.detail,
            "Move it.",
            ["tianfu-a01-s01", "tianfu/a01", "mobile-banking"],
        ]
    ]


def test_each_site_says_what_it_draws_and_what_is_left() -> None:
    known = facts()
    assert known.graph is not None
    graph = known.graph.graph
    for site, row in zip(known.estate.sites, site_summaries(known), strict=True):
        drawn, least, scarce, *broken = row
        devices = [*known.estate.servers.values(), *known.estate.switches.values()]
        types = known.estate.device_types
        assert drawn == pytest.approx(sum(types[one.type].draw_watts or 0 for one in devices if one.site == site))
        assert isinstance(least, list)
        name, watts = least
        # Whatever else is lost, so much more fits there: by brute force over every single component.
        node = graph.wiring.node_of[name]
        worst = max(
            carried(graph, lose(graph, [key])).get(name, graph.rest.load[node])
            for key in (*known.estate.power, *known.estate.cooling)
            if key in graph.components and key != name
        )
        assert graph.wiring.limit[node] - worst == pytest.approx(watts)
        assert (scarce, broken) == (None, [0, 0, 0])


def test_the_scarcest_flavor_is_that_of_the_worst_loss() -> None:
    estate = example()
    cloud = FakeCloud("tianfu", [name for name, server in estate.servers.items() if server.site == "tianfu"])
    known = facts_of(capacity_of(estate, Snapshot({"tianfu": read_cloud(cloud, CloudSnapshot("tianfu", "tianfu"))})))
    tianfu, gaoxin, _ = site_summaries(known)
    assert gaoxin[2] is None
    flavor, pool, slots, _ = tianfu[2]  # type: ignore[misc]
    assert known.graph is not None
    losses = EstateLosses(estate, known.graph.graph)
    every = {
        (name, one): slots_after_loss(hosts, estate.flavors[name], losses_of(losses, hosts, scope) or {})
        for (one, site), hosts in known.capacity.by_pool.items()
        for name in estate.pools[one].flavors
        for scope in SITE_SCOPES
        if site == "tianfu"
    }
    assert slots == min(count for count in every.values() if count is not None)
    assert (flavor, pool) in every


def test_a_finding_counts_for_the_sites_that_it_is_about() -> None:
    found = Finding(
        "x", Severity.WARNING, Source("a.yaml", 1, 1), "It is.", "Fix it.", ("tianfu/ups-a", "gaoxin-a01-s01")
    )
    assert [row[3:] for row in site_summaries(facts(findings=[found]))] == [[0, 1, 0], [0, 1, 0], [0, 0, 0]]
