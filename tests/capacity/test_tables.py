"""The rows of the capacity table."""

import json

from capacity.losses import EstateLosses, Scope
from capacity.model import capacity_of
from capacity.snapshot import CloudSnapshot, Snapshot, read_cloud
from capacity.tables import CapacityRow, CapacityTable, capacity_table
from cli.documents.capacity import capacity_document
from cli.documents.document import document_text
from facility.estate_graph import capacity_graph
from tests.capacity.estates import Plan, estate_of
from tests.capacity.fake_cloud import FakeCloud

SITES = {"tianfu": "chengdu", "gaoxin": "chengdu", "chongqing": "chongqing"}


def table_of(*live: str, scope: Scope | None = None) -> CapacityTable:
    estate = estate_of(Plan(sites=SITES))
    clouds = {}
    for site in live:
        cloud = FakeCloud(f"cloud-{site}", [name for name, item in estate.servers.items() if item.site == site])
        cloud.take(f"{site}-a01-s01", 8, 16384, 80)
        clouds[site] = read_cloud(cloud, CloudSnapshot(site, cloud.cloud))
    losses = EstateLosses(estate, capacity_graph(estate).graph)
    return capacity_table(capacity_of(estate, Snapshot(clouds)), losses, scope)


def row(table: CapacityTable, kind: str, name: str, site: str) -> CapacityRow:
    (found,) = [item for item in table.rows if (item.kind, item.name, item.site) == (kind, name, site)]
    return found


def test_there_is_a_row_for_each_site_pool_and_rack() -> None:
    table = table_of(*SITES)
    assert [(item.kind, item.name, item.site) for item in table.rows] == [
        *[("site", site, site) for site in SITES],
        ("pool", "retail", ""),
        *[("pool", "retail", site) for site in SITES],
        *[("rack", rack, site) for site in SITES for rack in ("a01", "a02")],
    ]


def test_a_pool_at_all_sites_is_shown_after_losing_one() -> None:
    pool = row(table_of(*SITES), "pool", "retail", "")
    cpu = pool.resources["VCPU"]
    assert (cpu.capacity, cpu.used, cpu.free, cpu.unusable) == (3072, 24, 3048, 0)
    assert (pool.loss_scope, cpu.after_loss) == ("site", 3048 - 1016 - 8)
    (flavor,) = pool.flavors
    assert (flavor.slots, flavor.slots_after_loss) == (3 * 126, 2 * 126 - 2)


def test_the_scope_of_the_loss_can_be_chosen() -> None:
    assert row(table_of(*SITES, scope=Scope.CITY), "pool", "retail", "").resources["VCPU"].after_loss == 1016 - 16
    survives = row(table_of(*SITES, scope=Scope.FEED), "pool", "retail", "tianfu")
    assert (survives.loss_scope, survives.resources["VCPU"].after_loss) == ("feed", 1016)


def test_a_site_that_was_not_read_is_declared_and_unknown() -> None:
    table = table_of("tianfu")
    assert table.sites_unknown == ("gaoxin", "chongqing")
    known, unknown = row(table, "pool", "retail", "tianfu"), row(table, "pool", "retail", "gaoxin")
    assert (known.basis, known.resources["VCPU"].used) == ("live", 8)
    assert (unknown.basis, unknown.usable_hosts) == ("declared", None)
    cpu = unknown.resources["VCPU"]
    assert (cpu.capacity, cpu.used, cpu.free, cpu.after_loss) == (1024, None, None, None)
    assert unknown.flavors[0].slots is None
    assert row(table, "pool", "retail", "").basis == "mixed"


def test_the_table_is_written_as_a_document() -> None:
    data = json.loads(document_text(capacity_document(table_of("tianfu"))))
    assert set(data) == {"format", "version", "rows", "sources", "sites_unknown"}
    assert data["sources"][0] == {
        "site": "tianfu", "cloud": "cloud-tianfu", "collector": "placement", "success": True,
        "last_success": data["sources"][0]["last_success"], "requests": 2, "message": "",
    }  # fmt: skip
    assert data["rows"][0]["resources"]["VCPU"]["worst"] == "tianfu/a01"
