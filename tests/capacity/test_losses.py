"""What is left after a loss."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from capacity.hosts import ComputeHost, hosts_of
from capacity.losses import EstateLosses, Losses, Scope, headroom_after_loss, losses_of, pool_losses, slots_after_loss
from capacity.model import capacity_of
from capacity.packing.slots import slots
from capacity.snapshot import CloudSnapshot, Snapshot, read_cloud
from facility.estate_graph import capacity_graph
from inventory.model.estate import Estate
from tests.capacity.estates import Plan, estate_of
from tests.capacity.fake_cloud import FakeCloud

SITES = {"tianfu": "chengdu", "gaoxin": "chengdu", "chongqing": "chongqing"}
ORDER = (Scope.HOST, Scope.RACK, Scope.ROOM, Scope.SITE, Scope.CITY)


def live(estate: Estate, loads: Sequence[tuple[int, int, int]] = ()) -> Snapshot:
    clouds = {}
    for site in estate.sites:
        names = [server.name for server in estate.servers.values() if server.site == site]
        cloud = clouds[site] = FakeCloud(f"cloud-{site}", names)
        for name, load in zip(names, loads, strict=False):
            cloud.take(name, *load)
    return Snapshot({site: read_cloud(cloud, CloudSnapshot(site, cloud.cloud)) for site, cloud in clouds.items()})


def losses(estate: Estate) -> EstateLosses:
    return EstateLosses(estate, capacity_graph(estate).graph)


def grouped(estate: Estate, hosts: Sequence[ComputeHost], scope: Scope) -> Losses:
    found = losses_of(losses(estate), hosts, scope)
    assert found is not None
    return found


def test_an_empty_pool_loses_the_slots_of_what_is_lost() -> None:
    estate = estate_of(Plan(sites=SITES))
    hosts = hosts_of(estate, live(estate))
    flavor = estate.flavors["small"]
    each = 32
    left = {scope: slots_after_loss(hosts, flavor, grouped(estate, hosts, scope)) for scope in ORDER}
    assert slots(hosts, flavor) == 12 * each
    assert left == {Scope.HOST: 11 * each, Scope.RACK: 10 * each, Scope.ROOM: 8 * each, Scope.SITE: 8 * each,
                    Scope.CITY: 4 * each}  # fmt: skip


def test_the_lost_load_takes_slots_elsewhere() -> None:
    estate = estate_of(Plan(racks=1, hosts=2))
    hosts = hosts_of(estate, live(estate, [(6, 8192, 40)]))
    found = grouped(estate, hosts, Scope.HOST)
    assert slots_after_loss(hosts, estate.flavors["small"], found) == 32 - 2
    assert headroom_after_loss(hosts, found, Scope.HOST)["VCPU"].amount == 256 - 6
    assert headroom_after_loss(hosts, found, Scope.HOST)["VCPU"].worst == "tianfu-a01-s01"


def test_a_loss_that_the_rest_cannot_hold_has_negative_headroom_and_no_slots() -> None:
    estate = estate_of(Plan(racks=1, hosts=2))
    hosts = hosts_of(estate, live(estate, [(200, 0, 0), (200, 0, 0)]))
    found = grouped(estate, hosts, Scope.HOST)
    assert headroom_after_loss(hosts, found, Scope.HOST)["VCPU"].amount == 56 - 200
    assert slots_after_loss(hosts, estate.flavors["small"], found) == 0


def test_dual_cords_survive_any_one_component_and_single_cords_do_not() -> None:
    for cords, lost in [(("a", "b"), set()), (("a",), {"tianfu/ups-a", "tianfu/pdu-a"})]:
        estate = estate_of(Plan(cords=cords))
        hosts = hosts_of(estate, live(estate))
        found = grouped(estate, hosts, Scope.FEED)
        assert {name for name, lost_here in found.items() if len(lost_here.hosts) == len(hosts)} == lost


def test_feeds_that_are_not_known_are_not_taken_for_safe() -> None:
    estate = estate_of(Plan(cords=()))
    capacity = capacity_of(estate, live(estate))
    assert losses_of(losses(estate), capacity.hosts, Scope.FEED) is None
    assert Scope.FEED not in {group.scope for group in pool_losses(capacity, losses(estate))}


def test_unknown_use_gives_no_figure_after_a_loss() -> None:
    estate = estate_of(Plan())
    hosts = hosts_of(estate, Snapshot())
    found = grouped(estate, hosts, Scope.RACK)
    assert slots_after_loss(hosts, estate.flavors["small"], found) is None
    assert headroom_after_loss(hosts, found, Scope.RACK) is None


def test_losses_inside_a_site_are_answered_for_there_and_of_sites_by_the_others() -> None:
    estate = estate_of(Plan(sites=SITES))
    groups = pool_losses(capacity_of(estate, live(estate)), losses(estate))
    assert {(group.site, group.scope) for group in groups if group.scope in {Scope.SITE, Scope.CITY}} == {
        ("", Scope.SITE),
        ("", Scope.CITY),
    }
    assert {group.site for group in groups if group.scope is Scope.HOST} == set(SITES)


def test_without_a_graph_nothing_is_known_of_losses() -> None:
    estate = estate_of(Plan())
    capacity = capacity_of(estate, live(estate))
    assert (losses_of(None, capacity.hosts, Scope.RACK), pool_losses(capacity, None)) == (None, ())


loads = st.lists(st.tuples(st.integers(0, 256), st.integers(0, 262144), st.integers(0, 4000)), min_size=4, max_size=4)


@given(loads=loads)
def test_a_wider_loss_never_leaves_more(loads: Sequence[tuple[int, int, int]]) -> None:
    estate = estate_of(Plan(sites=SITES))
    hosts = hosts_of(estate, live(estate, loads))
    flavor = estate.flavors["small"]
    left = [slots_after_loss(hosts, flavor, grouped(estate, hosts, scope)) for scope in ORDER]
    assert left == sorted(left, reverse=True)
    assert slots(hosts, flavor) >= left[0]
    free = [headroom_after_loss(hosts, grouped(estate, hosts, scope), scope) for scope in ORDER]
    for name in ("VCPU", "MEMORY_MB", "DISK_GB"):
        amounts = [worst[name].amount for worst in free]
        assert amounts == sorted(amounts, reverse=True)
