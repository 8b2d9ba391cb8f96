"""Findings, each with its line and the things that it is about."""

from collections.abc import Mapping

from inventory.finding import Finding
from inventory.model.component_names import feed_name
from inventory.model.estate import Estate
from report.facts import Facts

Row = list[object]


def findings(facts: Facts) -> list[Row]:
    """List what validation and the standards find.

    Rows: severity (error, warning, unknown, waived), code, file, line, column, what is wrong, what to do, what it is
    about.
    """
    judged = facts.judgement.findings if facts.judgement else ()
    things = _things(facts.estate)
    return [_row(one, things) for one in (*facts.findings, *judged)]


def _row(one: Finding, things: Mapping[str, str]) -> Row:
    about = dict.fromkeys(things[name] for name in one.subjects if name in things)
    return [
        one.weight.value, one.code, one.source.file, one.source.line, one.source.column, one.message, one.advice,
        list(about),
    ]  # fmt: skip


def _things(estate: Estate) -> Mapping[str, str]:
    """Subject → the thing of the report that it is, or that it belongs to."""
    tables = (estate.racks, estate.servers, estate.switches, estate.power, estate.cooling, estate.fuel)
    own = {name: name for table in (*tables, estate.pools, estate.services) for name in table}
    feeds = {feed_name(rack.key, side): rack.key for rack in estate.racks.values() for side in rack.feeds}
    tiers = {f"{one.name}/{tier.name}": one.name for one in estate.services.values() for tier in one.tiers}
    return {**tiers, **feeds, **own}
