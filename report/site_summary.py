"""What is asked first of each site: what it draws and what is left, what still fits after a loss, what is broken."""

from collections import Counter
from collections.abc import Iterator

from capacity.losses import SITE_SCOPES, EstateLosses, losses_of, slots_after_loss
from facility.space.headroom import headrooms
from inventory.finding import Weight
from report.facts import Facts

Row = list[object]


def site_summaries(facts: Facts) -> list[Row]:
    """List the sites; rows: watts drawn, least headroom, scarcest flavor, errors, warnings, unknown.

    Watts are those of all devices in full draw. The least headroom is a component and the watts that it can still carry
    when the worst single loss has come; the scarcest flavor is flavor, pool, slots, and the loss after which so few are
    left, which is looked for among hosts, racks, feeds and rooms. Each is None where it is not known.
    """
    losses = None if facts.graph is None else EstateLosses(facts.estate, facts.graph.graph)
    counts = _counts(facts)
    return [_row(facts, losses, counts, site) for site in facts.estate.sites]


def _row(facts: Facts, losses: EstateLosses | None, counts: Counter[tuple[str, Weight]], site: str) -> Row:
    scarce = min(_scarce(facts, losses, site), default=None, key=_slots)
    broken = [counts[site, weight] for weight in (Weight.ERROR, Weight.WARNING, Weight.UNKNOWN)]
    return [_drawn(facts, site), _least(facts, site), scarce, *broken]


def _drawn(facts: Facts, site: str) -> float | None:
    if facts.graph is None:
        return None
    devices = (
        one for one in facts.graph.graph.components.kept
        if one.site == site and (one.is_sink or one.key in facts.estate.switches)
    )  # fmt: skip
    return sum(one.draw_watts * len(one.keys) for one in devices)


def _least(facts: Facts, site: str) -> Row | None:
    if facts.graph is None:
        return None
    left = headrooms(facts.estate, facts.graph.graph, site)
    name = min(left, key=left.__getitem__, default=None)
    return None if name is None else [name, left[name]]


def _scarce(facts: Facts, losses: EstateLosses | None, site: str) -> Iterator[Row]:
    estate = facts.estate
    for (pool, other), hosts in facts.capacity.by_pool.items():
        if other != site or not hosts:
            continue
        for scope in SITE_SCOPES:
            lost = losses_of(losses, hosts, scope)
            for name in estate.pools[pool].flavors if lost is not None else ():
                slots = slots_after_loss(hosts, estate.flavors[name], lost) if lost is not None else None
                if slots is not None:
                    yield [name, pool, slots, scope.value]


def _slots(row: Row) -> int:
    return int(str(row[2]))


def _counts(facts: Facts) -> Counter[tuple[str, Weight]]:
    # A finding counts for each site that it is about.
    site_of = {name: one.site for group in (facts.estate.servers, facts.estate.switches) for name, one in group.items()}
    counts: Counter[tuple[str, Weight]] = Counter()
    for one in (*facts.findings, *(facts.judgement.findings if facts.judgement else ())):
        sites = {site_of.get(name, name.partition("/")[0]) for name in one.subjects}
        counts.update((site, one.weight) for site in sites & facts.estate.sites.keys())
    return counts
