"""Servers are proposed where the rules in force pass, and refused only where they do not or where nothing fits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from facility.built_in_profiles import profiles_in_force
from facility.chains.devices import server_component
from facility.estate_graph import capacity_graph
from facility.graph.capacity_graph import Graph
from facility.graph.ranking import carrying, single_losses
from facility.limits import limits_in_force
from facility.space.estate_lines import estate_lines
from facility.space.load_room import LoadRoom, demand_of
from facility.space.proposal import SpaceProposal, SpaceRequest, propose
from facility.space.rack_space import RackSpace, connection, free_ports, look_up
from facility.standards.facts import PlantFacts
from facility.standards.profiles import settings_of
from facility.standards.verdicts import verdicts_of
from inventory.model.blocks import block_of
from inventory.model.cooled_rows import cooled_by
from inventory.model.estate import Estate
from inventory.model.sites import Face, Mount, Nic, Server, ServerRole
from inventory.verdict import Answer
from tests.random_estates import WrittenEstate, written_estates

TODAY = date(2026, 11, 23)
FEW = settings(max_examples=15, deadline=None)


def broken(estate: Estate) -> set[tuple[str, str]]:
    """List what rules check finds broken: rule and subject."""
    facts = PlantFacts(estate, TODAY, limits_in_force(estate))
    found = verdicts_of(facts, settings_of(estate, profiles_in_force(estate)))
    return {
        (code, one.subject) for code, several in found.items() for one in several.told if one.answer is Answer.BROKEN
    }


def asked(written: WrittenEstate, count: int) -> tuple[Estate, SpaceProposal]:
    estate = written.estate()
    request = SpaceRequest("srv", count, "one", tuple(estate.sites))
    return estate, propose(estate, capacity_graph(estate), request, TODAY)


def applied(written: WrittenEstate, estate: Estate, servers: Sequence[Server]) -> Estate:
    """Write the proposed lines into the estate's file and read it again."""
    return written.with_more("servers", yaml.safe_load(estate_lines(estate, servers))["servers"]).estate()


@given(written=written_estates(is_ample=True), count=st.integers(1, 8))
@FEW
def test_what_is_proposed_breaks_no_rule_when_it_is_written(written: WrittenEstate, count: int) -> None:
    estate, proposal = asked(written, count)
    # A chain on its own is refused whole.
    assume(proposal.servers)
    assert broken(applied(written, estate, proposal.servers)) <= broken(estate)


@given(written=written_estates())
@FEW
def test_a_rack_is_refused_only_if_nothing_fits_or_a_rule_is_broken_there(written: WrittenEstate) -> None:
    estate, proposal = asked(written, 100)
    contents = look_up(applied(written, estate, proposal.servers) if proposal.servers else estate)
    full = contents.estate
    kind = full.device_types["srv"]
    for key in {rack for refusal in proposal.refusals for rack in refusal.racks}:
        space = RackSpace(contents, full.racks[key], kind)
        position, found = space.position(), connection(contents, space)
        ports = free_ports(contents, found, ()) if found else []
        if position is None or found is None or not ports or "takes no servers" in reason_of(proposal, key):
            continue
        nics = tuple(Nic(name, switch, ports[0]) for name, switch in found.nics.items())
        mount = Mount(key, position, Face.FRONT, found.cords)
        rack = full.racks[key]
        one_more = Server(
            f"{rack.site}-{rack.name}-more", rack.site, mount, "srv", ServerRole.COMPUTE, "z", frozenset(), nics, None,
            rack.origin,
        )  # fmt: skip
        there = broken(applied(written, estate, [*proposal.servers, one_more]))
        over = capacity_graph(full).graph.at_rest.overloaded or any(
            loss.overloaded
            for loss in single_losses(capacity_graph(applied(written, estate, [*proposal.servers, one_more])).graph)
        )
        assert there or over, (key, reason_of(proposal, key))


def reason_of(proposal: SpaceProposal, rack: str) -> str:
    return next(refusal.reason for refusal in proposal.refusals if rack in refusal.racks)


@given(written=written_estates(may_idle=False), order=st.lists(st.integers(0, 20), min_size=1, max_size=4))
@FEW
def test_load_that_is_added_is_what_the_whole_graph_says(written: WrittenEstate, order: list[int]) -> None:
    estate = written.estate()
    racks = list(estate.racks.values())
    graph = capacity_graph(estate).graph
    room, cooled = LoadRoom(graph, carrying(graph)), cooled_by(estate)
    added: list[Server] = []
    for number, place in enumerate(order):
        rack = racks[place % len(racks)]
        like = next(server for server in estate.servers.values() if server.mount.rack == rack.key)
        one = like._replace(name=f"more-{number}")
        demand = demand_of(graph, server_component(estate, cooled, block_of(one)))
        fits = room.excess(demand) is None
        added.append(one)
        whole = written_out(estate, added)
        touched = room.supplying(demand)
        states = (whole.at_rest.overloaded, *(loss.overloaded for loss in single_losses(whole)))
        assert fits == touched.isdisjoint(found.component for over in states for found in over)
        room.add(demand)


def written_out(estate: Estate, servers: Sequence[Server]) -> Graph:
    """Make the whole graph anew, with these servers in the estate."""
    return capacity_graph(replace(estate, server_blocks=(*estate.server_blocks, *map(block_of, servers)))).graph
