"""Proposals for new servers: valid when they are pasted, spread, and refused with the reason."""

import shutil
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from facility.estate_graph import capacity_graph
from facility.graph.ranking import single_losses
from facility.space.estate_lines import estate_lines
from facility.space.proposal import SpaceProposal, SpaceRequest, propose
from inventory.load import examine, load_estate
from inventory.model.estate import Estate
from inventory.model.power import PowerComponent
from inventory.model.sites import DeviceType, Rack

EXAMPLE = Path(__file__).parents[3] / "examples" / "three-sites"
TODAY = date(2026, 11, 23)
TYPE = "huawei-2288h-v6"


@pytest.fixture(scope="module")
def estate() -> Estate:
    return load_estate(EXAMPLE)


def proposed(estate: Estate, count: int, pool: str = "retail", sites: tuple[str, ...] | None = None) -> SpaceProposal:
    return propose(
        estate, capacity_graph(estate), SpaceRequest(TYPE, count, pool, sites or estate.pools[pool].sites), TODAY
    )


def pasted(lines: str, tmp_path: Path) -> Estate:
    """Write the lines into a copy of the example, in a file of their own, and check it."""
    folder = tmp_path / "estate"
    shutil.copytree(EXAMPLE, folder)
    with (folder / "servers.yaml").open("a") as file:
        file.write(lines.partition("servers:\n")[2])
    examined = examine(folder)
    assert [finding.detail for finding in examined.findings] == []
    return examined.estate


@pytest.mark.parametrize(("pool", "count"), [("retail", 1), ("retail", 9), ("core", 6), ("dmz", 7), ("retail", 40)])
def test_the_lines_are_valid_and_mean_what_was_proposed(estate: Estate, pool: str, count: int, tmp_path: Path) -> None:
    proposal = proposed(estate, count, pool)
    assert proposal.is_complete
    after = pasted(estate_lines(estate, proposal.servers), tmp_path)
    added = {name: server for name, server in after.servers.items() if name not in estate.servers}
    assert added.keys() == {server.name for server in proposal.servers}
    for server in proposal.servers:
        found = added[server.name]
        assert (found.mount, found.nics, found.type, found.zone) == (
            server.mount,
            server.nics,
            server.type,
            server.zone,
        )
    assert len(after.members[pool]) == len(estate.members[pool]) + count


def test_what_is_proposed_survives_every_single_loss(estate: Estate, tmp_path: Path) -> None:
    most = proposed(estate, 1000, sites=("tianfu",))
    proposal = proposed(estate, len(most.servers), sites=("tianfu",))
    assert proposal.is_complete
    graph = capacity_graph(pasted(estate_lines(estate, proposal.servers), tmp_path)).graph
    losses = single_losses(graph, (*estate.power, *estate.fuel, *estate.cooling), follow_trips=True)
    assert [(loss.taken_out, loss.overloaded, loss.sinks) for loss in losses if not loss.is_bearable] == []


def test_servers_are_spread_over_sites_and_racks(estate: Estate) -> None:
    proposal = proposed(estate, 12)
    assert Counter(server.site for server in proposal.servers) == {"tianfu": 4, "gaoxin": 4, "chongqing": 4}
    assert set(Counter(server.mount.rack for server in proposal.servers).values()) == {2}


def test_power_domains_come_before_racks(estate: Estate) -> None:
    def split(rack: Rack) -> Rack:
        name = {"a01": "m1", "a02": "m1"}.get(rack.name, "network-a")
        return replace(rack, feeds={"a": f"pdu-a-{name}", "b": f"pdu-b-{name}"})

    racks = {key: split(rack) for key, rack in estate.racks.items()}
    open_pool = replace(estate.pools["dmz"], hosts=replace(estate.pools["dmz"].hosts, racks=("a*",)))
    # What a fire in the network room takes is another matter.
    variant = replace(estate, racks=racks, pools={**estate.pools, "dmz": open_pool}, standards=("tier3",))
    found = proposed(variant, 4, "dmz", ("tianfu",))
    # The second domain has two servers of the pool already: they are made equal, rack by rack.
    assert Counter(server.mount.rack for server in found.servers) == {"tianfu/a01": 2, "tianfu/a02": 1, "tianfu/a03": 1}


Change = Callable[[Estate], Estate]


def racks_with(change: Callable[[Rack], Rack]) -> Change:
    return lambda estate: replace(estate, racks={key: change(rack) for key, rack in estate.racks.items()})


def type_with(change: Callable[[DeviceType], DeviceType]) -> Change:
    return lambda estate: replace(estate, device_types={**estate.device_types, TYPE: change(estate.device_types[TYPE])})


def power_with(name: str, change: Callable[[PowerComponent], PowerComponent]) -> Change:
    def changed(estate: Estate) -> Estate:
        power: Mapping[str, PowerComponent] = {
            key: change(one) if one.name == name else one for key, one in estate.power.items()
        }
        return replace(estate, power=power)

    return changed


def full_ports(estate: Estate) -> Estate:
    types = {
        name: replace(kind, ports=dict(list(kind.ports.items())[:8] + list(kind.ports.items())[48:]))
        if name == "arista-7050sx3-48yc8"
        else kind
        for name, kind in estate.device_types.items()
    }
    return replace(estate, device_types=types)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (racks_with(lambda rack: replace(rack, u_height=9)), "no 2 free units"),
        (racks_with(lambda rack: replace(rack, power_watts=4500)), "(RACK-10)"),
        (racks_with(lambda rack: replace(rack, cooling_watts=4500)), "(RACK-10)"),
        (racks_with(lambda rack: replace(rack, weight_kilograms=130)), "too heavy for rack or floor (RACK-7)"),
        (racks_with(lambda rack: replace(rack, feeds={"a": "pdu-a-m1"})), "(T3-"),
        (racks_with(lambda rack: replace(rack, depth_millimetres=600)), "device deeper than its rack (RACK-6)"),
        (type_with(lambda kind: replace(kind, depth_millimetres=2000)), "deeper than its rack"),
        (type_with(lambda kind: replace(kind, draw_watts=None)), "nothing says what a"),
        (type_with(lambda kind: replace(kind, airflow="rear-to-front")), "opposed airflows in one rack (RACK-8)"),
        (power_with("pdu-b-m1", lambda one: replace(one, rating_watts=22_000)), "after a loss tianfu/pdu-b-m1"),
        (power_with("it-panel-a", lambda one: replace(one, rating_watts=24_000)), "after a loss tianfu/it-panel-a"),
        (full_ports, "no port is free on both of tianfu-leaf-01a and tianfu-leaf-01b"),
    ],
)
def test_what_stands_in_the_way_is_said(estate: Estate, change: Change, reason: str) -> None:
    if reason == "device deeper than its rack (RACK-6)":
        estate = type_with(lambda kind: replace(kind, depth_millimetres=700))(estate)
    if reason == "deeper than its rack":
        estate = racks_with(lambda rack: replace(rack, depth_millimetres=1200))(estate)
    proposal = proposed(change(estate), 8, sites=("tianfu",))
    assert not proposal.is_complete
    assert any(reason in refusal.reason for refusal in proposal.refusals), proposal.refusals


def test_racks_that_the_pool_does_not_take_are_told(estate: Estate) -> None:
    proposal = proposed(estate, 400, sites=("tianfu",))
    by_reason = {refusal.reason: refusal.racks for refusal in proposal.refusals}
    assert "tianfu/a03" in by_reason["pool retail takes no servers of this rack"]
    assert 0 < len(proposal.servers) < 400


def test_what_is_not_written_is_not_known(estate: Estate) -> None:
    proposal = proposed(type_with(lambda kind: replace(kind, weight_kilograms=None))(estate), 1)
    assert f"what a {TYPE} weighs" in proposal.unknown
    assert proposed(estate, 1).unknown == ()
