"""Which servers belong to which pool."""

from dataclasses import replace

import pytest

from inventory.load import load_estate
from inventory.model.blocks import block_of
from inventory.model.membership import selects
from inventory.model.pools import HostSelector
from inventory.model.sites import ServerRole
from tests.estates.cases import BASE

ESTATE = load_estate(BASE)
POOL = ESTATE.pools["retail"]
SERVER = block_of(ESTATE.servers["east-a01-s01"])


def test_a_sound_estate_gives_each_compute_server_one_pool() -> None:
    assert ESTATE.pools_of["east-a01-s01"] == ("retail",)
    assert ESTATE.pools_of["west-a01-s03"] == ("core",)
    assert {len(pools) for pools in ESTATE.pools_of.values()} == {1}


def test_members_are_the_other_way_round_and_in_the_order_of_the_estate() -> None:
    names = {pool: [server.name for server in servers] for pool, servers in ESTATE.members.items()}
    assert names["core"] == ["east-a01-s03", "west-a01-s03"]
    assert names["retail"] == [name for name in ESTATE.servers if not name.endswith("s03")]


@pytest.mark.parametrize(
    ("racks", "labels", "chosen"),
    [
        (("*",), set(), True),
        (("a01",), set(), True),
        (("a0[12]",), {"general"}, True),
        (("east/a*",), set(), True),
        (("b*", "a*"), set(), True),
        (("west/*",), set(), False),
        (("A01",), set(), False),
        (("a",), set(), False),
        (("*",), {"general", "gpu"}, False),
        ((), set(), False),
    ],
)
def test_globs_and_labels(racks: tuple[str, ...], labels: set[str], chosen: bool) -> None:
    pool = replace(POOL, hosts=HostSelector(racks, frozenset(labels)))
    assert selects(pool, SERVER) is chosen


def test_role_zone_and_site_count_as_well() -> None:
    assert not selects(POOL, SERVER._replace(role=ServerRole.BARE_METAL))
    assert not selects(POOL, SERVER._replace(zone="core"))
    assert not selects(replace(POOL, sites=("west",)), SERVER)
    assert selects(POOL, SERVER._replace(labels=SERVER.labels | {"gpu"}))
