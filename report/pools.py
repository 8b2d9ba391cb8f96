"""Capacity of each pool, site and service, as the bars of the report show it."""

from collections import Counter
from collections.abc import Mapping

from capacity.losses import EstateLosses
from capacity.resources import needs
from capacity.tables import CapacityRow, capacity_table
from report.facts import Facts

Row = list[object]


def pools(facts: Facts) -> dict[str, object]:
    """Return the rows of all pools, sites and services, and what is not known."""
    losses = None if facts.graph is None else EstateLosses(facts.estate, facts.graph.graph)
    table = capacity_table(facts.capacity, losses)
    wanted = _planned(facts)
    return {
        "rows": [_row(row, wanted) for row in table.rows if row.kind in {"pool", "site"}],
        "unknown": list(table.sites_unknown),
        "faults": [[one.site, one.cloud, one.collector, one.message] for one in table.sources if not one.success],
    }


def _planned(facts: Facts) -> dict[tuple[str, str], Counter[str]]:
    # By pool and site, the site empty for all of them: what the instances take that found a place.
    found: dict[tuple[str, str], Counter[str]] = {}
    for one in facts.placed or ():
        need = needs(facts.estate.flavors[one.replicas.flavor])
        for site in (one.replicas.site, ""):
            taken = found.setdefault((one.replicas.pool, site), Counter())
            taken.update({name: amount * len(one.hosts) for name, amount in need.items()})
    return found


def _row(row: CapacityRow, wanted: Mapping[tuple[str, str], Mapping[str, int]]) -> Row:
    # Kind, name, site, hosts, usable hosts, basis, scope, resources, flavors, wanted by the services.
    resources = [
        [name, one.capacity, one.used, one.free, one.unusable, one.after_loss, one.worst]
        for name, one in row.resources.items()
    ]
    flavors = [[one.flavor, one.slots, one.slots_after_loss] for one in row.flavors]
    planned = dict(wanted.get((row.name, row.site), {})) if row.kind == "pool" else {}
    return [
        row.kind, row.name, row.site, row.hosts, row.usable_hosts, row.basis, row.loss_scope, resources, flavors,
        planned,
    ]  # fmt: skip


def services(facts: Facts) -> list[Row]:
    """List the services; rows: name, description, standard, level, RTO in s, RPO in s, shed order, tiers."""
    return [
        [
            one.name, one.description, one.recovery.standard, one.recovery.level, one.recovery.rto_seconds,
            one.recovery.rpo_seconds, one.shed_order,
            [[tier.name, tier.pool, tier.flavor, dict(tier.instances), tier.spread.value] for tier in one.tiers],
        ]
        for one in facts.estate.services.values()
    ]  # fmt: skip
